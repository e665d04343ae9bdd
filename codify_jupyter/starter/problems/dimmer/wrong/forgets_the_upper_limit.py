# codify-expect: fail=too-high,always-inside  pass=between,too-low,at-low,at-high,one-level,negative,fraction
def dim_to(level, low, high):
    if level < low:
        level = low
    return level
