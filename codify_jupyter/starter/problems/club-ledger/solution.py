class Ledger:
    """Payments in and out of a box of money, in cents."""

    def __init__(self, opening=0):
        self._opening = opening
        self._entries = []

    @property
    def balance(self):
        return self._opening + sum(amount for amount, _ in self._entries)

    def pay_in(self, amount, note=""):
        self._check(amount)
        self._entries.append((amount, note))

    def pay_out(self, amount, note=""):
        self._check(amount)
        if amount > self.balance:
            raise ValueError("not enough money")
        self._entries.append((-amount, note))

    def undo(self):
        if not self._entries:
            raise ValueError("nothing to undo")
        _, note = self._entries.pop()
        return note

    def entries(self):
        return list(self._entries)

    @staticmethod
    def _check(amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
