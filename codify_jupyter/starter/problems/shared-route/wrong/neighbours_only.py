# codify-expect: fail=huts,often,many,long,laws  pass=backwards,empty,same,detour
# Finds the longest stretch without a gap.
def shared_stops(first, second):
    best = 0
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            if first[i - 1] == second[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
                best = max(best, table[i][j])
    return best
