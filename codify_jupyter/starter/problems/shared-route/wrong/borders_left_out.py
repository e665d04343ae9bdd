# codify-expect: fail=backwards,empty,often,detour,many,long,laws  pass=huts,same
# A table without the row and the column for the empty lists.
def shared_stops(first, second):
    table = [[0] * len(second) for _ in first]
    for i in range(len(first)):
        for j in range(len(second)):
            if first[i] == second[j]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]
