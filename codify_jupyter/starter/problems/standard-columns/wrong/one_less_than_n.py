# codify-expect: fail=two-rows,constant,one-row,four-rows,means,tenths  pass=shape
# ddof=1 is the standard deviation of a sample.
import numpy as np


def standardise(table):
    values = np.array(table, dtype=float)
    mean = values.mean(axis=0)
    spread = values.std(axis=0, ddof=1)
    spread[spread == 0] = 1
    return (values - mean) / spread
