def pond_sizes(rows):
    """Return the sizes of all ponds on the map, in any order."""
    water = {
        (row, column)
        for row, line in enumerate(rows)
        for column, sign in enumerate(line)
        if sign == "~"
    }
    sizes = []
    while water:
        to_visit = [water.pop()]
        size = 0
        while to_visit:
            row, column = to_visit.pop()
            size += 1
            beside = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
            for square in beside:
                if square in water:
                    water.remove(square)
                    to_visit.append(square)
        sizes.append(size)
    return sizes
