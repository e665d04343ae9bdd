# codify-expect: fail=week,zero  pass=single,none,mild,two-digits,cold-first
readings = []
line = input()
while line != "end":
    readings.append(int(line))
    line = input()
frost = 0
for reading in readings:
    if reading <= 0:
        frost += 1
if readings:
    print("days:", len(readings))
    print("frost:", frost)
    print("coldest:", min(readings))
else:
    print("no readings")
