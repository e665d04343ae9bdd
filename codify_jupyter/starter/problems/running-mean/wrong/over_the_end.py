# codify-expect: fail=pairs,short,whole,untouched,many,bounds  pass=one-wide,bad-k
# The window starts at every value, so the last ones hang over the end.
def running_mean(xs, k):
    if k < 1:
        raise ValueError("k must be at least 1")
    means = []
    for i in range(len(xs)):
        window = xs[i:i + k]
        means.append(sum(window) / k)
    return means
