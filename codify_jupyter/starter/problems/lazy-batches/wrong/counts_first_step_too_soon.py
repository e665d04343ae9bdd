# codify-expect: fail=counting,manners,down,not-before  pass=five,even,nothing,larger,bad-size
# Adds the step before the first number is handed over; takes the first item at once.
def count_from(start, step=1):
    while True:
        start += step
        yield start


def batches(items, size):
    if size < 1:
        raise ValueError("size must be at least 1")
    belt = iter(items)
    end = object()
    ahead = next(belt, end)

    def pack():
        nonlocal ahead
        batch = []
        while ahead is not end:
            batch.append(ahead)
            ahead = next(belt, end)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch

    return pack()
