# codify-expect: fail=blank,all-blank,many  pass=clear,tie,none,all-tie,capitals,late
def winners(ballots):
    counts = {}
    for title in ballots:
        counts[title] = counts.get(title, 0) + 1
    most = max(counts.values(), default=0)
    return [title for title in counts if counts[title] == most]
