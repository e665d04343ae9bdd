# codify-expect: fail=none  pass=week,single,mild,zero,two-digits,cold-first
readings = []
line = input()
while line != "end":
    readings.append(int(line))
    line = input()
print("days:", len(readings))
print("frost:", len([r for r in readings if r < 0]))
print("coldest:", min(readings))
