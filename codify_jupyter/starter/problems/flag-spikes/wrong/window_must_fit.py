# codify-expect: fail=empty,many  pass=one,two,no-loops,exactly,short,neighbour,downwards,long
# NumPy's windows complain when the list is shorter than the window.
import numpy as np


def spikes(readings, width, limit):
    values = np.array(readings, dtype=int)
    windows = np.lib.stride_tricks.sliding_window_view(values, width)
    sums = windows[:-1].sum(axis=1)
    return (np.flatnonzero(values[width:] * width > sums + limit * width) + width).tolist()
