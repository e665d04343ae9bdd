# codify-expect: fail=second-rise,tides  pass=middle,single,own-loop,below,last,none,untouched
def highest(readings):
    if len(readings) == 0:
        raise ValueError("no readings")
    best = readings[0]
    for i in range(1, len(readings)):
        if readings[i] > readings[i - 1]:
            best = readings[i]
    return best
