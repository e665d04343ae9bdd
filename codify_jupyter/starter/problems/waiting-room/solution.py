class WaitingRoom:
    """Who is waiting, the most urgent first."""

    def __init__(self):
        self._urgency = {}  # by name, in order of arrival

    def arrive(self, name, urgency=0):
        if name in self._urgency:
            raise ValueError(f"{name} is already waiting")
        self._urgency[name] = urgency

    def call_next(self):
        if not self._urgency:
            raise LookupError("nobody is waiting")
        name = next(iter(self))
        del self._urgency[name]
        return name

    def leave(self, name):
        if name not in self._urgency:
            raise LookupError(f"{name} is not waiting")
        del self._urgency[name]

    def __len__(self):
        return len(self._urgency)

    def __contains__(self, name):
        return name in self._urgency

    def __iter__(self):
        return iter(sorted(self._urgency, key=lambda name: -self._urgency[name]))
