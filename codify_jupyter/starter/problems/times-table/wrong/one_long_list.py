# codify-expect: fail=two-four,three-one,one-field,no-columns,square,many  pass=no-rows
def times_table(rows, columns):
    table = []
    for r in range(1, rows + 1):
        for c in range(1, columns + 1):
            table.append(r * c)
    return table
