# codify-expect: fail=clear,tie,blank,all-tie,capitals,late,many  pass=none,all-blank
def winners(ballots):
    counts = {}
    for title in ballots:
        title = title.lower()
        if title != "":
            counts[title] = counts.get(title, 0) + 1
    most = max(counts.values(), default=0)
    return [title for title in counts if counts[title] == most]
