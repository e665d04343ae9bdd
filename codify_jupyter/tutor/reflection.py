"""A question to think about while an answer forms: short, open, and never a hint."""

from __future__ import annotations

_WHILE_CLIMBING = {
    2: "Meanwhile: what did you expect to happen in the failing example, and why?",
    3: "Meanwhile: which line would you suspect first, and what does it do in your own words?",
    4: "Meanwhile: how would you explain the line you are looking at to a friend?",
}
_WHILE_ASKING = (
    "Meanwhile: what have you tried already, and what did you see?",
    "Meanwhile: what would the right answer be for your smallest example?",
    "Meanwhile: which part of your code are you sure of, and which part not?",
)


def while_climbing(rung: int) -> str:
    """Return what to think about while that rung is on its way."""
    return _WHILE_CLIMBING.get(rung, _WHILE_ASKING[0])


def while_asking(asked_before: int) -> str:
    """Return what to think about while a question is answered; another one each time."""
    return _WHILE_ASKING[asked_before % len(_WHILE_ASKING)]
