# codify-expect: fail=untouched,bounds  pass=one-wide,pairs,short,whole,bad-k,many
# Drops the first value of the caller's own list to move the window on.
def running_mean(xs, k):
    if k < 1:
        raise ValueError("k must be at least 1")
    means = []
    while len(xs) >= k:
        means.append(sum(xs[:k]) / k)
        xs.pop(0)
    return means
