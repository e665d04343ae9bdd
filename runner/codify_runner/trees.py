"""Trees as the judge sees them: their Python text, and one canonical text for equal ones."""

from __future__ import annotations

import json
from typing import Any

from codify_runner import arrays
from codify_runner.reports import clean
from codify_runner.wire import Tree

MAX_TEXT = 2000
_MAX_NAME = 80
_ARRAYS = (arrays.ARRAY, arrays.TABLE, arrays.SERIES)
_BRACKETS = {"t": ("(", ")"), "s": ("{", "}"), "z": ("frozenset({", "})")}
_canonical_json = json.JSONEncoder(
    allow_nan=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode


def canonical(tree: Tree) -> str:
    """Equal for equal values of equal types, and only for them.

    Sets and dicts lose their order, ``-0.0`` becomes ``0.0``, NaN equals NaN. An object that
    did not cross makes the text one that no expected value has: see ``has_opaque``.
    """
    return _canonical_json(_ordered(tree))


def _ordered(tree: Tree) -> Tree:
    kind = type(tree)
    if kind is float:
        return tree + 0.0
    if kind is list:
        return _ordered_items(tree)
    if kind is not dict:
        return tree
    ((tag, content),) = tree.items()
    if tag == "t":
        return {tag: _ordered_items(content)}
    if tag in ("s", "z"):
        return {tag: sorted(map(canonical, content))}
    if tag == "d":
        return {tag: sorted([canonical(key), canonical(value)] for key, value in content)}
    if tag in ("c", *_ARRAYS):
        return {tag: [_ordered(part) for part in content]}
    return tree


def _ordered_items(items: list[Tree]) -> list[Tree]:
    if set(map(type, items)) <= {type(None), bool, str, int}:
        return items
    return [_ordered(item) for item in items]


def has_opaque(tree: Tree) -> bool:
    """Whether an object that did not cross is part of the value."""
    kind = type(tree)
    if kind is list:
        return any(map(has_opaque, tree))
    if kind is dict:
        ((tag, content),) = tree.items()
        if tag in ("o", "h"):
            return True
        return tag in ("t", "s", "z", "d", *_ARRAYS) and has_opaque(content)
    return False


def text(tree: Tree, limit: int = MAX_TEXT) -> str:
    """Python's way of writing the value, cut after ``limit`` characters."""
    parts: list[str] = []
    _write(tree, parts, [limit])
    whole = "".join(parts)
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"


def _put(piece: str, parts: list[str], left: list[int]) -> None:
    parts.append(piece)
    left[0] -= len(piece)


def _write(tree: Any, parts: list[str], left: list[int]) -> None:
    if left[0] < 0:
        return
    kind = type(tree)
    if kind is list:
        _write_items("[", tree, "]", parts, left)
    elif kind is str:
        _put(repr(tree[: max(left[0], 0) + 10]), parts, left)
    elif kind is not dict:
        _put(repr(tree), parts, left)
    else:
        ((tag, content),) = tree.items()
        _write_tagged(tag, content, parts, left)


def _write_tagged(tag: str, content: Any, parts: list[str], left: list[int]) -> None:
    if tag in _BRACKETS:
        opening, closing = _BRACKETS[tag]
        if tag == "t" and len(content) == 1:
            closing = ",)"
        if not content and tag != "t":
            opening, closing = {"s": ("set(", ")"), "z": ("frozenset(", ")")}[tag]
        _write_items(opening, content, closing, parts, left)
    elif tag == "d":
        _put("{", parts, left)
        for place, (key, value) in enumerate(content):
            if left[0] < 0:
                return
            _put(", " if place else "", parts, left)
            _write(key, parts, left)
            _put(": ", parts, left)
            _write(value, parts, left)
        _put("}", parts, left)
    elif tag == "i":
        _put(_long_integer(content), parts, left)
    elif tag == "f":
        _put(f"float('{content}')", parts, left)
    elif tag in ("b", "B"):
        piece = repr(bytes.fromhex(content[: 2 * (max(left[0], 0) + 10)]))
        _put(piece if tag == "b" else f"bytearray({piece})", parts, left)
    elif tag == "c":
        real, imaginary = (
            float(part["f"]) if type(part) is dict else float(part) for part in content
        )
        _put(repr(complex(real, imaginary)), parts, left)
    elif tag == "r":
        start, stop, step = content
        shown = [start, stop] if step == 1 else [start, stop, step]
        _write_items("range(", shown, ")", parts, left)
    elif tag in _ARRAYS:
        _write_array(tag, content, parts, left)
    elif tag == "h":
        _put(f"<{clean(content[1], _MAX_NAME)}>", parts, left)
    elif tag == "g":
        _put(content, parts, left)
    else:
        _put(f"<{clean(content, _MAX_NAME)}>", parts, left)


def _write_items(
    opening: str, items: list[Any], closing: str, parts: list[str], left: list[int]
) -> None:
    _put(opening, parts, left)
    for place, item in enumerate(items):
        if left[0] < 0:
            return
        _put(", " if place else "", parts, left)
        _write(item, parts, left)
    _put(closing, parts, left)


def _write_array(tag: str, content: Any, parts: list[str], left: list[int]) -> None:
    if tag == arrays.ARRAY:
        _, shape, items = content
        _write_items("array(", [arrays.nested(shape, items)], ")", parts, left)
    elif tag == arrays.SERIES:
        _write_items("Series(", content, ")", parts, left)
    else:
        pairs = [list(pair) for pair in zip(*content, strict=True)]
        _write_items("DataFrame(", [{"d": pairs}], ")", parts, left)


def _long_integer(hexadecimal: str) -> str:
    # Decimal conversion of a very long integer takes quadratic time; Python bounds it, too.
    if len(hexadecimal) <= 3000:
        return str(int(hexadecimal, 16))
    return f"{hexadecimal[:40]}… (an integer of {len(hexadecimal):,} hexadecimal digits)"
