# codify-expect: fail=three-runs,ribbing,many  pass=one-run,empty,one-stitch,long-run,other-letters
def shorten_row(row):
    runs = []
    for i in range(len(row)):
        if i == 0 or row[i] != row[i - 1]:
            runs.append(row[i] + str(row.count(row[i])))
    return " ".join(runs)
