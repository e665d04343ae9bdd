"""What crosses the wall between judge and child: plain values, as tagged JSON in frames.

A *tree* is the JSON form of a plain value. ``None``, ``bool``, ``int``, ``float`` and ``str``
stand for themselves and a list for a list; everything else is an object with one key, its tag:

==== ======================================= ==== =====================================
i    int too long for JSON, as hex text      f    ``"nan"``, ``"inf"`` or ``"-inf"``
t    tuple                                   d    dict, as ``[[key, value], …]``
s z  set, frozenset                          b B  bytes, bytearray, as hex text
c    complex, as ``[real, imaginary]``       r    range, as ``[start, stop, step]``
o    any other object: its type's name       g    the value of a name that the test gives
n    NumPy's array, as ``[dtype, shape, items]``
D S  pandas' DataFrame as ``[names, columns]``, Series as ``[items]``
h    an object that stays on the other side, as ``[number, kind, class number]``
==== ======================================= ==== =====================================

Types are exact: an instance of a subclass is another object. Only the standard library's own
dict subclasses cross as the dicts they are equal to, and NumPy's scalars as Python's.

The judge never builds sets or dicts from what a child sent, since keys chosen to collide
would hold it up: it checks trees, compares trees and prints trees.
"""

from __future__ import annotations

import collections
import json
import math
import struct
from collections.abc import Callable
from typing import Any

from codify_runner import arrays

Tree = Any
"""None, bool, int, float, str, list of trees, or one-key dict. See the module's table."""

MAX_DEPTH = 100
MAX_NODES = 250_000
MAX_FRAME = 2 << 20
_LONG = 1 << 63
_MAX_HEX = 2_000_000

_HEADER = struct.Struct("<I")
_SCALARS = frozenset({type(None), bool, str})
_ARRAYS = frozenset({arrays.ARRAY, arrays.TABLE, arrays.SERIES})
_DICTS = frozenset({dict, collections.Counter, collections.OrderedDict, collections.defaultdict})
_dumps = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":")).encode
_loads = json.loads
_isfinite = math.isfinite


class WireError(ValueError):
    """What arrived is not a tree, or not a frame."""


class TooLargeError(ValueError):
    """A value is too large or too deeply nested to cross."""


def frame(message: object) -> bytes:
    """``message`` (made of JSON's types) with its length before it."""
    body = _dumps(message).encode()
    return _HEADER.pack(len(body)) + body


def frame_length(buffer: bytes | bytearray) -> int | None:
    """Bytes of the frame that starts ``buffer``, header included; None if not yet known."""
    if len(buffer) < _HEADER.size:
        return None
    (length,) = _HEADER.unpack_from(buffer)
    return int(length) + _HEADER.size


def message_in(whole: bytes | bytearray) -> dict[str, Any]:
    """The JSON object in a whole frame. Raises WireError."""
    try:
        message = _loads(bytes(whole[_HEADER.size :]))
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
    if type(message) is not dict:
        raise WireError("not an object")
    return message


# ------------------------------------------------------------------ values to trees


def encode(value: object, other: Callable[[object], Tree] | None = None) -> Tree:
    """The tree of a value. ``other`` makes the trees of objects that are no plain values.

    Raises TooLargeError, also for values that contain themselves.
    """
    return _encode(value, 0, [MAX_NODES], other or _opaque)


def _opaque(value: object) -> Tree:
    return {"o": type(value).__name__[:80]}


