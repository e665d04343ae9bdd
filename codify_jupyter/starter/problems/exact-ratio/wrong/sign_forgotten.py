# codify-expect: fail=multiplies,sign,whole,no-bottom,reduced-sum,order,strangers  pass=adds,same,unchanged,huge,own-work
# A negative bottom stays negative, and `<` looks at the tops only; zero below is not noticed.
from math import gcd


class Ratio:
    def __init__(self, top, bottom=1):
        g = max(1, gcd(top, bottom))
        self.top = top // g
        self.bottom = bottom // g

    def __add__(self, other):
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __mul__(self, other):
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    def __eq__(self, other):
        return self.top == other.top and self.bottom == other.bottom

    def __lt__(self, other):
        return self.top < other.top

    def __str__(self):
        return f"{self.top}/{self.bottom}"
