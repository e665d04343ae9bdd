# codify-expect: fail=empty,many  pass=three-runs,one-run,ribbing,one-stitch,long-run,other-letters
def shorten_row(row):
    letter = row[0]
    length = 0
    result = ""
    for stitch in row:
        if stitch == letter:
            length += 1
        else:
            result += letter + str(length) + " "
            letter = stitch
            length = 1
    return result + letter + str(length)
