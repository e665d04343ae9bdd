def highest(readings):
    """Return the highest of the readings, or raise ValueError if there are none."""
    if not readings:
        raise ValueError("there are no readings")
    best = readings[0]
    for reading in readings:
        if reading > best:
            best = reading
    return best
