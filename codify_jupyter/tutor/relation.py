"""How a wrong answer relates to the right one, in words that carry no value of either.

A ``Relation`` may be told of a hidden test, because neither its kind nor the two
type names give an argument or an expected value away.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from codify_runner import literals, wire
from codify_runner.errors import RunnerError

_LONGEST = 4000
"""Characters of a literal that is still read."""


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` is one of the words below, e.g. ``none``, ``reversed``, ``off_by_one``."""

    kind: str
    got_type: str = ""
    expected_type: str = ""
    of_items: bool = False
    """Whether it holds of the items of the two answers, and not of the answers as a whole."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that is no plain builtin; only its type's name crossed the sandbox."""

    type_name: str


Value = Any
"""What a literal reads as: any builtin, or ``Opaque``."""


class NotALiteralError(ValueError):
    """A text does not read as a Python literal; a bounded repr may be cut, for instance."""


def read_literal(text: str) -> Value:
    """Read a value as verdicts write it: a Python literal, ``set()``, ``<Stack>``.

    Raises NotALiteralError when the text is no such thing, or is too long to
    be worth comparing (the runner keeps what it has read, so length is memory).
    """
    stripped = text.strip()
    if stripped.startswith("<") and stripped.endswith(">"):
        return Opaque(stripped[1:-1])
    if len(stripped) > _LONGEST:
        raise NotALiteralError("too long")
    try:
        return wire.decode(literals.value(stripped))
    except (ValueError, TypeError, RunnerError) as error:
        raise NotALiteralError(str(error)) from error


def relate(got: Value, expected: Value) -> Relation:
    """Say how `got` relates to `expected`. Kind ``different`` when nothing fits."""
    return Relation(_kind(got, expected), type_name(got), type_name(expected))


_TOLD_OF_ITEMS = frozenset(
    {
        "one_too_many",
        "one_too_few",
        "fraction_lost",
        "rounded_too_far",
        "not_rounded",
        "not_a_number",
        "sign",
        "case",
        "outer_spaces",
        "as_text",
        "text_expected",
        "int_for_float",
        "float_for_int",
        "truth_as_text",
        "truth_expected",
        "truth_instead",
        "missing_last",
        "missing_first",
        "extra_last",
        "extra_first",
        "reversed",
        "empty",
        "container",
    }
)


def relate_items(got: Value, expected: Value) -> Relation | None:
    """Return the relation that all differing items of two like containers share, if any."""
    shared = _shared(got, expected)
    return None if shared is None else replace(shared, of_items=True)


def _shared(got: Value, expected: Value) -> Relation | None:
    if isinstance(got, dict) and isinstance(expected, dict) and got.keys() == expected.keys():
        pairs = [(got[key], expected[key]) for key in expected]
    elif isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        if len(got) != len(expected):
            return None
        pairs = list(zip(got, expected, strict=True))
    else:
        return None
    shared: Relation | None = None
    for pair in pairs:
        if same(*pair):
            continue
        relation = _shared(*pair) or relate(*pair)
        if relation.kind not in _TOLD_OF_ITEMS or (shared and shared.kind != relation.kind):
            return None
        shared = shared or relation
    return shared


def type_name(value: Value) -> str:
    """Return the type's name, also of an opaque value."""
    return value.type_name if isinstance(value, Opaque) else type(value).__name__


def _kind(got: Value, expected: Value) -> str:
    if isinstance(got, Opaque):
        return _opaque_kind(got)
    if got is None:
        return "none"
    if expected is None:
        return "none_expected"
    if isinstance(expected, bool) or isinstance(got, bool):
        return _truth_kind(got, expected)
    if _is_number(expected) and _is_number(got):
        return _number_kind(got, expected)
    if isinstance(got, str) and isinstance(expected, str):
        return _text_kind(got, expected)
    if isinstance(got, dict) and isinstance(expected, dict):
        return _mapping_kind(got, expected)
    if isinstance(got, (set, frozenset)) and isinstance(expected, (set, frozenset)):
        return _set_kind(got, expected)
    if isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        return _sequence_kind(got, expected)
    return _other_kind(got, expected)


