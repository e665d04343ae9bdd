def february_days(year):
    """Return the number of days in February of this year, 28 or 29."""
    if year % 400 == 0:
        return 29
    if year % 100 == 0:
        return 28
    if year % 4 == 0:
        return 29
    return 28
