# codify-expect: fail=no-bottom,huge,strangers  pass=adds,multiplies,sign,same,whole,reduced-sum,unchanged,order,own-work
# Divides to compare, and so rounds; it also takes any number for a Ratio.
from math import gcd


class Ratio:
    def __init__(self, top, bottom=1):
        g = gcd(top, bottom)
        if bottom < 0:
            g = -g
        self.top = top // g
        self.bottom = bottom // g

    def value(self):
        return self.top / self.bottom

    def __add__(self, other):
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other):
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __eq__(self, other):
        if isinstance(other, Ratio):
            return self.value() == other.value()
        return self.value() == other

    def __lt__(self, other):
        return self.value() < other.value()

    def __str__(self):
        if self.bottom == 1:
            return f"{self.top}"
        return f"{self.top}/{self.bottom}"
