# codify-expect: fail=two-four,three-one,one-field,many  pass=no-rows,no-columns,own-rows
def times_table(rows, columns):
    return [[r * c for c in range(columns)] for r in range(rows)]
