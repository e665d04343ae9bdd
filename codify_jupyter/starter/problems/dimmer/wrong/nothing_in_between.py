# codify-expect: fail=between,at-low,at-high,fraction,always-inside  pass=too-low,too-high,one-level,negative
def dim_to(level, low, high):
    if level < low:
        return low
    if level > high:
        return high
