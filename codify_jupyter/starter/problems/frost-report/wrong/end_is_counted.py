# codify-expect: fail=week,single,mild,zero,two-digits,cold-first  pass=none
days = 0
frost = 0
coldest = None
line = ""
while line != "end":
    line = input()
    days += 1
    if line != "end":
        reading = int(line)
        if reading < 0:
            frost += 1
        if coldest is None or reading < coldest:
            coldest = reading
if coldest is None:
    print("no readings")
else:
    print("days:", days)
    print("frost:", frost)
    print("coldest:", coldest)
