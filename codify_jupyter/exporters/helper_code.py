"""Functions that exported tests call; each test carries those that it needs, and no package."""

from __future__ import annotations

import ast

from codify_jupyter.problems.python_text import parse_module

_HELPERS = '''\
def raises(kind, match=None):
    """As pytest's: the body must raise an exception."""
    from unittest import TestCase

    case = TestCase()
    return case.assertRaises(kind) if match is None else case.assertRaisesRegex(kind, match)


def captured():
    """What is printed within."""
    import contextlib, io

    return contextlib.redirect_stdout(io.StringIO())


def passes(verdict):
    """Whether a check says yes; it may add a message."""
    fine, message = verdict if isinstance(verdict, tuple) else (verdict, "")
    assert fine, message
    return True


def close(got, wanted, rel=1e-9, abs=1e-12):
    """Whether numbers are close, also within lists, tuples and dicts."""
    import math

    if isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(
            close(got[key], wanted[key], rel, abs) for key in wanted
        )
    if isinstance(wanted, (list, tuple)):
        return (
            type(got) is type(wanted)
            and len(got) == len(wanted)
            and all(close(one, other, rel, abs) for one, other in zip(got, wanted))
        )
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        both_nan = got != got and wanted != wanted
        return both_nan or math.isclose(got, wanted, rel_tol=rel, abs_tol=abs)
    return got == wanted


class approx:
    """As pytest's: equal to what is close."""

    def __init__(self, wanted, rel=1e-6, abs=1e-12):
        self.wanted, self.rel, self.abs = wanted, rel, abs

    def __eq__(self, got):
        return close(got, self.wanted, self.rel, self.abs)


def same_array(got, wanted, rel=1e-9, abs=1e-12):
    """Whether arrays have the same shape, and values that are close."""
    import numpy

    assert numpy.shape(got) == numpy.shape(wanted), f"the shape is {numpy.shape(got)}"
    if numpy.asarray(wanted).dtype.kind in "OU":
        return bool((numpy.asarray(got) == numpy.asarray(wanted)).all())
    return bool(numpy.allclose(got, wanted, rtol=rel, atol=abs, equal_nan=True))


def same_table(got, wanted, rel=1e-9, abs=1e-12):
    """Whether tables have the same columns, and values that are close."""
    import pandas

    if isinstance(wanted, dict):
        table = pandas.DataFrame(wanted)
        compare = pandas.testing.assert_frame_equal
    else:
        table = pandas.Series(wanted)
        compare = pandas.testing.assert_series_equal
    names = {} if isinstance(wanted, dict) else {"check_names": False}
    compare(got.reset_index(drop=True), table, check_dtype=False, rtol=rel, atol=abs, **names)
    return True


def structure(*functions):
    """What stands in the text of some functions."""
    import ast, inspect, textwrap

    text = "\\n".join(textwrap.dedent(inspect.getsource(one)) for one in functions)
    nodes = list(ast.walk(ast.parse(text)))
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    lines = [line.strip() for line in text.split("\\n")]
    return {
        "call": {getattr(one, "id", getattr(one, "attr", "")) for one in calls},
        "name": {node.id for node in nodes if isinstance(node, ast.Name)},
        "node": {type(node).__name__ for node in nodes},
        "import": {
            (getattr(one, "module", None) or one.names[0].name).split(".")[0] for one in imports
        },
        "lines": sum(bool(line) and not line.startswith("#") for line in lines),
    }
'''
_TREE = parse_module(_HELPERS)
_TEXTS = {
    node.name: ast.get_source_segment(_HELPERS, node) or ""
    for node in _TREE.body
    if isinstance(node, ast.FunctionDef | ast.ClassDef)
}


def needed_by(code: str) -> str:
    """The helpers that some code calls and does not define itself, below each other."""
    defined = {
        node.name
        for node in parse_module(code).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    wanted: dict[str, None] = {}
    open_codes = [code]
    while open_codes:
        used = {
            node.id
            for node in ast.walk(parse_module(open_codes.pop()))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        for name in sorted(used & _TEXTS.keys() - defined - wanted.keys()):
            wanted[name] = None
            open_codes.append(_TEXTS[name])
    return "".join(f"{_TEXTS[name]}\n\n\n" for name in _TEXTS if name in wanted)
