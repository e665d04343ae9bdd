"""Helpers for tests.yaml. Never sent to students."""


def codes(rng):
    """Codes of 6 to 10 characters that often lack one kind of character."""
    kinds = rng.choice(["ab7", "ab", "74", "a7-", "a7 -", "-!", "abc7"])
    length = rng.randint(6, 10)
    return ["".join(rng.choice(kinds) for _ in range(length))], {}
