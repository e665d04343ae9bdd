# codify-expect: fail=undo,nothing,undo-all  pass=balance,entries,defaults,last-cent,positive,too-much,two-ledgers
# Undo strikes the line out but forgets the balance.
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
        if amount > self.balance:
            raise ValueError("not enough money")
        self.lines.append((-amount, note))
        self.balance -= amount

    def undo(self):
        if not self.lines:
            raise ValueError("nothing to undo")
        return self.lines.pop()[1]

    def entries(self):
        return list(self.lines)
