def shared_stops(first, second):
    """Return the length of the longest list of stops that both share in order."""
    above = [0] * (len(second) + 1)
    for stop in first:
        row = [0]
        for column, other in enumerate(second):
            if stop == other:
                row.append(above[column] + 1)
            else:
                row.append(max(above[column + 1], row[column]))
        above = row
    return above[-1]
