# codify-expect: fail=late,many  pass=clear,tie,blank,none,all-blank,all-tie,capitals
def winners(ballots):
    counts = {}
    for title in ballots:
        if title:
            counts[title] = counts.get(title, 0) + 1
    best = []
    most = 0
    for title, count in counts.items():
        if count >= most:
            most = count
            best.append(title)
    return best
