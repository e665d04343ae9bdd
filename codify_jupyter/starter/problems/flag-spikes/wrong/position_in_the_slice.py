# codify-expect: fail=one,two,exactly,neighbour,downwards,many,long  pass=no-loops,short,empty
# Gives the positions in the shortened array.
import numpy as np


def spikes(readings, width, limit):
    values = np.array(readings, dtype=int)
    if len(values) <= width:
        return []
    sums = np.concatenate(([0], np.cumsum(values)))
    before = sums[width:-1] - sums[:-width - 1]
    return np.flatnonzero(values[width:] * width > before + limit * width).tolist()
