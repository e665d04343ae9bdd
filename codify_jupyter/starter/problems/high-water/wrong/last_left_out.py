# codify-expect: fail=last,tides  pass=middle,single,own-loop,below,none,second-rise,untouched
def highest(readings):
    if len(readings) == 0:
        raise ValueError("no readings")
    best = readings[0]
    for i in range(len(readings) - 1):
        if readings[i] > best:
            best = readings[i]
    return best
