# codify-expect: fail=fraction  pass=between,too-low,too-high,at-low,at-high,one-level,negative,always-inside
def dim_to(level, low, high):
    for allowed in range(low, high + 1):
        if level == allowed:
            return level
    if level < low:
        return low
    return high
