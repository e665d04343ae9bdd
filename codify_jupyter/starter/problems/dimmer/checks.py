"""Helpers for tests.yaml. Never sent to students."""


def stays_inside(f, given, st):
    numbers = st.integers(-200, 200)

    @given(numbers, numbers, numbers)
    def check(level, one, other):
        low, high = min(one, other), max(one, other)
        result = f(level, low, high)
        assert low <= result <= high, "the result lies outside the limits"
        if level < low:
            assert result == low, "a level that is too low should become the lowest level"
        elif level > high:
            assert result == high, "a level that is too high should become the highest level"
        else:
            assert result == level, "an allowed level was changed"

    return check