def _encode(value: Any, depth: int, budget: list[int], other: Callable[[object], Tree]) -> Tree:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is int:
        return value if -_LONG <= value < _LONG else {"i": _hex(value)}
    if kind is float:
        return value if _isfinite(value) else {"f": repr(value)}
    if depth >= MAX_DEPTH:
        raise TooLargeError(f"nested more than {MAX_DEPTH} levels deep")
    depth += 1
    if kind is list:
        return _items(value, depth, budget, other)
    if kind is tuple:
        return {"t": _items(value, depth, budget, other)}
    if kind in _DICTS:
        _spend(budget, 2 * len(value))
        return {
            "d": [
                [_encode(k, depth, budget, other), _encode(v, depth, budget, other)]
                for k, v in value.items()
            ]
        }
    if kind is set:
        return {"s": _items(value, depth, budget, other)}
    if kind is frozenset:
        return {"z": _items(value, depth, budget, other)}
    if kind is complex:
        return {"c": [_encode(part, depth, budget, other) for part in (value.real, value.imag)]}
    if kind is bytes or kind is bytearray:
        _spend(budget, len(value) // 8)
        return {"b" if kind is bytes else "B": value.hex()}
    if kind is range:
        parts = [value.start, value.stop, value.step]
        return {"r": [_encode(part, depth, budget, other) for part in parts]}
    if kind.__module__ == "numpy" and hasattr(kind, "item") and getattr(value, "ndim", 1) == 0:
        plain = value.item()
        if type(plain) in (bool, int, float, complex, str, bytes):
            return _encode(plain, depth, budget, other)
    if (known := arrays.parts_of(value)) is not None:
        tag, parts = known
        return {tag: [_encode(part, depth, budget, other) for part in parts]}
    return other(value)


def _spend(budget: list[int], nodes: int) -> None:
    budget[0] -= nodes
    if budget[0] < 0:
        raise TooLargeError(f"more than {MAX_NODES:,} values")


def _hex(value: int) -> str:
    if value.bit_length() > _MAX_HEX * 4 - 16:
        raise TooLargeError(f"an integer of more than {_MAX_HEX:,} hexadecimal digits")
    return hex(value)


def _items(
    values: Any, depth: int, budget: list[int], other: Callable[[object], Tree]
) -> list[Tree]:
    _spend(budget, len(values))
    kinds = set(map(type, values))
    if kinds <= _SCALARS:
        return list(values)
    # Long lists of numbers are common; these tests run at the speed of C.
    if (kinds == {int} and min(values) >= -_LONG and max(values) < _LONG) or (
        kinds == {float} and all(map(_isfinite, values))
    ):
        return list(values)
    return [_encode(value, depth, budget, other) for value in values]


# ------------------------------------------------------------------ checking trees


def check(tree: Tree, *, handles: bool = False) -> Tree:
    """``tree``, if it is one within all bounds; raises WireError.

    ``handles`` allows the tag ``h``. What a judge read from a child goes through here first.
    """
    _check(tree, 0, [MAX_NODES + 1], handles)
    return tree


def _check(tree: Any, depth: int, budget: list[int], handles: bool) -> None:
    kind = type(tree)
    if kind in _SCALARS or kind is int:
        return
    if kind is float:
        if not _isfinite(tree):
            raise WireError("a float out of its tag")
        return
    if depth > MAX_DEPTH:
        raise WireError("nested too deeply")
    if kind is list:
        _check_items(tree, depth, budget, handles)
        return
    if kind is not dict or len(tree) != 1:
        raise WireError("not a tree")
    ((tag, content),) = tree.items()
    if tag in ("t", "s", "z"):
        if type(content) is not list:
            raise WireError("items are no list")
        _check_items(content, depth, budget, handles)
    elif tag == "d":
        if type(content) is not list:
            raise WireError("pairs are no list")
        for pair in content:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("not a pair")
            _check_items(pair, depth, budget, handles)
    elif tag in _ARRAYS:
        if not arrays.fits(tag, content):
            raise WireError("not an array or table")
        _check_items(content, depth, budget, handles)
    elif tag == "h" and handles:
        if type(content) is not list or len(content) != 3:
            raise WireError("not a handle")
        number, what, of = content
        if type(number) is not int or type(what) is not str or type(of) is not int:
            raise WireError("not a handle")
    elif tag == "c":
        if type(content) is not list or len(content) != 2:
            raise WireError("not a complex number")
        for part in content:
            _float_of(part)
    elif tag == "r":
        if type(content) is not list or len(content) != 3 or _int_of(content[2]) == 0:
            raise WireError("not a range")
        for part in content:
            _int_of(part)
    elif type(content) is not str or not _text_is_right(tag, content):
        raise WireError("a wrong tag or text")


def _text_is_right(tag: str, text: str) -> bool:
    if tag == "f":
        return text in ("nan", "inf", "-inf")
    if tag == "o":
        return len(text) <= 80
    if tag in ("b", "B"):
        return len(text) % 2 == 0 and _is_hex(text)
    if tag == "i":
        digits = text.removeprefix("-").removeprefix("0x")
        canonical = digits[:1] not in ("", "0") and _is_hex(digits)
        return len(digits) <= _MAX_HEX and canonical and text.removeprefix("-")[:2] == "0x"
    return False


def _is_hex(text: str) -> bool:
    return not text.strip("0123456789abcdef")


def _check_items(items: list[Any], depth: int, budget: list[int], handles: bool) -> None:
    budget[0] -= len(items)
    if budget[0] < 0:
        raise WireError("too many values")
    kinds = set(map(type, items))
    if kinds <= _SCALARS or kinds <= {int} or (kinds == {float} and all(map(_isfinite, items))):
        return
    for item in items:
        _check(item, depth + 1, budget, handles)


def _int_of(tree: Tree) -> int:
    if type(tree) is int:
        return tree
    if type(tree) is dict and len(tree) == 1 and type(tree.get("i")) is str:
        if not _text_is_right("i", tree["i"]):
            raise WireError("not an integer")
        return int(tree["i"], 16)
    raise WireError("not an integer")


def _float_of(tree: Tree) -> float:
    if type(tree) is float:
        return tree
    if type(tree) is dict and len(tree) == 1 and tree.get("f") in ("nan", "inf", "-inf"):
        return float(tree["f"])
    raise WireError("not a float")


# ------------------------------------------------------------------ trees to values


class Opaque:
    """An object that did not cross. It equals nothing."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


def decode(
    tree: Tree,
    given: dict[str, Any] | None = None,
    handle: Callable[[list[Any]], Any] | None = None,
) -> Any:
    """The value of a tree. For children only: the judge works on trees.

    ``given`` holds the values of the names the test gives, ``handle`` finds the objects of
    the tag ``h``. Raises WireError.
    """
    kind = type(tree)
    if kind is list:
        return [decode(item, given, handle) for item in tree]
    if kind is not dict:
        return tree
    ((tag, content),) = tree.items()
    match tag:
        case "t":
            return tuple([decode(item, given, handle) for item in content])
        case "d":
            return {decode(k, given, handle): decode(v, given, handle) for k, v in content}
        case "s":
            return {decode(item, given, handle) for item in content}
        case "z":
            return frozenset([decode(item, given, handle) for item in content])
        case "i":
            return int(content, 16)
        case "f":
            return float(content)
        case "b":
            return bytes.fromhex(content)
        case "B":
            return bytearray.fromhex(content)
        case "c":
            return complex(*(decode(part) for part in content))
        case "r":
            return range(*(decode(part) for part in content))
        case "o":
            return Opaque(content)
        case "g" if given is not None:
            return given[content]
        case "h" if handle is not None:
            return handle(content)
        case "n" | "D" | "S":
            try:
                return arrays.value_of(tag, [decode(part, given, handle) for part in content])
            except (ImportError, ValueError, TypeError, OverflowError):
                return Opaque(tag)
    raise WireError(f"a tag out of place: {tag}")
