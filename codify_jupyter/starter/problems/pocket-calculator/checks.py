"""Helpers for tests.yaml. Never sent to students."""


def _value(rng, depth):
    roll = rng.random()
    if depth and roll < 0.35:
        return "(" + _sum(rng, depth - 1) + ")"
    if depth and roll < 0.5:
        return "-" + _value(rng, depth - 1)
    return str(rng.randint(0, 30))


def _sum(rng, depth):
    parts = [_value(rng, depth)]
    for _ in range(rng.randint(0, 3)):
        space = rng.choice(["", " "])
        parts.append(space + rng.choice("+-*") + space + _value(rng, depth))
    return "".join(parts)


def expressions(rng):
    """A valid expression, nested up to three deep."""
    return [_sum(rng, rng.randint(1, 3))], {}
