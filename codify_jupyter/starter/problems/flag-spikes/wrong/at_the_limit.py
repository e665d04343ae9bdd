# codify-expect: fail=exactly,many  pass=one,two,no-loops,short,empty,neighbour,downwards,long
# `>=` also takes what lies exactly at the limit.
import numpy as np


def spikes(readings, width, limit):
    values = np.array(readings, dtype=int)
    if len(values) <= width:
        return []
    sums = np.concatenate(([0], np.cumsum(values)))
    before = sums[width:-1] - sums[:-width - 1]
    return (np.flatnonzero(values[width:] * width >= before + limit * width) + width).tolist()
