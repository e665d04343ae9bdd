def ferry_fare(age):
    """Return the ferry fare for a passenger of this age in years."""
    if age < 4:
        return 0
    elif age < 16:
        return 3
    elif age < 65:
        return 8
    else:
        return 5
