class Ratio:
    """A fraction of two whole numbers, in lowest terms."""

    def __init__(self, top, bottom=1):
        ...

    def __add__(self, other):
        ...

    def __mul__(self, other):
        ...

    def __eq__(self, other):
        ...

    def __lt__(self, other):
        ...

    def __str__(self):
        ...
