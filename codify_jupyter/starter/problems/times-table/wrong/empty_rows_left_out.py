# codify-expect: fail=no-columns,many  pass=two-four,three-one,one-field,no-rows,square
def times_table(rows, columns):
    table = []
    for r in range(1, rows + 1):
        row = []
        for c in range(1, columns + 1):
            row.append(r * c)
        if row:
            table.append(row)
    return table
