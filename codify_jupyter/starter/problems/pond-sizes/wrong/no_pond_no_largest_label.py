# codify-expect: fail=dry,no-rows,no-signs  pass=meadow,corners,borders,bend,one-row,many,lake
# Numbers the ponds and asks for the largest number, which does not exist on a dry map.
def pond_sizes(rows):
    labels = {}
    ponds = 0
    for r in range(len(rows)):
        for c in range(len(rows[r])):
            if rows[r][c] == "~" and (r, c) not in labels:
                ponds += 1
                labels[(r, c)] = ponds
                stack = [(r, c)]
                while stack:
                    y, x = stack.pop()
                    for square in [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]:
                        ny, nx = square
                        if 0 <= ny < len(rows) and 0 <= nx < len(rows[ny]):
                            if rows[ny][nx] == "~" and square not in labels:
                                labels[square] = ponds
                                stack.append(square)
    sizes = [0] * max(labels.values())
    for label in labels.values():
        sizes[label - 1] += 1
    return sizes
