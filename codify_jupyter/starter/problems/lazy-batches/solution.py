def count_from(start, step=1):
    """Yield start, start + step, start + 2 * step, ... for ever."""
    number = start
    while True:
        yield number
        number += step


def batches(items, size):
    """Yield lists of size neighbouring items; the last one may be shorter."""
    if size < 1:
        raise ValueError("size must be at least 1")
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
