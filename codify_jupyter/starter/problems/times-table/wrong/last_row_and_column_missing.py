# codify-expect: fail=two-four,three-one,one-field,no-columns,square,many  pass=no-rows
def times_table(rows, columns):
    table = []
    for r in range(1, rows):
        row = []
        for c in range(1, columns):
            row.append(r * c)
        table.append(row)
    return table
