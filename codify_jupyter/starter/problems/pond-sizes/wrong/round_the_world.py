# codify-expect: fail=meadow,corners,borders,one-row,many  pass=dry,bend,no-rows,no-signs,lake
# Index -1 is the last row or column, so the water runs over the border.
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
                    for dy, dx in [(-1, 0), (1, 0), (0, -1), (0, 1)]:
                        try:
                            wet = rows[y + dy][x + dx] == "~"
                        except IndexError:
                            continue
                        square = ((y + dy) % len(rows), (x + dx) % len(rows[0]))
                        if wet and square not in visited:
                            visited.add(square)
                            stack.append(square)
                sizes.append(size)
    return sizes
