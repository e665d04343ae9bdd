# codify-expect: fail=backwards,same,often,detour,many,long  pass=huts,empty,laws
# Counts which stops occur in both, whatever the order.
def shared_stops(first, second):
    return len(set(first) & set(second))
