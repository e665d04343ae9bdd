"""``match``: an author's pattern searched in a message that student code wrote."""

from __future__ import annotations

import re

from codify_runner.errors import InvalidTests

_CAN_REPEAT = re.compile(r"[*+?{]|\\[1-9]")


def is_harmless(pattern: str) -> bool:
    """Whether a search takes time linear in the text, whatever the text is.

    Without repetition nothing can be tried again and again. Other patterns are searched in a
    sealed child, since a hostile message could hold the server up.
    """
    return _CAN_REPEAT.search(pattern) is None


def search(pattern: str, text: str) -> bool:
    """``re.search``, raising InvalidTests for a wrong pattern."""
    try:
        return re.search(pattern, text) is not None
    except re.error as error:
        raise InvalidTests(f"`match` is no regular expression: {pattern!r} ({error})") from error
