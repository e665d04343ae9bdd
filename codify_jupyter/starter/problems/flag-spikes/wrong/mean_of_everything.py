# codify-expect: fail=two,exactly,short,neighbour,downwards,many,long  pass=one,no-loops,empty
# Compares with the mean of all readings; ignores the width.
import numpy as np


def spikes(readings, width, limit):
    values = np.array(readings, dtype=int)
    if len(values) == 0:
        return []
    return np.flatnonzero(values > values.mean() + limit).tolist()
