# codify-expect: fail=meadow,dry,corners,borders,bend,one-row,no-rows,many,lake  pass=no-signs
# Every square starts a pond, if only one of size 0; an empty map has no first row to measure.
def pond_sizes(rows):
    height, width = len(rows), len(rows[0])
    visited = set()
    sizes = []
    for r in range(height):
        for c in range(width):
            stack = [(r, c)]
            size = 0
            while stack:
                y, x = stack.pop()
                if (y, x) in visited or not (0 <= y < height and 0 <= x < width):
                    continue
                if rows[y][x] == "~":
                    visited.add((y, x))
                    size += 1
                    stack += [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
            sizes.append(size)
    return sizes
