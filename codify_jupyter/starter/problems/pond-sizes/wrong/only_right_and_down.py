# codify-expect: fail=bend,many  pass=meadow,dry,corners,borders,one-row,no-rows,no-signs,lake
# Never goes back to the left or up.
def pond_sizes(rows):
    visited = set()
    sizes = []
    for r in range(len(rows)):
        for c in range(len(rows[0])):
            if rows[r][c] == "~" and (r, c) not in visited:
                visited.add((r, c))
                stack = [(r, c)]
                size = 0
                while stack:
                    y, x = stack.pop()
                    size += 1
                    for ny, nx in [(y + 1, x), (y, x + 1)]:
                        if ny < len(rows) and nx < len(rows[0]):
                            if rows[ny][nx] == "~" and (ny, nx) not in visited:
                                visited.add((ny, nx))
                                stack.append((ny, nx))
                sizes.append(size)
    return sizes
