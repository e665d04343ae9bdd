# codify-expect: fail=two-ledgers  pass=balance
# The list belongs to the class, so all ledgers write into it.
class Ledger:
    lines = []

    def __init__(self, opening=0):
        self.balance = opening

    def pay_in(self, amount, note=""):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        self.lines.append((amount, note))

    def pay_out(self, amount, note=""):
        if amount <= 0:
            raise ValueError("amount must be positive")
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount
        self.lines.append((-amount, note))

    def undo(self):
        if len(self.lines) == 0:
            raise ValueError("nothing to undo")
        amount, note = self.lines.pop()
        self.balance -= amount
        return note

    def entries(self):
        return self.lines[:]
