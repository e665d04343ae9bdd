# codify-expect: fail=urgent,ties,twice,leave,back,below-zero  pass=order,counting,looking,nobody,two-rooms
# Looks for the greatest urgency starting from 0, and takes the last of equals.
class WaitingRoom:
    def __init__(self):
        self.urgency = {}

    def arrive(self, name, urgency=0):
        self.urgency[name] = urgency

    def call_next(self):
        best = 0
        chosen = None
        for name in self.urgency:
            if self.urgency[name] >= best:
                best = self.urgency[name]
                chosen = name
        if chosen is None:
            raise LookupError("nobody is waiting")
        del self.urgency[chosen]
        return chosen

    def leave(self, name):
        self.urgency.pop(name, None)

    def __len__(self):
        return len(self.urgency)

    def __contains__(self, name):
        return name in self.urgency

    def __iter__(self):
        return iter(sorted(self.urgency, key=self.urgency.get, reverse=True))
