"""Rule 3, looking something up: a position or a key that is not there."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.relation import Value
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
    item = _item_for_position(moment)
    if item is not None:
        return item
    asked = _asked(moment)
    if asked is not None and not asked[1]:
        return _empty(moment, ast.unparse(asked[0].value))
    detail = _position(asked)
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


def _empty(moment: Moment, name: str) -> Diagnosis:
    function = moment.program.function_at(moment.line)
    handed = {arg.arg for arg in function.args.args} if function is not None else set()
    told = (
        "which is empty for this input. What should come out then?"
        if name in handed
        else "which was still (or again) empty. When is something put into it?"
    )
    return Diagnosis(
        rule="exception.index.empty",
        what=f"{moment.opening}: it asked for an item of {quote(name, 40)}, {told}",
        concept=(
            "What is empty has no first and no last item. Before an item is read, something must"
            " be there, or the code has to ask."
        ),
        where=f"{moment.look}{moment.then()} What should happen there while it is empty?",
        example="empty",
        line=moment.line,
    )


def _item_for_position(moment: Moment) -> Diagnosis | None:
    """Find `for x in xs:` with `xs[x]` inside."""
    for node in moment.nodes_on_line(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=index)):
                pass
            case _:
                continue
        for loop in moment.program.of(ast.For):
            match loop:
                case ast.For(target=ast.Name(id=item), iter=ast.Name(id=walked)) if (
                    item == index
                    and walked == name
                    and loop.lineno <= node.lineno <= (loop.end_lineno or loop.lineno)
                ):
                    return Diagnosis(
                        rule="exception.index.item",
                        what=(
                            f"{moment.opening}: it asked for a position that does not exist there"
                            f" (`IndexError`). Is {quote(index, 30)} a position in"
                            f" {quote(name, 30)}, or an item of it?"
                        ),
                        concept=(
                            "`for x in items` hands over the items themselves, one after the other;"
                            " their positions are other values, 0, 1, 2 and so on."
                        ),
                        where=(
                            f"{moment.look}{moment.then([index])} What did line {loop.lineno} put"
                            f" into {quote(index, 30)}, and what stands at that position?"
                        ),
                        example="positions_items",
                        line=moment.line,
                    )
    return None


def _asked(moment: Moment) -> tuple[ast.Subscript, Sequence[Value], int] | None:
    """Return what was asked for an item, what it held and which position, where all is known."""
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
        return node, held, index
    return None


def _position(asked: tuple[ast.Subscript, Sequence[Value], int] | None) -> str:
    """Say index and length, where both are known."""
    if asked is None:
        return ""
    node, held, index = asked
    size = f"{len(held)} item{'' if len(held) == 1 else 's'}"
    words = ast.unparse(node.slice)
    shown = "" if words == str(index) else f" ({quote(words, 40)})"
    name = quote(ast.unparse(node.value), 40)
    return f" It asks for position {index}{shown}, while {name} had {size} then."


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
