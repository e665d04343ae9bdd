"""Helpers for tests.yaml. Never sent to students."""


def maps(rng):
    """A map of up to 8 rows of up to 8 signs."""
    width = rng.randint(1, 8)
    wet = rng.choice([0.3, 0.5, 0.7])
    rows = []
    for _ in range(rng.randint(1, 8)):
        rows.append("".join("~" if rng.random() < wet else "." for _ in range(width)))
    return [rows], {}


def lake(rng):
    """The largest map, all water."""
    return [["~" * 60] * 60], {}
