"""Helpers for tests.yaml. Never sent to students."""


def recordings(rng):
    """Up to 30 readings, a width from 1 to 6, a limit from -2 to 6."""
    readings = [rng.randint(-5, 9) for _ in range(rng.randint(0, 30))]
    return [readings, rng.randint(1, 6), rng.randint(-2, 6)], {}


def long_recording(rng):
    """20 000 readings."""
    return [[rng.randint(0, 99) for _ in range(20000)], 500, 48], {}
