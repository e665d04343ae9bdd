"""NumPy's arrays and pandas' tables as plain parts, and back.

An array crosses as ``[dtype, shape, items]``, a Series as its items, a DataFrame as
``[names of columns, items of each column]``. What pandas counts as missing crosses as None,
a time as its ISO text; the index does not cross. Types are exact, as everywhere on the wire.
"""

from __future__ import annotations

import re
import sys
from typing import Any

ARRAY, TABLE, SERIES = "n", "D", "S"
_DTYPE = re.compile(r"[biufcUO]\d{0,7}")
_MOST_DIMENSIONS = 32


def parts_of(value: Any) -> tuple[str, list[Any]] | None:
    """The tag and the plain parts of an array, Series or DataFrame; None for all else."""
    kind = type(value)
    package = kind.__module__.partition(".")[0]
    if package == "numpy" and kind is getattr(sys.modules.get("numpy"), "ndarray", None):
        code = f"{value.dtype.kind}{value.dtype.itemsize if value.dtype.kind != 'O' else ''}"
        # A long double would lose digits on its way.
        if _DTYPE.fullmatch(code) and code not in ("f16", "c32") and value.dtype.names is None:
            return ARRAY, [code, list(value.shape), value.ravel().tolist()]
    elif package == "pandas":
        pandas = sys.modules.get("pandas")
        if kind is getattr(pandas, "Series", None):
            return SERIES, [_cells(value)]
        if kind is getattr(pandas, "DataFrame", None):
            columns = [_cells(value.iloc[:, place]) for place in range(value.shape[1])]
            return TABLE, [list(value.columns), columns]
    return None


def _cells(column: Any) -> list[Any]:
    pandas = sys.modules["pandas"]
    timely = (pandas.Timestamp, pandas.Timedelta)
    missing = column.isna().tolist()
    return [
        None if is_missing else item.isoformat() if isinstance(item, timely) else item
        for item, is_missing in zip(column.tolist(), missing, strict=True)
    ]


def fits(tag: str, content: Any) -> bool:
    """Whether the content of a tree has the form of its tag; its items are still to be checked."""
    if type(content) is not list:
        return False
    if tag == SERIES:
        return len(content) == 1 and type(content[0]) is list
    if tag == TABLE:
        if len(content) != 2 or any(type(part) is not list for part in content):
            return False
        names, columns = content
        rows = {len(column) if type(column) is list else -1 for column in columns}
        return len(names) == len(columns) and len(rows) <= 1 and -1 not in rows
    if len(content) != 3 or type(content[0]) is not str or type(content[2]) is not list:
        return False
    code, shape, items = content
    if type(shape) is not list or len(shape) > _MOST_DIMENSIONS:
        return False
    size = 1
    for length in shape:
        if type(length) is not int or not 0 <= length < 1 << 31:
            return False
        size *= length
    return size == len(items) and _DTYPE.fullmatch(code) is not None


def value_of(tag: str, parts: list[Any]) -> Any:
    """The array, Series or DataFrame; for children that have the package. ImportError else."""
    if tag == ARRAY:
        import numpy

        code, shape, items = parts
        dtype = {"U": "U", "b": "?", "O": "O"}.get(code[0], code)
        return numpy.array(items, dtype=dtype).reshape(shape)
    import pandas

    if tag == SERIES:
        return pandas.Series(parts[0])
    names, columns = parts
    table = pandas.concat([pandas.Series(column) for column in columns], axis=1)
    table.columns = names
    return table


def nested(shape: list[int], items: list[Any]) -> Any:
    """Items in the nested lists that ``shape`` means; one item for no dimension."""
    if not shape:
        return items[0]
    if len(shape) == 1:
        return items
    step = len(items) // shape[0] if shape[0] else 0
    return [
        nested(shape[1:], items[place * step : (place + 1) * step]) for place in range(shape[0])
    ]


def flat(tree: Any) -> tuple[list[int], list[Any]]:
    """Shape and items of nested lists; ValueError when their lengths differ."""
    if type(tree) is not list:
        return [], [tree]
    parts = [flat(item) for item in tree]
    shapes = {tuple(shape) for shape, _ in parts}
    if len(shapes) > 1:
        raise ValueError("the rows have different lengths")
    inner = list(shapes.pop()) if shapes else []
    return [len(tree), *inner], [item for _, items in parts for item in items]
