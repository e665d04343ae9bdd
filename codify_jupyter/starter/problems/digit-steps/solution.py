def digit_steps(n):
    """Return how many digit sums it takes to get from n to a single digit."""
    steps = 0
    while n > 9:
        total = 0
        while n > 0:
            total += n % 10
            n //= 10
        n = total
        steps += 1
    return steps
