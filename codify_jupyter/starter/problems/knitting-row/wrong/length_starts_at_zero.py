# codify-expect: fail=three-runs,ribbing,long-run,other-letters,many  pass=one-run,empty,one-stitch
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
            length = 0
    runs.append(letter + str(length))
    return " ".join(runs)
