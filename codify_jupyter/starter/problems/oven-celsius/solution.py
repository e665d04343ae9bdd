def to_celsius(fahrenheit):
    """Return the temperature in degrees Celsius, rounded to one decimal.

    Raise ValueError for a temperature below the absolute zero.
    """
    if fahrenheit < -459.67:
        raise ValueError("nothing is colder than the absolute zero")
    return round(5 / 9 * (fahrenheit - 32), 1)
