# codify-expect: fail=below,tides  pass=middle,single,own-loop,last,none,second-rise,untouched
def highest(readings):
    if len(readings) == 0:
        raise ValueError("no readings")
    best = 0
    for reading in readings:
        if reading > best:
            best = reading
    return best
