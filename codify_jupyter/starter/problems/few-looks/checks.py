"""Helpers for tests.yaml. Never sent to students."""


def right_and_quick(got, expected, args):
    """The position must be right, the number of looks within what halving needs."""
    if not (isinstance(got, tuple) and len(got) == 2):
        return False, "return a tuple (position, looks)"
    position, looks = got
    if type(position) is not int or type(looks) is not int:
        return False, "both the position and the looks should be whole numbers"
    if position != expected[0]:
        return False, f"the position should be {expected[0]}, not {position}"
    most = len(args[0]).bit_length()
    if not min(most, 1) <= looks <= most:
        return False, f"{looks} looks; for {len(args[0])} values at most {most} are allowed"
    return True


def sorted_lists(rng):
    """A sorted list of up to 40 values with many equal ones, and a target near them."""
    values = sorted(rng.randint(0, 20) for _ in range(rng.randint(0, 40)))
    return [values, rng.randint(-1, 21)], {}


def long_lists(rng):
    """A sorted list of 3000 values."""
    return [sorted(rng.randint(0, 5000) for _ in range(3000)), rng.randint(0, 5000)], {}
