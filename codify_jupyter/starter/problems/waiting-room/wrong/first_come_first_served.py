# codify-expect: fail=urgent,order,counting,ties,looking,back,below-zero  pass=nobody,twice,leave,two-rooms
# Forgets the urgency altogether, and the one called stays in the room.
class WaitingRoom:
    def __init__(self):
        self.names = []

    def arrive(self, name, urgency=0):
        if name in self.names:
            raise ValueError(f"{name} is already waiting")
        self.names.append(name)

    def call_next(self):
        if not self.names:
            raise LookupError("nobody is waiting")
        return self.names[0]

    def leave(self, name):
        if name not in self.names:
            raise LookupError(f"{name} is not waiting")
        self.names.remove(name)

    def __len__(self):
        return len(self.names)

    def __contains__(self, name):
        return name in self.names

    def __iter__(self):
        return iter(self.names)
