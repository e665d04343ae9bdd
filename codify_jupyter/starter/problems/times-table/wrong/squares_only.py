# codify-expect: fail=two-four,three-one,no-columns,many  pass=one-field,no-rows,square
def times_table(rows, columns):
    table = []
    for r in range(1, rows + 1):
        row = []
        for c in range(1, rows + 1):
            row.append(r * c)
        table.append(row)
    return table
