# codify-expect: fail=lake  pass=meadow,dry,corners,borders,bend,one-row,no-rows,no-signs,many
# Right for small maps; on a large lake the calls pile up: RecursionError.
def pond_sizes(rows):
    visited = set()

    def fill(y, x):
        if y < 0 or x < 0 or y >= len(rows) or x >= len(rows[0]):
            return 0
        if rows[y][x] != "~" or (y, x) in visited:
            return 0
        visited.add((y, x))
        return 1 + fill(y - 1, x) + fill(y + 1, x) + fill(y, x - 1) + fill(y, x + 1)

    sizes = []
    for r in range(len(rows)):
        for c in range(len(rows[0])):
            size = fill(r, c)
            if size > 0:
                sizes.append(size)
    return sizes
