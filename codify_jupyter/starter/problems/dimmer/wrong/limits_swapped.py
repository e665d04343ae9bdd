# codify-expect: fail=too-low,too-high,negative,always-inside  pass=between,at-low,at-high,one-level,fraction
def dim_to(level, low, high):
    if level < low:
        return high
    elif level > high:
        return low
    else:
        return level
