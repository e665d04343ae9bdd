"""Helpers for tests.yaml. Never sent to students."""


def days(rng):
    """Up to 12 bookings within 120 minutes."""
    bookings = []
    for _ in range(rng.randint(0, 12)):
        start = rng.randint(0, 110)
        bookings.append((start, start + rng.randint(1, 20)))
    return [bookings], {}


def same_minutes(busy_times, given, st):
    """The stretches cover exactly the booked minutes and have gaps between them."""
    booking = st.tuples(st.integers(0, 80), st.integers(1, 15)).map(lambda b: (b[0], b[0] + b[1]))

    @given(st.lists(booking, max_size=8))
    def check(bookings):
        stretches = busy_times(list(bookings))
        booked = {minute for start, end in bookings for minute in range(start, end)}
        busy = {minute for start, end in stretches for minute in range(start, end)}
        assert busy == booked
        for (_, earlier_end), (later_start, _) in zip(stretches, stretches[1:], strict=False):
            assert earlier_end < later_start

    return check
