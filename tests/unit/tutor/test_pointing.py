"""The third rung with the sandbox: the line of a small change, or a run in a table."""

from __future__ import annotations

import ast
from contextlib import aclosing

import pytest
from codify_runner import Runner

from codify_jupyter.problems.model import AuthorHint, Problem
from codify_jupyter.tutor import Tutor
from codify_jupyter.tutor.edits import EditSearch, passing_edits, variants
from codify_jupyter.tutor.program import Program
from tests.unit.tutor.samples import Case, problem

# ruff: noqa: E501 - a program on each line reads better than one on five

TOTAL: list[Case] = [("f([2, 3])", "5"), ("f([])", "0"), ("f([7, 1])", "8")]


@pytest.mark.parametrize(
    ("cases", "code", "line", "kind"),
    [
        (
            TOTAL,
            "def f(xs):\n    t = 0\n    for x in xs:\n        t = x\n    return t\n",
            4,
            "assignment",
        ),
        (
            TOTAL,
            "def f(xs):\n    t = 1\n    for x in xs:\n        t += x\n    return t\n",
            2,
            "number",
        ),
        (
            TOTAL,
            "def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n        return t\n    return 0\n",
            5,
            "place",
        ),
        (
            [("f(3)", "[1, 2, 3]"), ("f(1)", "[1]")],
            "def f(n):\n    out = []\n    for i in range(1, n):\n        out.append(i)\n    return out\n",
            3,
            "bounds",
        ),
        (
            [("f(5)", "True"), ("f(4)", "False"), ("f(6)", "True")],
            "def f(x):\n    return x > 5\n",
            2,
            "comparison",
        ),
        ([("f(3)", "9")], "def f(x):\n    print(x * x)\n", 2, "result"),
    ],
)
async def test_the_line_and_kind_of_the_change_are_found(
    cases: list[Case], code: str, line: int, kind: str
) -> None:
    sample = problem("f", cases)
    async with Runner() as runner:
        verdict = await runner.judge(code, sample.tests_json)
        found = [
            (edit.line, edit.kind) async for edit in passing_edits(runner, sample, code, verdict)
        ]
    assert (line, kind) in found


async def test_a_change_that_only_suits_the_examples_does_not_count() -> None:
    sample = problem("f", [("f(2)", "4")], hidden=[("f(3)", "9")])
    code = "def f(x):\n    return x + 1\n"
    async with Runner() as runner:
        verdict = await runner.judge(code, sample.tests_json)
        found = [edit async for edit in passing_edits(runner, sample, code, verdict)]
    assert found == []


async def test_endless_variants_cost_no_more_than_the_time_box() -> None:
    sample = problem("f", [("f(3)", "0")])
    code = "def f(n):\n    while n > 0:\n        n -= 2\n    return 99 if n else 98\n"
    async with Runner() as runner:
        verdict = await runner.judge(code, sample.tests_json)
        search = EditSearch(runner, time_box_s=0.2)
        task = search.begin(sample, code, verdict, None)
        assert task is not None
        await task
        assert search.begin(sample, code, verdict, None) is task
        await search.close()


async def test_a_search_can_be_left() -> None:
    sample = problem("f", TOTAL)
    code = "def f(xs):\n    t = 1\n    for x in xs:\n        t += x\n    return t\n"
    async with Runner() as runner:
        verdict = await runner.judge(code, sample.tests_json)
        async with aclosing(passing_edits(runner, sample, code, verdict)) as edits:
            assert (await anext(edits)).line == 2
        assert (await runner.judge(code, sample.tests_json)).status == "wrong_answer"


def test_variants_are_programs_and_none_comes_twice() -> None:
    code = (
        "def f(xs, k):\n    if not k:\n        return []\n    out = xs\n    for i in range(len(xs)):"
        "\n        if xs[i:i + k] and i != 3:\n            out.append(xs[i])\n            break\n"
        "    print(out)\n"
    )
    made = [variant.code for variant in variants(Program(code))]
    assert len(made) > 100
    assert len(set(made)) == len(made)
    assert ast.unparse(ast.parse(code)) not in made
    lines = {variant.edit.line for variant in variants(Program(code))}
    assert lines <= set(range(1, 10))
    assert list(variants(Program("def f(:\n"))) == []


def test_changes_near_the_suspect_come_first() -> None:
    code = "def f(x):\n    a = x < 1\n    b = x < 2\n    c = x < 3\n    return a or b or c\n"
    assert next(variants(Program(code), near=4)).edit.line == 4


SUM_WRONG = "def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t + len(xs)\n"


async def third_rung(sample: Problem, code: str, level: int = 3) -> str:
    async with Runner() as runner:
        tutor = Tutor(runner=runner)
        verdict = await runner.judge(code, sample.tests_json)
        text = (await tutor.rung(sample, code, verdict, level)).text
        await tutor.close()
    return text


async def test_the_third_rung_points_without_telling_the_change() -> None:
    text = await third_rung(problem("f", TOTAL), SUM_WRONG)
    assert "line 5: `return t + len(xs)`" in text
    assert "`return t`" not in text
    assert text.endswith("?")


async def test_where_no_small_change_helps_the_run_is_shown() -> None:
    sample = problem("f", [("f(4)", "24"), ("f(3)", "6"), ("f(5)", "120")])
    code = "def f(n):\n    a = n + 11\n    a = a * 2\n    return a\n"
    text = await third_rung(sample, code)
    assert "| line | what runs | what changes |" in text
    assert "| 2 | `a = n + 11` | `a` is `15` |" in text
    assert "gives back" in text


async def test_a_hidden_test_is_never_shown_running() -> None:
    sample = problem("f", [("f(2)", "2")], hidden=[("f(71717)", "5")])
    code = "def f(n):\n    a = n\n    return a\n"
    assert "71717" not in await third_rung(sample, code)


async def test_pipes_in_code_do_not_break_the_table() -> None:
    sample = problem("f", [("f(4)", "240"), ("f(3)", "60"), ("f(5)", "1200")])
    code = "def f(n):\n    a = n | 16\n    b = a + 1\n    return b\n"
    text = await third_rung(sample, code)
    assert "`a = n \\| 16`" in text


async def test_an_instructors_hint_comes_before_a_general_one_but_not_before_a_found_line() -> None:
    own = [AuthorHint(3, "Think of the factors.")]
    general = problem("f", [("f(4)", "24"), ("f(3)", "6"), ("f(5)", "120")], hints=own)
    code = "def f(n):\n    a = n + 11\n    a = a * 2\n    return a\n"
    assert "Think of the factors." in await third_rung(general, code)
    near = problem("f", TOTAL, hints=own)
    assert "line 5" in await third_rung(near, SUM_WRONG)


async def test_the_author_caps_this_rung_too() -> None:
    sample = problem("f", TOTAL, tutor={"max_level": 2})
    text = await third_rung(sample, SUM_WRONG, level=3)
    assert "line 5" not in text
