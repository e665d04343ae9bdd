def to_celsius(fahrenheit):
    """Return the temperature in degrees Celsius, rounded to one decimal.

    Raise ValueError for a temperature below the absolute zero.
    """
    ...
