# codify-expect: fail=nobody,twice,leave,two-rooms  pass=urgent
# The list belongs to the class; nobody is refused, neither at the door nor when going.
class WaitingRoom:
    people = []

    def arrive(self, name, urgency=0):
        self.people.append((urgency, name))

    def call_next(self):
        best = 0
        for i in range(len(self.people)):
            if self.people[i][0] > self.people[best][0]:
                best = i
        return self.people.pop(best)[1]

    def leave(self, name):
        for person in list(self.people):
            if person[1] == name:
                self.people.remove(person)

    def __len__(self):
        return len(self.people)

    def __contains__(self, name):
        return name in [person[1] for person in self.people]

    def __iter__(self):
        ordered = sorted(self.people, key=lambda person: -person[0])
        return iter([person[1] for person in ordered])
