# codify-expect: fail=three-runs,one-run,ribbing,one-stitch,long-run,other-letters,many  pass=empty
def shorten_row(row):
    result = ""
    i = 0
    while i < len(row):
        length = 1
        while i + length < len(row) and row[i + length] == row[i]:
            length += 1
        result += row[i] + str(length) + " "
        i += length
    return result
