# codify-expect: fail=no-rows,many,lake  pass=meadow,dry,corners,borders,bend,one-row,no-signs
# Marks a square only when it is taken from the list, so a square can be counted twice.
def pond_sizes(rows):
    width = len(rows[0])
    visited = set()
    sizes = []
    for r in range(len(rows)):
        for c in range(width):
            if rows[r][c] == "~" and (r, c) not in visited:
                queue = [(r, c)]
                size = 0
                for y, x in queue:
                    visited.add((y, x))
                    size += 1
                    for ny, nx in [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]:
                        if 0 <= ny < len(rows) and 0 <= nx < width:
                            if rows[ny][nx] == "~" and (ny, nx) not in visited:
                                queue.append((ny, nx))
                sizes.append(size)
    return sizes
