def dim_to(level, low, high):
    """Return level, but never less than low and never more than high."""
    if level < low:
        return low
    if level > high:
        return high
    return level
