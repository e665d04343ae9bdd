# codify-expect: fail=ties,looking  pass=urgent,order,counting,nobody,twice,leave,back,two-rooms,below-zero
# Going through the room calls one after the other.
class WaitingRoom:
    def __init__(self):
        self.people = []

    def arrive(self, name, urgency=0):
        if name in self:
            raise ValueError(name + " is already waiting")
        self.people.append((name, urgency))
        self.people.sort(key=lambda person: -person[1])

    def call_next(self):
        if len(self.people) == 0:
            raise LookupError("nobody is waiting")
        return self.people.pop(0)[0]

    def leave(self, name):
        if name not in self:
            raise LookupError(name + " is not waiting")
        self.people = [person for person in self.people if person[0] != name]

    def __len__(self):
        return len(self.people)

    def __contains__(self, name):
        return name in [person[0] for person in self.people]

    def __iter__(self):
        while self.people:
            yield self.call_next()
