"""Helpers for tests.yaml. Never sent to students."""


def sentences(rng):
    words = [rng.choice(["red", "lamp", "A", "walk,", "far!", "so"]) for _ in range(rng.randint(0, 7))]
    return ["".join(word + " " * rng.randint(1, 3) for word in words)], {}
