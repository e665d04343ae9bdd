def days_to_cover(patch, pond, percent):
    """Return after how many days the patch covers the pond.

    Raise ValueError if it never will.
    """
    if patch < pond and percent <= 0:
        raise ValueError("a patch that does not grow never covers the pond")
    days = 0
    while patch < pond:
        patch = patch * (1 + percent / 100)
        days += 1
    return days
