# codify-expect: fail=manners,not-before  pass=five,counting,even,nothing,larger,bad-size,down
# Makes a list of everything first, which an endless belt does not survive.
def count_from(start, step=1):
    while True:
        yield start
        start = start + step


def batches(items, size):
    if size < 1:
        raise ValueError("size must be at least 1")
    items = list(items)
    for i in range(0, len(items), size):
        yield items[i:i + size]
