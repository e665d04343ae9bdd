# codify-expect: fail=tenths  pass=two-rows,constant,shape,one-row,four-rows,means
# The spread of 0.1, 0.1, 0.1 is rounded to something just above zero.
import numpy as np


def standardise(table):
    values = np.array(table, dtype=float)
    spread = values.std(axis=0)
    spread[spread == 0] = 1
    return (values - values.mean(axis=0)) / spread
