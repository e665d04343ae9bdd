import numpy as np


def spikes(readings, width, limit):
    """Return the positions of readings that stand out from the width readings before."""
    ...