def _opaque_kind(got: Opaque) -> str:
    if got.type_name in ("function", "builtin_function_or_method", "method"):
        return "not_called"
    if got.type_name in ("generator", "map", "filter", "zip", "range", "reversed", "enumerate"):
        return "lazy"
    return "object"


def _truth_kind(got: Value, expected: Value) -> str:
    if isinstance(got, bool) and isinstance(expected, bool):
        return "inverted"
    if isinstance(expected, bool):
        return "truth_as_text" if str(got) == str(expected) else "truth_expected"
    return "truth_instead"


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number_kind(got: float, expected: float) -> str:
    if math.isnan(got):
        return "not_a_number"
    if math.isnan(expected) or math.isinf(got) or math.isinf(expected):
        return "different"
    if got == expected:
        return "int_for_float" if isinstance(expected, float) else "float_for_int"
    if got - expected == 1:
        return "one_too_many"
    if expected - got == 1:
        return "one_too_few"
    if got == -expected:
        return "sign"
    if isinstance(expected, float) and not expected.is_integer():
        if got in (math.floor(expected), math.trunc(expected)):
            return "fraction_lost"
        if any(got == round(expected, digits) for digits in (0, 1, 2, 3)):
            return "rounded_too_far"
    if isinstance(got, float) and any(
        expected == round(got, digits)
        for digits in (0, 1, 2, 3, 4)
        if digits or isinstance(expected, int)
    ):
        return "not_rounded"
    if expected and got / expected in (2, 0.5, 100, 0.01, 10, 0.1, 60, 1 / 60):
        return "scaled"
    return "different"


def _text_kind(got: str, expected: str) -> str:
    if not got:
        return "empty"
    if got.strip() == expected.strip():
        return "outer_spaces"
    if "".join(got.split()) == "".join(expected.split()):
        return "spaces"
    if got.lower() == expected.lower():
        return "case"
    if got == expected[::-1]:
        return "reversed"
    if [word[::-1] for word in got.split()] == expected.split():
        return "words_reversed"
    letters = ["".join(c for c in text.lower() if c.isalnum()) for text in (got, expected)]
    if letters[0] == letters[1] and letters[0]:
        return "punctuation"
    kind = _items_kind(got, expected)
    return kind if kind != "some_items" else "different"


def _mapping_kind(got: dict[Value, Value], expected: dict[Value, Value]) -> str:
    if not got:
        return "empty"
    if got == expected:
        return "element_kind"
    if got.keys() == expected.keys():
        pairs = [(got[key], expected[key]) for key in expected]
        wrong = [_kind(a, b) for a, b in pairs if not same(a, b)]
        return wrong[0] if wrong and wrong[0].startswith("one_too") else "dict_values"
    if {str(key) for key in got} == {str(key) for key in expected}:
        return "element_kind"
    if {str(key).lower() for key in got} == {str(key).lower() for key in expected}:
        return "key_case"
    if got.keys() < expected.keys():
        return "keys_missing"
    if got.keys() > expected.keys():
        return "keys_extra"
    if set(_hashable(got.values())) == set(_hashable(expected.keys())):
        return "keys_swapped"
    return "keys"


def _hashable(values: Any) -> list[str]:
    return [repr(value) for value in values]


def _set_kind(got: Value, expected: Value) -> str:
    if not got:
        return "empty"
    if got < expected:
        return "missing_some"
    if got > expected:
        return "extra_some"
    return "different"


def _sequence_kind(got: Sequence[Value], expected: Sequence[Value]) -> str:
    if list(got) == list(expected):
        return "container" if type(got) is not type(expected) else "element_kind"
    if not got:
        return "empty"
    if not expected and len(got) == 1 and got[0] in ([], (), "", {}):
        return "empty_item"
    if len(got) == 1 and same(got[0], expected):
        return "nested"
    if _is_table(got) and _is_table(expected) and _turned(got) == [list(row) for row in expected]:
        return "transposed"
    if _letters(got) and not _letters(expected) and _texts_in(expected):
        return "letters"
    if len(got) == len(expected) and [str(x) for x in got] == [str(x) for x in expected]:
        return "element_kind"
    if same(_flattened(got), list(expected)):
        return "nested_items"
    if same(list(got), _flattened(expected)):
        return "flattened"
    kind = _items_kind(got, expected)
    if kind == "some_items" and all(_is_number(x) for x in [*got, *expected]):
        steps = {a - b for a, b in zip(got, expected, strict=True)}
        if steps == {1} or steps == {-1}:
            return "every_item_off_by_one"
    return kind


