# codify-expect: fail=other-letters,many  pass=three-runs,one-run,ribbing,empty,one-stitch,long-run
def shorten_row(row):
    runs = []
    knit = 0
    purl = 0
    for stitch in row:
        if stitch == "k":
            if purl > 0:
                runs.append("p" + str(purl))
                purl = 0
            knit += 1
        elif stitch == "p":
            if knit > 0:
                runs.append("k" + str(knit))
                knit = 0
            purl += 1
    if knit > 0:
        runs.append("k" + str(knit))
    if purl > 0:
        runs.append("p" + str(purl))
    return " ".join(runs)
