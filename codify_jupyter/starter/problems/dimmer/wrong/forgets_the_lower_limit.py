# codify-expect: fail=too-low,one-level,negative,always-inside  pass=between,too-high,at-low,at-high,fraction
def dim_to(level, low, high):
    if level > high:
        level = high
    return level
