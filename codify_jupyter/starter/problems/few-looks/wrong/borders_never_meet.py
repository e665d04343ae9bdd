# codify-expect: fail=between
# low = middle makes no progress when one value is left.
def first_at_least(xs, target):
    low = 0
    high = len(xs)
    looks = 0
    while low < high:
        middle = (low + high) // 2
        looks += 1
        if xs[middle] < target:
            low = middle
        else:
            high = middle
    return low, looks
