# codify-expect: fail=unchanged  pass=adds,multiplies,sign,same,whole,no-bottom,reduced-sum,order,huge,strangers,own-work
# `+` changes the left operand.
from math import gcd


class Ratio:
    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError("bottom is 0")
        self.top = top
        self.bottom = bottom
        self.reduce()

    def reduce(self):
        g = gcd(self.top, self.bottom)
        self.top = self.top // g
        self.bottom = self.bottom // g
        if self.bottom < 0:
            self.top = -self.top
            self.bottom = -self.bottom

    def __add__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        self.top = self.top * other.bottom + other.top * self.bottom
        self.bottom = self.bottom * other.bottom
        self.reduce()
        return self

    def __mul__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __eq__(self, other):
        return isinstance(other, Ratio) and self.top == other.top and self.bottom == other.bottom

    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom

    def __str__(self):
        if self.bottom == 1:
            return f"{self.top}"
        return f"{self.top}/{self.bottom}"
