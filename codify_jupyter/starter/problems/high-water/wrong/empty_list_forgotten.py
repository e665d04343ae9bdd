# codify-expect: fail=none  pass=middle,single,own-loop,below,last,second-rise,untouched,tides
def highest(readings):
    best = readings[0]
    for reading in readings:
        if reading > best:
            best = reading
    return best
