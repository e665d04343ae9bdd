def days_to_cover(patch, pond, percent):
    """Return after how many days the patch covers the pond.

    Raise ValueError if it never will.
    """
    ...
