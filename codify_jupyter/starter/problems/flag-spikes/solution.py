import numpy as np


def spikes(readings, width, limit):
    """Return the positions of readings that stand out from the width readings before."""
    values = np.array(readings, dtype=int)
    if len(values) <= width:
        return []
    sums = np.concatenate(([0], np.cumsum(values)))  # sums[i] is the sum of the first i values
    before = sums[width:-1] - sums[: -width - 1]  # before[0] belongs to position width
    outstanding = values[width:] * width > before + limit * width
    return (np.flatnonzero(outstanding) + width).tolist()
