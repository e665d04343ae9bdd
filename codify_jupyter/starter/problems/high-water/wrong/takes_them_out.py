# codify-expect: fail=untouched  pass=middle,single,own-loop,below,last,none,second-rise,tides
def highest(readings):
    if len(readings) == 0:
        raise ValueError("no readings")
    best = readings.pop()
    while readings:
        reading = readings.pop()
        if reading > best:
            best = reading
    return best
