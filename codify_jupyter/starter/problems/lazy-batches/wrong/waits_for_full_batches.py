# codify-expect: fail=five,even,nothing,larger,down  pass=counting,manners,bad-size,not-before
# next() without care at the end of the items: a RuntimeError, and the rest is lost.
def count_from(start, step=1):
    number = start
    while True:
        yield number
        number = number + abs(step)


def batches(items, size):
    if size < 1:
        raise ValueError("size must be at least 1")
    belt = iter(items)
    while True:
        yield [next(belt) for _ in range(size)]
