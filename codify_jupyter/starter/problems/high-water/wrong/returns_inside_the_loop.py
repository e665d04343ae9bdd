# codify-expect: fail=middle,below,last,second-rise,untouched,tides  pass=single,own-loop,none
def highest(readings):
    if len(readings) == 0:
        raise ValueError("no readings")
    best = readings[0]
    for reading in readings:
        if reading > best:
            best = reading
        return best
