# codify-expect: fail=urgent,order,ties,back  pass=counting,looking,nobody,twice,leave,two-rooms,below-zero
# Compares the names when the urgency is equal.
class WaitingRoom:
    def __init__(self):
        self.people = []

    def arrive(self, name, urgency=0):
        if name in self:
            raise ValueError(f"{name} is already waiting")
        self.people.append((-urgency, name))
        self.people.sort()

    def call_next(self):
        if not self.people:
            raise LookupError("nobody is waiting")
        return self.people.pop(0)[1]

    def leave(self, name):
        if name not in self:
            raise LookupError(f"{name} is not waiting")
        self.people = [person for person in self.people if person[1] != name]

    def __len__(self):
        return len(self.people)

    def __contains__(self, name):
        return name in list(self)

    def __iter__(self):
        return iter([name for _, name in self.people])
