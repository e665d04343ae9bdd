# codify-expect: fail=two-rows,constant,one-row,four-rows,means,tenths  pass=shape
# axis=1 puts the rows on one scale, not the columns.
import numpy as np


def standardise(table):
    values = np.array(table, dtype=float)
    mean = values.mean(axis=1, keepdims=True)
    spread = values.std(axis=1, keepdims=True)
    spread[spread == 0] = 1
    return (values - mean) / spread
