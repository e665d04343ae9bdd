# codify-expect: fail=at-low,at-high,always-inside  pass=between,too-low,too-high,one-level,negative,fraction
def dim_to(level, low, high):
    if low < level < high:
        return level
    elif level < low:
        return low
    elif level > high:
        return high
