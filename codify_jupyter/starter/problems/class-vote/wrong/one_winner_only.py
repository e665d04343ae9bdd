# codify-expect: fail=tie,all-tie,many  pass=clear,blank,none,all-blank,capitals,late
def winners(ballots):
    counts = {}
    for title in ballots:
        if title != "":
            counts[title] = counts.get(title, 0) + 1
    best = []
    most = 0
    for title in counts:
        if counts[title] > most:
            most = counts[title]
            best = [title]
    return best
