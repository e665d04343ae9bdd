"""Helpers for tests.yaml. Never sent to students."""


def ponds(rng):
    """Ponds that no day's patch fills to the square millimetre, where rounding would decide."""
    while True:
        patch, pond, percent = rng.randint(1, 90), rng.randint(50, 900), rng.randint(1, 60)
        size = float(patch)
        while size < pond - 1e-6:
            size *= 1 + percent / 100
        if abs(size - pond) > 1e-6:
            return [patch, pond, percent], {}
