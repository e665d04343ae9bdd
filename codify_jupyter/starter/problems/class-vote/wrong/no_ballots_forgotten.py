# codify-expect: fail=none,all-blank,many  pass=clear,tie,blank,all-tie,capitals,late
def winners(ballots):
    counts = {}
    for title in ballots:
        if title != "":
            counts[title] = counts.get(title, 0) + 1
    most = max(counts.values())
    return [title for title in counts if counts[title] == most]
