# codify-expect: fail=week,mild,two-digits,cold-first  pass=single,none,zero
readings = []
line = input()
while line != "end":
    readings.append(line)
    line = input()
frost = 0
for reading in readings:
    if reading.startswith("-"):
        frost += 1
if readings:
    print("days:", len(readings))
    print("frost:", frost)
    print("coldest:", min(readings))
else:
    print("no readings")
