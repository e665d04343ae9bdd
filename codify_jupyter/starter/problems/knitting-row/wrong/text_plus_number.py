# codify-expect: fail=three-runs,one-run,ribbing,one-stitch,long-run,other-letters,many  pass=empty
def shorten_row(row):
    runs = []
    i = 0
    while i < len(row):
        length = 1
        while i + length < len(row) and row[i + length] == row[i]:
            length += 1
        runs.append(row[i] + length)
        i += length
    return " ".join(runs)
