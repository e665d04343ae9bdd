# codify-expect: fail=two-four,three-one,square,many  pass=one-field,no-rows,no-columns
def times_table(rows, columns):
    table = [[0] * columns] * rows
    for r in range(rows):
        for c in range(columns):
            table[r][c] = (r + 1) * (c + 1)
    return table
