# codify-expect: fail=two,short,empty,many,long  pass=one,no-loops,exactly,neighbour,downwards
# mode="full" of convolve also yields sums over fewer than width readings.
import numpy as np


def spikes(readings, width, limit):
    values = np.array(readings, dtype=int)
    sums = np.convolve(values, np.ones(width, dtype=int))[:len(values) - 1]
    return (np.flatnonzero(values[1:] * width > sums + limit * width) + 1).tolist()
