# codify-expect: fail=pairs,untouched,many  pass=one-wide,short,whole,bad-k,bounds
# `//` throws the fraction away.
def running_mean(xs, k):
    if k < 1:
        raise ValueError("k must be at least 1")
    means = []
    for i in range(len(xs) - k + 1):
        means.append(sum(xs[i:i + k]) // k)
    return means
