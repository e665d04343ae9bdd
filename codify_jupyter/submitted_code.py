"""The bounds that a student's code keeps before anything else looks at it."""

from __future__ import annotations

from codify_jupyter.errors import Invalid, TooLarge
from codify_jupyter.settings import MAX_CODE_BYTES


def check_code(code: str) -> None:
    """Refuse code that is empty or too long.

    Raises:
        Invalid, TooLarge: with a sentence for the student.
    """
    if not code.strip():
        raise Invalid(
            "There is no code yet. Write your function in the cell, then try again.",
            reason="empty_code",
        )
    if "\0" in code or any("\ud800" <= character <= "\udfff" for character in code):
        raise Invalid(
            "Your code holds a character that is no valid text. Retype the line it is in.",
            reason="bad_character",
        )
    size = len(code.encode("utf-8"))
    if size > MAX_CODE_BYTES:
        raise TooLarge(
            f"Your code is {size // 1024} kB long; at most {MAX_CODE_BYTES // 1024} kB are taken. "
            "Move large data out of the cell.",
            reason="code_too_large",
        )
