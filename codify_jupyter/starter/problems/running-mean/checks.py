"""Helpers for tests.yaml. Never sent to students."""


def windows(rng):
    """A list of up to 30 floats and a window from 1 to 8 wide."""
    values = [rng.uniform(-9, 9) for _ in range(rng.randint(0, 30))]
    return [values, rng.randint(1, 8)], {}


def mean_bounds(running_mean, given, st):
    """The right number of means, none outside the range of the values."""

    @given(st.lists(st.integers(-99, 99), min_size=1, max_size=20), st.integers(1, 6))
    def check(xs, k):
        means = running_mean(xs, k)
        assert len(means) == max(0, len(xs) - k + 1)
        assert all(min(xs) - 1e-9 <= mean <= max(xs) + 1e-9 for mean in means)

    return check
