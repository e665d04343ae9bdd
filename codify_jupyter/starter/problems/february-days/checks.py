"""Helpers for tests.yaml. Never sent to students."""


def years(rng):
    """Half of the years are full centuries, where the rule is interesting."""
    if rng.random() < 0.5:
        return [100 * rng.randint(1, 40)], {}
    return [rng.randint(1, 4000)], {}
