# codify-expect: fail=two-rows,constant,one-row,four-rows,means,tenths  pass=shape
# Without an axis there is one mean and one spread for the whole table.
import numpy as np


def standardise(table):
    values = np.array(table, dtype=float)
    spread = values.std()
    if spread == 0:
        return np.zeros(values.shape)
    return (values - values.mean()) / spread
