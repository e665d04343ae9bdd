# codify-expect: fail=own-loop,none,untouched  pass=middle,single,below,last,second-rise,tides
def highest(readings):
    readings.sort()
    return readings[-1]
