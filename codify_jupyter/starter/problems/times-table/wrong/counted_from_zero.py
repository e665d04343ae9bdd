# codify-expect: fail=two-four,three-one,one-field,square,many  pass=no-rows,no-columns
def times_table(rows, columns):
    return [[r * c for c in range(columns)] for r in range(rows)]
