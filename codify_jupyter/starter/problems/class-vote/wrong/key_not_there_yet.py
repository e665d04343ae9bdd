# codify-expect: fail=clear,tie,blank,all-tie,capitals,late,many  pass=none,all-blank
def winners(ballots):
    counts = {}
    most = 0
    for title in ballots:
        if title != "":
            counts[title] += 1
            if counts[title] > most:
                most = counts[title]
    return [title for title in counts if counts[title] == most]
