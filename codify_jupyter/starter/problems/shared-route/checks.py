"""Helpers for tests.yaml. Never sent to students."""

STOPS = ["inn", "mill", "lake", "pass", "gorge"]


def ways(rng):
    """Two ways of up to 10 stops."""
    return [[rng.choice(STOPS) for _ in range(rng.randint(0, 10))] for _ in range(2)], {}


def long_ways(rng):
    """Two ways of 300 stops."""
    return [[rng.choice(STOPS) for _ in range(300)] for _ in range(2)], {}


def laws(shared_stops, given, st):
    """Exchange and reversal change nothing; a common last stop adds one."""
    way = st.lists(st.sampled_from(STOPS), max_size=7)

    @given(way, way)
    def check(first, second):
        length = shared_stops(first, second)
        assert shared_stops(second, first) == length
        assert shared_stops(first[::-1], second[::-1]) == length
        assert shared_stops([*first, "top"], [*second, "top"]) == length + 1

    return check
