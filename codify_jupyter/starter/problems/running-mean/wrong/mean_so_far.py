# codify-expect: fail=one-wide,pairs,untouched,many  pass=short,whole,bad-k,bounds
# Takes "running mean" for the mean of everything seen up to now.
def running_mean(xs, k):
    if k < 1:
        raise ValueError("k must be at least 1")
    means = []
    total = 0
    for i in range(len(xs)):
        total = total + xs[i]
        if i + 1 >= k:
            means.append(total / (i + 1))
    return means
