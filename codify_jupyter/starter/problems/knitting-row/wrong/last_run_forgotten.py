# codify-expect: fail=three-runs,one-run,ribbing,one-stitch,long-run,other-letters,many  pass=empty
def shorten_row(row):
    if row == "":
        return ""
    runs = []
    letter = row[0]
    length = 0
    for stitch in row:
        if stitch == letter:
            length += 1
        else:
            runs.append(letter + str(length))
            letter = stitch
            length = 1
    return " ".join(runs)
