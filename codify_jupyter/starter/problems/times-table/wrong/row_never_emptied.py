# codify-expect: fail=two-four,three-one,square,many  pass=one-field,no-rows,no-columns
def times_table(rows, columns):
    table = []
    row = []
    for r in range(1, rows + 1):
        for c in range(1, columns + 1):
            row.append(r * c)
        table.append(row)
    return table
