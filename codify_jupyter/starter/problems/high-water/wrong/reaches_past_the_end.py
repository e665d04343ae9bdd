# codify-expect: fail=middle,single,below,last,second-rise,untouched,tides  pass=own-loop,none
def highest(readings):
    if len(readings) == 0:
        raise ValueError("no readings")
    best = readings[0]
    for i in range(len(readings)):
        if readings[i + 1] > best:
            best = readings[i + 1]
    return best
