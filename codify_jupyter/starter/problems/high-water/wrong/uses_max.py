# codify-expect: fail=own-loop  pass=middle,single,below,last,none,second-rise,untouched,tides
def highest(readings):
    return max(readings)
