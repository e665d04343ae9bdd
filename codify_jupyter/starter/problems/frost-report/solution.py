days = 0
frost = 0
coldest = None
line = input()
while line != "end":
    reading = int(line)
    days += 1
    if reading < 0:
        frost += 1
    if coldest is None or reading < coldest:
        coldest = reading
    line = input()

if days == 0:
    print("no readings")
else:
    print("days:", days)
    print("frost:", frost)
    print("coldest:", coldest)
