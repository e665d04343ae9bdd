def count_from(start, step=1):
    """Yield start, start + step, start + 2 * step, ... for ever."""
    ...


def batches(items, size):
    """Yield lists of size neighbouring items; the last one may be shorter."""
    ...
