# codify-expect: fail=long  pass=huts,backwards,empty,same,often,detour,many,laws
# Right, but answers the same questions over and over.
def shared_stops(first, second):
    if not first or not second:
        return 0
    if first[-1] == second[-1]:
        return shared_stops(first[:-1], second[:-1]) + 1
    return max(shared_stops(first[:-1], second), shared_stops(first, second[:-1]))
