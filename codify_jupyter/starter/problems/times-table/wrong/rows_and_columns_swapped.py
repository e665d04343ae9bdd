# codify-expect: fail=two-four,three-one,no-rows,no-columns,many  pass=one-field,square
def times_table(rows, columns):
    table = []
    for r in range(1, columns + 1):
        row = []
        for c in range(1, rows + 1):
            row.append(r * c)
        table.append(row)
    return table
