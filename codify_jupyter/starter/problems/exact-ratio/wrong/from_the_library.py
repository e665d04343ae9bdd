# codify-expect: fail=own-work  pass=adds,multiplies,sign,same,whole,no-bottom,reduced-sum,unchanged,order,huge,strangers
# Works, but hands all the work to the standard library.
from fractions import Fraction


class Ratio:
    def __init__(self, top, bottom=1):
        self.value = Fraction(top, bottom)

    @property
    def top(self):
        return self.value.numerator

    @property
    def bottom(self):
        return self.value.denominator

    def __add__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        total = self.value + other.value
        return Ratio(total.numerator, total.denominator)

    def __mul__(self, other):
        if not isinstance(other, Ratio):
            return NotImplemented
        product = self.value * other.value
        return Ratio(product.numerator, product.denominator)

    def __eq__(self, other):
        return isinstance(other, Ratio) and self.value == other.value

    def __lt__(self, other):
        return self.value < other.value

    def __str__(self):
        return str(self.value)
