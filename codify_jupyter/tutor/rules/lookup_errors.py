"""Rule 3, looking something up: a position or a key that is not there."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules.moment import UNKNOWN, Moment
from codify_jupyter.tutor.wording import quote


def index_error(moment: Moment) -> Diagnosis:
    """Explain an IndexError."""
    if "pop from empty" in moment.fault.message:
        return Diagnosis(
            rule="exception.index.pop",
            what=(
                f"{moment.opening}: it wanted to take an item out of a list that was already empty."
                " How can that line know whether something is left?"
            ),
            concept=(
                "Taking something out of a collection is only possible while something is in it. "
                "A condition before it can ask."
            ),
            where=(
                f"{moment.look}{moment.then()} When is the list empty there, and what should happen"
                " then?"
            ),
            example="empty",
            line=moment.line,
        )
    detail = _position(moment)
    return Diagnosis(
        rule="exception.index",
        what=(
            f"{moment.opening}: it asked for a position that does not exist there (`IndexError`). "
            "Which positions does a list or text of a given length have?"
        ),
        concept=(
            "Positions are counted from 0, so the last one is one less than the length. An empty "
            "list has no position at all."
        ),
        where=(
            f"{moment.look}{detail or moment.then()} Which value of the index is the first one too"
            " far, and where does it come from?"
        ),
        example="index",
        line=moment.line,
    )


def _position(moment: Moment) -> str:
    """Say index and length, where both are known."""
    for node in moment.nodes_on_line(ast.Subscript):
        if not isinstance(node, ast.Subscript):
            continue
        held, index = moment.value(node.value), moment.value(node.slice)
        if (
            not isinstance(held, (list, str, tuple))
            or not isinstance(index, int)
            or index is UNKNOWN
        ):
            continue
        if -len(held) <= index < len(held):
            continue
        name = ast.unparse(node.value)
        size = f"{len(held)} item{'' if len(held) == 1 else 's'}"
        asked = ast.unparse(node.slice)
        shown = "" if asked == str(index) else f" ({quote(asked, 40)})"
        return f" It asks for position {index}{shown}, while {quote(name, 40)} had {size} then."
    return ""


def key_error(moment: Moment) -> Diagnosis:
    """Explain a KeyError."""
    key = quote(moment.fault.message, 40) if moment.public and moment.fault.message else ""
    wanted = f"the key {key}" if key else "a key"
    return Diagnosis(
        rule="exception.key",
        what=(
            f"{moment.opening}: it looked up {wanted} in a dictionary that does not have it. "
            "When would that key have been put there?"
        ),
        concept=(
            "`d[key]` reads a key that must already be there. For a key that is met for the first "
            "time, the program has to say what its value shall be."
        ),
        where=(
            f"{moment.look}{moment.then()} What is in the dictionary the first time this line runs?"
        ),
        example="first_key",
        line=moment.line,
    )
