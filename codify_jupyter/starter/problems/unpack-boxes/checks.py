"""Helpers for tests.yaml. Never sent to students."""


def _box(rng, depth):
    if depth == 0:
        return rng.randint(0, 99)
    return [_box(rng, rng.randint(0, depth - 1)) for _ in range(rng.randint(0, 4))]


def boxes(rng):
    """A box up to five deep; mostly with a number of levels."""
    arguments = [_box(rng, rng.randint(1, 5))]
    if rng.random() < 0.7:
        arguments.append(rng.randint(0, 5))
    return arguments, {}


def deep_box(rng):
    """One thing in up to a hundred boxes, and no number of levels."""
    box = ["cup"]
    for _ in range(rng.randint(60, 90)):
        box = [box]
    return [box], {}
