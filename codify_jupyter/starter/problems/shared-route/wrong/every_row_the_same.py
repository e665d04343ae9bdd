# codify-expect: fail=many,long  pass=huts,backwards,empty,same,often,detour
# `[[0] * n] * m` is one row, m times.
def shared_stops(first, second):
    table = [[0] * (len(second) + 1)] * (len(first) + 1)
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            if first[i - 1] == second[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[len(first)][len(second)]
