"""Programs are put together that differ in names and layout, and no others."""

from __future__ import annotations

import re

import pytest

from codify_jupyter.class_view.shapes import LONGEST, UNREADABLE, clusters, shape_of

PLAIN = '''
import math

def area(r):
    """The area."""
    # of a circle
    total = math.pi * r ** 2
    return round(total, 2)
'''
RENAMED = """
import math
def surface(radius: float) -> float:
    result: float = math.pi*radius**2
    return round(result, 2)
"""


def test_names_comments_annotations_and_layout_do_not_count() -> None:
    assert shape_of(PLAIN) == shape_of(RENAMED)


@pytest.mark.parametrize(
    ("change", "into"),
    [
        ("r ** 2", "r ** 3"),  # a literal
        ("r ** 2", "r * 2"),  # an operator
        ("round(total, 2)", "float(total)"),  # a built-in
        ("math.pi", "math.tau"),  # an attribute
        ("return round(total, 2)", "return round(r, 2)"),  # another variable
    ],
)
def test_whatever_means_something_counts(change: str, into: str) -> None:
    assert shape_of(PLAIN) != shape_of(PLAIN.replace(change, into))


def test_names_bound_in_every_way_are_renamed() -> None:
    one = """
def f(xs, *rest, key=None, **more):
    class Box:
        pass
    def inner():
        nonlocal xs
        global count
        count = 1
    try:
        with open("p") as file, (y := xs):
            pass
    except ValueError as error:
        raise error
    for i, (a, b) in enumerate(xs):
        del a
    match xs:
        case [first, *others]:
            return first
        case {"k": v, **left}:
            return [z for z in left]
        case whole:
            return lambda q: q
"""
    other = one
    own = ("xs", "rest", "Box", "inner", "count", "file", "y", "error", "i", "first", "others")
    for old in (*own, "v", "left", "whole", "z", "q"):
        other = re.sub(rf"\b{old}\b", f"{old}_2", other)
    assert other != one
    assert shape_of(one) == shape_of(other)


def test_clusters_are_by_shape_the_largest_first() -> None:
    codes = ["x = 1", "def f(a): return a", "y = 1", "def (", "z  =  1", "1 +"]
    found = clusters(codes, lambda code: code)
    assert [one.items for one in found] == [
        ("x = 1", "y = 1", "z  =  1"),
        ("def (", "1 +"),
        ("def f(a): return a",),
    ]
    assert [one.readable for one in found] == [True, False, True]


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 5000,
        "-" * 15_000 + "1",
        "x" + "[0]" * 4000,
        "\0",
        "x = 0x" + "f" * 9000,
        "def f():\n" + "".join(" " * n + "if x:\n" for n in range(1, 120)),
        "'\ud800'",
    ],
)
def test_hostile_programs_have_a_shape_or_none(hostile: str) -> None:
    assert isinstance(shape_of(hostile), str)


def test_giant_programs_are_taken_as_they_are() -> None:
    giant = "x = 1\n" * (LONGEST // 5)
    assert shape_of(giant) == giant
    assert shape_of("def (") == UNREADABLE
