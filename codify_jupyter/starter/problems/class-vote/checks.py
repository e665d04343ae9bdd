"""Helpers for tests.yaml. Never sent to students."""


def votes(rng):
    titles = ["Kites", "Tides", "Moss", "Fog", "fog", ""]
    return [[rng.choice(titles) for _ in range(rng.randint(0, 12))]], {}