def _is_table(value: Sequence[Value]) -> bool:
    return len(value) > 0 and all(isinstance(row, (list, tuple)) and row for row in value)


def _turned(table: Sequence[Value]) -> list[list[Value]]:
    return [list(column) for column in zip(*table, strict=False)]


def _texts_in(items: Sequence[Value]) -> list[str]:
    """Return the items that are text, or the first parts of those that are pairs."""
    heads = [item[0] if isinstance(item, (list, tuple)) and item else item for item in items]
    return [head for head in heads if isinstance(head, str)]


def _letters(items: Sequence[Value]) -> bool:
    texts = _texts_in(items)
    return len(texts) > 1 and len(texts) == len(items) and all(len(text) == 1 for text in texts)


def _flattened(items: Sequence[Value]) -> list[Value]:
    flat: list[Value] = []
    for item in items:
        flat.extend(item if isinstance(item, (list, tuple)) else [item])
    return flat


def _items_kind(got: Sequence[Value], expected: Sequence[Value]) -> str:
    """Compare two sequences item by item; shared by texts, lists and tuples."""
    mine, right = _hashable(got), _hashable(expected)
    if mine == right[::-1]:
        return "reversed"
    if Counter(mine) == Counter(right):
        return _order_kind(got, mine, right)
    if len(mine) > len(right) == len(set(right)) and set(mine) == set(right):
        return "duplicates"
    if len(mine) == 1 and mine[0] in right and not isinstance(got, str):
        return "only_one"
    if mine == right[:-1]:
        return "missing_last"
    if mine == right[1:]:
        return "missing_first"
    if mine[:-1] == right:
        return "extra_last"
    if mine[1:] == right:
        return "extra_first"
    if set(mine) == set(right):
        return "duplicates" if len(mine) > len(right) else "lost_duplicates"
    if mine == right[: len(mine)]:
        return "stops_early"
    if not Counter(mine) - Counter(right):
        return "missing_some"
    if not Counter(right) - Counter(mine):
        return "extra_some"
    if len(mine) == len(right):
        return "some_items"
    return "different"


def _order_kind(got: Sequence[Value], mine: list[str], right: list[str]) -> str:
    try:
        if not isinstance(got, str) and list(got) == sorted(got):
            return "sorted"
    except TypeError:
        pass  # not everything can be compared
    rotated = len(mine) > 2 and any(mine == right[n:] + right[:n] for n in range(1, len(right)))
    return "rotated" if rotated else "order"


def _other_kind(got: Value, expected: Value) -> str:
    if isinstance(got, str):
        return "as_text" if got == str(expected) else "kind"
    if isinstance(expected, str):
        return "text_expected" if str(got) == expected else "kind"
    sized = (list, tuple, set, frozenset, dict, str)
    if isinstance(got, sized) and isinstance(expected, sized):
        if not isinstance(got, dict) and not isinstance(expected, dict):
            same_items = Counter(_hashable(got)) == Counter(_hashable(expected))
            return "container" if same_items else "kind"
        return "kind"
    if isinstance(got, sized) and _is_number(expected):
        if len(got) == 1 and not isinstance(got, dict) and same(next(iter(got)), expected):
            return "nested"
        return "items_for_count" if len(got) == expected else "kind"
    if isinstance(expected, sized) and _is_number(got):
        if not isinstance(expected, dict) and len(expected) == 1 and got in expected:
            return "unwrapped"
        return "count_for_items" if len(expected) == got else "kind"
    return "kind"


def same(left: Value, right: Value) -> bool:
    """Equal in value and in type, all the way down."""
    return repr(left) == repr(right)
