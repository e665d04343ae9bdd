# codify-expect: fail=urgent,order,ties,back  pass=counting,looking,nobody,twice,leave,two-rooms,below-zero
# Sorts upwards and turns the list round, and with it everybody equally urgent.
class WaitingRoom:
    def __init__(self):
        self.people = []

    def arrive(self, name, urgency=0):
        if name in self:
            raise ValueError(f"{name} is already waiting")
        self.people.append((urgency, name))

    def call_next(self):
        if not self.people:
            raise LookupError("nobody is waiting")
        name = list(self)[0]
        self.leave(name)
        return name

    def leave(self, name):
        for person in self.people:
            if person[1] == name:
                self.people.remove(person)
                return
        raise LookupError(f"{name} is not waiting")

    def __len__(self):
        return len(self.people)

    def __contains__(self, name):
        return any(name == other for _, other in self.people)

    def __iter__(self):
        ordered = sorted(self.people, key=lambda person: person[0])[::-1]
        return iter([name for _, name in ordered])
