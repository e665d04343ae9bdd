# codify-expect: fail=balance,entries,undo,defaults,last-cent,nothing,undo-all  pass=positive,too-much,two-ledgers
# Money paid out keeps its sign, undo takes the oldest line, and the empty ledger is forgotten.
class Ledger:
    def __init__(self, opening):
        self.opening = opening
        self.lines = []

    @property
    def balance(self):
        return self.opening + sum(amount for amount, note in self.lines)

    def pay_in(self, amount, note=""):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.lines.append((amount, note))

    def pay_out(self, amount, note=""):
        if amount <= 0:
            raise ValueError("amount must be positive")
        if amount > self.balance:
            raise ValueError("not enough money")
        self.lines.append((amount, note))

    def undo(self):
        return self.lines.pop(0)[1]

    def entries(self):
        return self.lines
