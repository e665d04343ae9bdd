# codify-expect: fail=adds,reduced-sum,unchanged,huge  pass=multiplies,sign,same,whole,no-bottom,order,strangers,own-work
# Adds tops to tops and bottoms to bottoms.
from math import gcd


class Ratio:
    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError("bottom is 0")
        g = gcd(top, bottom)
        if bottom < 0:
            g = -g
        self.top = top // g
        self.bottom = bottom // g

    def __add__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.top + other.top, self.bottom + other.bottom)

    def __mul__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __eq__(self, other):
        if not isinstance(other, Ratio):
            return False
        return self.top == other.top and self.bottom == other.bottom

    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom

    def __str__(self):
        if self.bottom == 1:
            return str(self.top)
        return str(self.top) + "/" + str(self.bottom)
