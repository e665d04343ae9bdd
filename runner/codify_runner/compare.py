"""Whether a result is the expected one. Works on trees of plain values only.

What is decided here: types are exact, so ``1``, ``1.0`` and ``True`` differ, and so do a list
and a tuple; NaN equals NaN; ``-0.0`` equals ``0.0``. Only ``approx`` lets an int stand for a
float. An object that is no plain value equals nothing.

An array is exactly another one if its dtype, too, is the same. ``ndarray`` looks at shape and
values only, ``dataframe`` at columns, their order, and values; both allow numbers a tolerance.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from codify_runner import arrays
from codify_runner.tests_format import Compare
from codify_runner.trees import canonical
from codify_runner.wire import Tree


def same(compare: Compare, got: Tree, expected: Tree) -> bool:
    """Whether ``got`` is as expected. Not for ``custom``, which needs the author's code."""
    match compare.kind:
        case "approx":
            return approximately(got, expected, compare.rel, compare.abs)
        case "unordered":
            return unordered(got, expected)
        case "ndarray":
            return same_array(got, expected, compare.rel, compare.abs)
        case "dataframe":
            return same_table(got, expected, compare.rel, compare.abs)
        case "tokens" if type(got) is str and type(expected) is str:
            return got.split() == expected.split()
        case _:
            return canonical(got) == canonical(expected)


def same_text(compare: Compare, got: str, expected: str) -> bool:
    """Whether printed text is as expected; one newline at the end may lack or be too much."""
    if compare.kind == "tokens":
        return got.split() == expected.split()
    return got.removesuffix("\n") == expected.removesuffix("\n")


def unordered(got: Tree, expected: Tree) -> bool:
    """Same kind of collection with the same items in any order; what is inside is exact."""
    kind, items = _collection(got)
    wanted_kind, wanted = _collection(expected)
    if kind != wanted_kind or items is None or wanted is None:
        return canonical(got) == canonical(expected)
    return Counter(map(canonical, items)) == Counter(map(canonical, wanted))


def _collection(tree: Tree) -> tuple[str, list[Tree] | None]:
    if type(tree) is list:
        return "list", tree
    if type(tree) is dict:
        ((tag, content),) = tree.items()
        if tag in ("t", "s", "z"):
            return tag, content
    return "", None


def same_array(got: Tree, expected: Tree, rel: float, absolute: float) -> bool:
    """Whether ``got`` is an array with the shape and the values of an array or nested lists."""
    if _tag(got) != arrays.ARRAY:
        return False
    _, shape, items = got[arrays.ARRAY]
    if _tag(expected) == arrays.ARRAY:
        _, wanted_shape, wanted = expected[arrays.ARRAY]
    else:
        try:
            wanted_shape, wanted = arrays.flat(expected)
        except ValueError:
            return False
    if 0 in shape and 0 in wanted_shape:
        # Nested lists cannot tell how wide an array without rows is.
        return bool(shape[: len(wanted_shape)] == wanted_shape)
    return bool(shape == wanted_shape) and approximately(items, wanted, rel, absolute)


def same_table(got: Tree, expected: Tree, rel: float, absolute: float) -> bool:
    """Whether ``got`` is a DataFrame like a dict of lists, or a Series like a list.

    NaN and None are both a missing value.
    """
    if _tag(got) == arrays.SERIES:
        wanted = expected[arrays.SERIES][0] if _tag(expected) == arrays.SERIES else expected
        return type(wanted) is list and _same_cells(got[arrays.SERIES][0], wanted, rel, absolute)
    if _tag(got) != arrays.TABLE:
        return False
    names, columns = got[arrays.TABLE]
    if _tag(expected) == arrays.TABLE:
        wanted_names, wanted_columns = expected[arrays.TABLE]
    elif _tag(expected) == "d":
        wanted_names = [name for name, _ in expected["d"]]
        wanted_columns = [column for _, column in expected["d"]]
    else:
        return False
    return canonical(names) == canonical(wanted_names) and all(
        type(wanted) is list and _same_cells(column, wanted, rel, absolute)
        for column, wanted in zip(columns, wanted_columns, strict=True)
    )


def _same_cells(got: list[Tree], expected: list[Tree], rel: float, absolute: float) -> bool:
    def filled(cells: list[Tree]) -> list[Tree]:
        return [{"f": "nan"} if cell is None else cell for cell in cells]

    return approximately(filled(got), filled(expected), rel, absolute)


def _tag(tree: Tree) -> str:
    return str(next(iter(tree))) if type(tree) is dict else ""


def approximately(got: Tree, expected: Tree, rel: float, absolute: float) -> bool:
    """Numbers within tolerance, at any depth; all else, dict keys among it, is exact."""

    def close(a: Any, b: Any) -> bool:
        left, right = _number(a), _number(b)
        if left is not None and right is not None:
            return _close_numbers(left, right, rel, absolute)
        if type(a) is not type(b):
            return False
        if type(a) is list:
            return len(a) == len(b) and all(map(close, a, b))
        if type(a) is not dict:
            return bool(a == b)
        ((tag, content),) = a.items()
        ((other_tag, other),) = b.items()
        if tag != other_tag:
            return False
        if tag == "t":
            return len(content) == len(other) and all(map(close, content, other))
        if tag == "d":
            mine = {canonical(key): value for key, value in content}
            theirs = {canonical(key): value for key, value in other}
            return (
                len(content) == len(mine)
                and mine.keys() == theirs.keys()
                and all(close(mine[key], theirs[key]) for key in mine)
            )
        if tag in (arrays.ARRAY, arrays.TABLE, arrays.SERIES):
            return close(content, other)
        if tag in ("s", "z"):
            return _close_sets(content, other)
        return canonical(a) == canonical(b)

    def _close_sets(mine: list[Tree], theirs: list[Tree]) -> bool:
        numbers = [_number(item) for item in mine]
        others = [_number(item) for item in theirs]
        if len(mine) == len(theirs) and all(type(n) in (int, float) for n in numbers + others):
            # Both are real numbers throughout, so that order pairs them.
            return all(map(close, sorted(numbers), sorted(others)))  # type: ignore[type-var]
        return Counter(map(canonical, mine)) == Counter(map(canonical, theirs))

    return close(got, expected)


def _number(tree: Tree) -> int | float | complex | None:
    kind = type(tree)
    if kind is int or kind is float:
        return tree  # type: ignore[no-any-return]
    if kind is dict:
        ((tag, content),) = tree.items()
        if tag == "f":
            return float(content)
        if tag == "i":
            return int(content, 16)
        if tag == "c":
            return complex(*(float(_number(part)) for part in content))  # type: ignore[arg-type]
    return None


def _close_numbers(
    a: int | float | complex, b: int | float | complex, rel: float, absolute: float
) -> bool:
    if isinstance(a, complex) or isinstance(b, complex):
        a, b = complex(a), complex(b)
        return _close_numbers(a.real, b.real, rel, absolute) and _close_numbers(
            a.imag, b.imag, rel, absolute
        )
    if a == b or (a != a and b != b):
        return True
    try:
        return math.isclose(a, b, rel_tol=rel, abs_tol=absolute)
    except OverflowError:  # an int beyond all floats
        return False
