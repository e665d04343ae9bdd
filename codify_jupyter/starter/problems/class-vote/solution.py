def winners(ballots):
    """Return the titles with the most ballots, in any order."""
    counts = {}
    for title in ballots:
        if title != "":
            counts[title] = counts.get(title, 0) + 1
    most = max(counts.values(), default=0)
    return [title for title in counts if counts[title] == most]
