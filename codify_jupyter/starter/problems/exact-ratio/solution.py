from math import gcd


class Ratio:
    """A fraction of two whole numbers, in lowest terms."""

    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError("the bottom of a ratio cannot be 0")
        shared = gcd(top, bottom)
        if bottom < 0:
            shared = -shared
        self.top = top // shared
        self.bottom = bottom // shared

    def __add__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __eq__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return (self.top, self.bottom) == (other.top, other.bottom)

    def __lt__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return self.top * other.bottom < other.top * self.bottom

    def __hash__(self):
        return hash((self.top, self.bottom))

    def __str__(self):
        return str(self.top) if self.bottom == 1 else f"{self.top}/{self.bottom}"
