# codify-expect: fail=bad-k  pass=one-wide,pairs,short,whole,untouched,many,bounds
# Nobody asks whether k makes sense, so 0 ends in a division by zero.
def running_mean(xs, k):
    means = []
    for i in range(len(xs) - k + 1):
        means.append(sum(xs[i:i + k]) / k)
    return means
