# codify-expect: fail=clear,tie,capitals,late,many  pass=blank,none,all-blank,all-tie
def winners(ballots):
    most = 0
    for title in ballots:
        if title != "" and ballots.count(title) > most:
            most = ballots.count(title)
    result = []
    for title in ballots:
        if title != "" and ballots.count(title) == most:
            result.append(title)
    return result
