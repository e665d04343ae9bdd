import numpy as np


def standardise(table):
    """Return an array in which each column has mean 0 and standard deviation 1."""
    values = np.array(table, dtype=float)
    equal = (values == values[0]).all(axis=0)
    centred = np.where(equal, 0.0, values - values.mean(axis=0))
    spread = np.where(equal, 1.0, values.std(axis=0))
    return centred / spread
