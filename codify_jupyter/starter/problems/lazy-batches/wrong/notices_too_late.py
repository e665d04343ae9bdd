# codify-expect: fail=manners,not-before  pass=five,counting,even,nothing,larger,bad-size,down
# Looks whether the batch is full only after the next item has been taken.
def count_from(start, step=1):
    number = start
    while True:
        yield number
        number += step


def batches(items, size):
    if size < 1:
        raise ValueError("size must be at least 1")
    batch = []
    for item in items:
        if len(batch) == size:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
