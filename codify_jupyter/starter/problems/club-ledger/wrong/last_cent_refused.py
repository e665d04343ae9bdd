# codify-expect: fail=last-cent,positive,undo-all  pass=balance,entries,undo,defaults,too-much,nothing,two-ledgers
# `>=` refuses to pay out exactly what there is, and 0 passes for an amount.
class Ledger:
    def __init__(self, opening=0):
        self.balance = opening
        self.lines = []

    def pay_in(self, amount, note=""):
        if amount < 0:
            raise ValueError("amount must be positive")
        self.lines.append((amount, note))
        self.balance += amount

    def pay_out(self, amount, note=""):
        if amount < 0:
            raise ValueError("amount must be positive")
        if amount >= self.balance:
            raise ValueError("not enough money")
        self.lines.append((-amount, note))
        self.balance -= amount

    def undo(self):
        if not self.lines:
            raise ValueError("nothing to undo")
        amount, note = self.lines.pop()
        self.balance -= amount
        return note

    def entries(self):
        return list(self.lines)
