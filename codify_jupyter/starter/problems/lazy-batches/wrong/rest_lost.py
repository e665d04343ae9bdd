# codify-expect: fail=five,larger  pass=counting,manners,even,nothing,bad-size,down,not-before
# The unfinished batch at the end is never handed over.
def count_from(start, step=1):
    while True:
        yield start
        start = start + step


def batches(items, size):
    if size < 1:
        raise ValueError("size must be at least 1")
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
