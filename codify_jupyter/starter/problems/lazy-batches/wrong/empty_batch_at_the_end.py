# codify-expect: fail=even,nothing,bad-size  pass=five,counting,manners,larger,down,not-before
# Hands over what is left even if nothing is left, and checks no size.
def count_from(start, step=1):
    number = start
    while True:
        yield number
        number += step


def batches(items, size):
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch
