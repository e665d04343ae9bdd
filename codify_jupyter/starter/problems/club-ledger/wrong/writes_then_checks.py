# codify-expect: fail=too-much  pass=balance,entries,undo,defaults,last-cent,positive,nothing,two-ledgers,undo-all
# The payment stands in the ledger before it is refused.
class Ledger:
    def __init__(self, opening=0):
        self.balance = opening
        self.lines = []

    def pay_in(self, amount, note=""):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.lines.append((amount, note))
        self.balance += amount

    def pay_out(self, amount, note=""):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.lines.append((-amount, note))
        self.balance -= amount
        if self.balance < 0:
            raise ValueError("not enough money")

    def undo(self):
        if not self.lines:
            raise ValueError("nothing to undo")
        amount, note = self.lines.pop()
        self.balance -= amount
        return note

    def entries(self):
        return list(self.lines)
