def first_at_least(xs, target):
    """Return (position, looks) for the first value that is at least target."""
    low = 0  # everything before low is too small
    high = len(xs)  # everything from high on is large enough
    looks = 0
    while low < high:
        middle = (low + high) // 2
        looks += 1
        if xs[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low, looks
