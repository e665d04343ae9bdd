# codify-expect: fail=constant,one-row,tenths  pass=two-rows,shape,four-rows,means
# Divides 0 by 0 in a constant column: nan.
import numpy as np


def standardise(table):
    values = np.array(table, dtype=float)
    return (values - values.mean(axis=0)) / values.std(axis=0)
