# codify-expect: fail=detour,many,long,laws  pass=huts,backwards,empty,same,often
# Greedy: takes the first place in the second list where each stop fits.
def shared_stops(first, second):
    count = 0
    start = 0
    for stop in first:
        if stop in second[start:]:
            start = second.index(stop, start) + 1
            count += 1
    return count
