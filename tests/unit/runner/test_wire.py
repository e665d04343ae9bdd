"""The wire: values survive it, and whatever a child writes is either agreed form or refused."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from codify_runner import compare, trees, wire
from codify_runner.answers import FORM_ERRORS, checked_answer
from codify_runner.literals import value
from codify_runner.reports import FaultReader, bases_of
from codify_runner.tests_format import Compare
from hypothesis import given
from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.text()
    | st.binary()
    | st.complex_numbers()
)
KEYS = st.booleans() | st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS, inner)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
    ),
    max_leaves=20,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from("itsdzfbBcrohgxnDS") | st.text(), inner)
    ),
)


def same(a: Any, b: Any) -> bool:
    """Equal with equal types at every depth, NaN too."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(a == b)


@given(VALUES)
def test_values_survive(original: Any) -> None:
    whole = wire.frame({"value": wire.encode(original)})
    assert wire.frame_length(whole) == len(whole)
    tree = wire.check(wire.message_in(whole)["value"])
    assert same(wire.decode(tree), original)


@given(VALUES)
def test_the_text_of_a_value_reads_as_the_value(original: Any) -> None:
    tree = wire.encode(original)
    text = trees.text(tree, limit=100_000)
    if "inf" not in text and "nan" not in text:
        assert trees.canonical(value(text)) == trees.canonical(tree)
    assert len(trees.text(tree, limit=50)) <= 50


@given(VALUES, VALUES)
def test_canonical_texts_are_equal_for_equal_values_only(a: Any, b: Any) -> None:
    left, right = trees.canonical(wire.encode(a)), trees.canonical(wire.encode(b))
    assert (left == right) is same(a, b) or _has_zero(a) or _has_zero(b)
    assert left == trees.canonical(wire.encode(a))


def _has_zero(value: Any) -> bool:
    return "0" in repr(value)


@given(st.binary())
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    whole = len(data).to_bytes(4, "little") + data
    try:
        message = wire.message_in(whole)
    except wire.WireError:
        return
    assert type(message) is dict


@given(JSON)
def test_any_json_is_a_tree_or_refused(data: Any) -> None:
    try:
        tree = wire.check(data, handles=True)
    except wire.WireError:
        return
    trees.text(tree)
    trees.canonical(tree)
    for kind in ("exact", "approx", "unordered", "tokens", "ndarray", "dataframe"):
        how = Compare(kind)
        assert compare.same(how, tree, value("'expected'")) is (tree == "expected")


@given(
    st.dictionaries(
        st.sampled_from(
            ["classes", "callback", "names", "stop", "raised", "value", "same", "after"]
        ),
        JSON,
    )
)
def test_any_answer_has_the_agreed_form_or_is_refused(data: Any) -> None:
    try:
        checked = checked_answer(data)
    except FORM_ERRORS:
        return
    json.dumps(checked, allow_nan=False)


@given(
    JSON
    | st.dictionaries(
        st.sampled_from(["type", "message", "bases", "line", "column", "frames"]), JSON
    )
)
def test_any_report_makes_a_bounded_fault(data: Any) -> None:
    fault = FaultReader("a = 1\nb = 2").read(data, with_locals=True)
    assert len(fault.type) <= 80
    assert len(fault.message) <= 500
    assert fault.line is None or 1 <= fault.line <= 2
    bases_of(data)


@pytest.mark.parametrize(
    "data",
    [
        {"d": [[1, 2], [1, 3]]},
        {"s": [1, 1]},
        {"d": [[{"i": hex(n * ((1 << 61) - 1) << 3)}, 0] for n in range(1, 20_000)]},
    ],
    ids=["two equal keys", "two equal members", "keys that collide"],
)
def test_forged_collections_equal_nothing_and_take_no_time(data: Any) -> None:
    tree = wire.check(data)
    for expected in ("{1: 2}", "{1: 3}", "{1}"):
        for kind in ("exact", "approx", "unordered"):
            assert not compare.same(Compare(kind), tree, value(expected))


@pytest.mark.parametrize(
    "data",
    [
        float("nan"),
        {"f": "NaN"},
        {"i": "0x0_1"},
        {"i": "12"},
        {"b": "0g"},
        {"t": 1},
        {"d": [[1]]},
        {"h": [1, "E", 1]},
        {"a": 1, "b": 2},
        {},
        {"o": "x" * 81},
        {"r": [0, 1, 0]},
        {"n": ["f8", [2], [1.0]]},
        {"n": ["f8", [-1, -1], [1.0]]},
        {"n": ["V8", [1], [1.0]]},
        {"n": [["f8"], [1], [1.0]]},
        {"D": [["a"], [[1], [2]]]},
        {"D": [["a", "b"], [[1], [2, 3]]]},
        {"D": [["a"], [1]]},
        {"S": [1]},
        {"S": {}},
    ],
)
def test_what_is_no_tree_is_refused(data: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.check(data)


def test_depth_and_size_are_bounded() -> None:
    deep: Any = []
    for _ in range(wire.MAX_DEPTH + 5):
        deep = [deep]
    with pytest.raises(wire.TooLargeError):
        wire.encode(deep)
    with pytest.raises(wire.WireError):
        wire.check(deep)
    with pytest.raises(wire.TooLargeError):
        wire.encode([0] * (wire.MAX_NODES + 1))
    with pytest.raises(wire.WireError):
        wire.check([0] * (wire.MAX_NODES + 2))
