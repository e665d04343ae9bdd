def ticket_machine(prefix, last=999):
    """Return a function that gives the next ticket at each call."""
    number = 0

    def press():
        nonlocal number
        number = number % last + 1
        return f"{prefix}-{number:03}"

    return press
