# codify-expect: fail=one-wide,pairs,whole,untouched,many,bounds  pass=short,bad-k
# Stops one window too early.
def running_mean(xs, k):
    if k < 1:
        raise ValueError("k must be at least 1")
    return [sum(xs[i:i + k]) / k for i in range(len(xs) - k)]
