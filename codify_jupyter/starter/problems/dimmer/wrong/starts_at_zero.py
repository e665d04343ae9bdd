# codify-expect: fail=negative,always-inside  pass=between,too-low,too-high,at-low,at-high,one-level,fraction
def dim_to(level, low, high):
    if level < 0:
        return 0
    if level < low:
        return low
    if level > high:
        return high
    return level
