class Ledger:
    """Payments in and out of a box of money, in cents."""

    def __init__(self, opening=0):
        ...

    def pay_in(self, amount, note=""):
        ...

    def pay_out(self, amount, note=""):
        ...

    def undo(self):
        ...

    def entries(self):
        ...
