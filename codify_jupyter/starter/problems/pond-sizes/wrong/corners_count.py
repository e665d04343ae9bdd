# codify-expect: fail=meadow,corners,many  pass=dry,borders,bend,one-row,no-rows,no-signs,lake
# Looks at all eight squares around.
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
                    for dy in (-1, 0, 1):
                        for dx in (-1, 0, 1):
                            ny, nx = y + dy, x + dx
                            if 0 <= ny < len(rows) and 0 <= nx < len(rows[0]):
                                if rows[ny][nx] == "~" and (ny, nx) not in visited:
                                    visited.add((ny, nx))
                                    stack.append((ny, nx))
                sizes.append(size)
    return sizes
