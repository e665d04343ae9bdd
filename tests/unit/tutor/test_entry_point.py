"""What the tests call is missing, misnamed, or untouched."""

from __future__ import annotations

import pytest

from codify_jupyter.tutor import offline_hint
from tests.unit.tutor.samples import Judge, problem

MEAN = problem("mean_of", [("mean_of([1, 3], 0)", "2.0"), ("mean_of([5], 0)", "5.0")])


@pytest.mark.parametrize(
    ("rule", "line", "code"),
    [
        ("entry.missing", 1, "x = 3\n"),
        ("entry.misspelt", 2, "\ndef mean_off(xs, k):\n    return 2.0\n"),
        ("entry.case", 1, "def Mean_Of(xs, k):\n    return 2.0\n"),
        ("entry.other_name", 1, "def compute(xs, k):\n    return 2.0\n"),
        ("entry.nested", 2, "class Tool:\n    def mean_of(xs, k):\n        return 2.0\n"),
        ("entry.stub", 1, 'def mean_of(xs, k):\n    """Doc."""\n    ...\n'),
        ("entry.stub", 1, "def mean_of(xs, k):\n    pass\n"),
        ("entry.parameters", 1, "def mean_of(xs):\n    return sum(xs) / len(xs)\n"),
        ("entry.parameters", 1, "def mean_of(a, b, c):\n    return a\n"),
        ("entry.empty", None, "# nothing yet\n"),
    ],
)
def test_the_entry_point_is_compared_with_the_task(
    judge: Judge, rule: str, line: int | None, code: str
) -> None:
    hint = offline_hint(MEAN, code, judge(MEAN, code))
    assert hint.rule == rule
    assert hint.line == line


def test_the_names_are_said(judge: Judge) -> None:
    code = "def mean_off(xs, k):\n    return 2.0\n"
    text = offline_hint(MEAN, code, judge(MEAN, code)).text
    assert "`mean_of`" in text
    assert "`mean_off`" in text


@pytest.mark.parametrize(
    "code",
    [
        "def mean_of(xs, k=0, *more):\n    return 1.0\n",
        "mean_of = lambda xs, k: 1.0\n",
        "def mean_of(*args):\n    return 1.0\n",
    ],
)
def test_other_ways_to_take_the_arguments_are_no_mistake(judge: Judge, code: str) -> None:
    assert not offline_hint(MEAN, code, judge(MEAN, code)).rule.startswith("entry")
