# codify-expect: fail=exactly,neighbour,many,long  pass=one,two,no-loops,short,empty,downwards
# The window ends with the reading itself, so the spike lifts its own mean.
import numpy as np


def spikes(readings, width, limit):
    values = np.array(readings, dtype=int)
    if len(values) <= width:
        return []
    sums = np.concatenate(([0], np.cumsum(values)))
    window = sums[width + 1:] - sums[1:-width]
    outstanding = values[width:] * width > window + limit * width
    return (np.flatnonzero(outstanding) + width).tolist()
