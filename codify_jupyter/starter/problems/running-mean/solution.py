def running_mean(xs, k):
    """Return the means of all windows of k neighbouring values of xs."""
    if k < 1:
        raise ValueError("k must be at least 1")
    means = []
    for start in range(len(xs) - k + 1):
        window = xs[start:start + k]
        means.append(sum(window) / k)
    return means
