CLOSES = {")": "(", "]": "[", "}": "{"}


def bracket_error(text):
    """Return where the brackets of text first go wrong, or -1."""
    still_open = []
    for position, sign in enumerate(text):
        if sign in "([{":
            still_open.append(sign)
        elif sign in CLOSES:
            if not still_open or still_open.pop() != CLOSES[sign]:
                return position
    return len(text) if still_open else -1
