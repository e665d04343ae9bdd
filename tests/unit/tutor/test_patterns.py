"""Patterns in the code that explain a wrong answer: seen where they are, and nowhere else."""

from __future__ import annotations

import pytest

from codify_jupyter.tutor import offline_hint
from codify_jupyter.tutor.relation import read_literal, relate
from tests.unit.tutor.samples import Case, Judge, problem

# ruff: noqa: E501 - a program on each line reads better than one on five
MIRROR: list[Case] = [("f('abba')", "True"), ("f('abc')", "False"), ("f('ab')", "False")]
BEST: list[Case] = [("f([3, 9, 4])", "9"), ("f([1, 8, 2, 5])", "8"), ("f([7])", "7")]
FIRST_BEST: list[Case] = [("f(['ab', 'cd', 'e'])", "'ab'"), ("f(['x'])", "'x'")]
BOTH: list[Case] = [("f('a1')", "True"), ("f('ab')", "False"), ("f('12')", "False")]
VOWELS: list[Case] = [("f('banana')", "3"), ("f('hello')", "2"), ("f('sky')", "0")]

SEEN: list[tuple[str, list[Case], str]] = [
    (
        "structure.second_name",
        MIRROR,
        "def f(s):\n    a = list(s)\n    b = a\n    b.reverse()\n    return a == b\n",
    ),
    (
        "structure.computed_once",
        [("f(1, 8)", "3"), ("f(2, 9)", "3"), ("f(5, 5)", "0")],
        "def f(x, goal):\n    n = 0\n    step = x * 1\n    while x < goal:\n        x += step\n        n += 1\n    return n\n",
    ),
    (
        "structure.best_never_asked",
        BEST,
        "def f(xs):\n    best = xs[0]\n    for i in range(1, len(xs)):\n        if xs[i] > xs[i - 1]:\n            best = xs[i]\n    return best\n",
    ),
    (
        "structure.last_of_equals",
        FIRST_BEST,
        "def f(ws):\n    most = 0\n    best = ''\n    for w in ws:\n        if len(w) >= most:\n            most = len(w)\n            best = w\n    return best\n",
    ),
    ("structure.never_both", BOTH, "def f(s):\n    return s.isalpha() and s.isdigit()\n"),
    (
        "structure.one_flag_twice",
        BOTH,
        "def f(s):\n    letter = False\n    digit = False\n    for c in s:\n        if c.isalnum():\n            letter = True\n            digit = True\n    return letter and digit\n",
    ),
    (
        "structure.asked_once",
        [("f(40)", "3"), ("f(1000)", "7"), ("f(3)", "0")],
        "def f(n):\n    steps = 0\n    if n > 5:\n        n = n // 2\n        steps += 1\n    return steps\n",
    ),
    (
        "structure.presence_for_count",
        VOWELS,
        "def f(text):\n    n = 0\n    for v in 'aeiou':\n        if v in text:\n            n += 1\n    return n * 1\n",
    ),
    (
        "structure.set_forgets",
        [("f([1, 2, 3], [3, 2, 1])", "1"), ("f([4], [4])", "1"), ("f([5], [6])", "0")],
        "def f(xs, ys):\n    return len(set(xs) & set(ys))\n",
    ),
    (
        "structure.count_for_sum",
        [("f([4, 7, 2])", "6"), ("f([8, 8, 1])", "16"), ("f([5])", "0")],
        "def f(xs):\n    t = 0\n    for x in xs:\n        if x % 2 == 0:\n            t += 1\n    return t\n",
    ),
    (
        "structure.rounded_on_the_way",
        [("f(212)", "100.0"), ("f(350)", "176.7")],
        "def f(x):\n    k = round(5 / 9, 2)\n    return round(k * (x - 32), 1)\n",
    ),
    (
        "structure.percent_as_number",
        [("f(200, 50)", "300.0"), ("f(80, 25)", "100.0")],
        "def f(price, percent):\n    return float(price * (1 + percent))\n",
    ),
    (
        "static.undefined",
        [("f(1)", "2"), ("f(-1)", "-1"), ("f(3)", "6")],
        "def f(x):\n    if x == 99:\n        return totl\n    return x\n",
    ),
    (
        "static.defined_twice",
        [("f(2)", "4"), ("f(3)", "9")],
        "def f(x):\n    return x * x\n\n\ndef f(x):\n    return x + x + 1\n",
    ),
    (
        "structure.method_not_called",
        BOTH,
        "def f(s):\n    for c in s:\n        if c.isdigit:\n            return s != 'ab'\n    return 77\n",
    ),
    ("structure.never_equal", MIRROR, "def f(s):\n    return s == reversed(s)\n"),
    (
        "structure.group_counted",
        VOWELS,
        "def f(text):\n    n = text.count('aeiou')\n    return n\n",
    ),
    (
        "structure.division_for_remainder",
        [("f(4)", "True"), ("f(5)", "False"), ("f(8)", "True")],
        "def f(n):\n    return n / 4 == 0\n",
    ),
    (
        "structure.value_dropped",
        [("f(4)", "8"), ("f(5)", "10")],
        "def f(n):\n    n * 2\n    return n\n",
    ),
    (
        "structure.overwritten",
        [("f([4, 7, 2])", "13"), ("f([1, 2])", "3")],
        "def f(xs):\n    total = 0\n    for x in xs:\n        total = x\n    return total\n",
    ),
    (
        "static.unused_variable",
        [("f([3, 4])", "25"), ("f([1])", "1")],
        "def f(xs):\n    out = 90\n    for x in xs:\n        totl = out + x * x\n    return out\n",
    ),
]


@pytest.mark.parametrize(
    ("rule", "cases", "code"), SEEN, ids=[f"{rule}-{i}" for i, (rule, *_) in enumerate(SEEN)]
)
def test_each_pattern_is_recognised_and_shown_at_its_line(
    judge: Judge, rule: str, cases: list[Case], code: str
) -> None:
    sample = problem("f", cases)
    verdict = judge(sample, code)
    hints = [offline_hint(sample, code, verdict, level=level) for level in (1, 2, 3, 4)]
    assert hints[0].rule == rule
    assert hints[0].specific
    assert "?" in hints[0].text
    assert hints[2].line is not None
    assert f"line {hints[2].line}" in hints[2].text
    assert "```python" in hints[3].text


def test_winners_that_a_better_one_has_beaten(judge: Judge) -> None:
    sample = problem("f", [("f([3, 2])", "[3]")], hidden=[("f([1, 4, 4])", "[4, 4]")])
    code = (
        "def f(xs):\n    most = 0\n    out = []\n    for x in xs:\n        if x >= most:\n"
        "            most = x\n            out.append(x)\n    return out\n"
    )
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert (hint.rule, hint.line) == ("structure.list_of_best_kept", 5)


LEAP = "A year that 4 divides is a leap year, unless 100 divides it. If 400 divides it, it is one."
LEAP_SOLUTION = "def f(y):\n    return y % 400 == 0 or (y % 4 == 0 and y % 100 != 0)\n"
LEAP_CASES: list[Case] = [("f(2023)", "False"), ("f(2024)", "True"), ("f(2000)", "True")]


def test_a_number_of_the_task_that_no_line_uses(judge: Judge) -> None:
    sample = problem("f", LEAP_CASES, statement=LEAP, solution=LEAP_SOLUTION)
    code = "def f(y):\n    return y % 4 == 0 and y % 100 != 0\n"
    hint = offline_hint(sample, code, judge(sample, code))
    assert hint.rule == "structure.number_left_out"
    assert "the number 400" in hint.text


def test_a_number_that_only_the_solution_knows_stays_unsaid(judge: Judge) -> None:
    sample = problem("f", LEAP_CASES, statement="Leap years: 4, 100.", solution=LEAP_SOLUTION)
    code = "def f(y):\n    return y % 4 == 0 and y % 100 != 0\n"
    texts = [
        offline_hint(sample, code, judge(sample, code), level=level).text for level in (1, 2, 3, 4)
    ]
    assert not any("400" in text for text in texts)


def test_capital_letters_the_task_speaks_of(judge: Judge) -> None:
    sample = problem(
        "f",
        [("f('Anna')", "True"), ("f('ab')", "False"), ("f('otto')", "True")],
        statement="Capital letters count as small ones.",
        solution="def f(s):\n    s = s.lower()\n    return s == s[::-1]\n",
    )
    code = "def f(s):\n    return s == s[::-1]\n"
    assert offline_hint(sample, code, judge(sample, code)).rule == "structure.capitals_forgotten"


def test_an_order_that_nobody_promised(judge: Judge) -> None:
    sample = problem(
        "f",
        [("f([1, 4])", "1"), ("f([9, 2, 5])", "2"), ("f([8, 3])", "3")],
        solution="def f(xs):\n    return sorted(xs)[0]\n",
    )
    code = "def f(xs):\n    low = 0\n    for x in xs:\n        low = low or x\n    return low\n"
    assert offline_hint(sample, code, judge(sample, code)).rule in (
        "contrast",
        "structure.order_taken_for_granted",
    )


def test_a_border_of_ones_own(judge: Judge) -> None:
    sample = problem(
        "f",
        [("f(50, 10)", "50"), ("f(3, 10)", "10")],
        hidden=[("f(-4, -9)", "-4")],
        statement="Never less than `low`.",
        solution="def f(level, low):\n    return max(level, low)\n",
    )
    code = (
        "def f(level, low):\n    if level < 0:\n        return 0\n"
        "    return level if level > low else low\n"
    )
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert (hint.rule, hint.line) == ("structure.border_of_ones_own", 2)


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        ("'eht noom'", "'the moon'", "words_reversed"),
        ("float('nan')", "0.0", "not_a_number"),
        ("0.0", "float('nan')", "different"),
    ],
)
def test_further_relations(got: str, expected: str, kind: str) -> None:
    assert relate(read_literal(got), read_literal(expected)).kind == kind


CORRECT_LOOKS = [
    # A copy, not a second name; a value recomputed in the loop; an emptied list of winners.
    "def f(xs):\n    a = list(xs)\n    b = list(a)\n    b.reverse()\n    return 77 if a else b\n",
    "def f(xs):\n    n = len(xs)\n    while n > 1:\n        h = n * 1\n        n -= h\n    return 77\n",
]


@pytest.mark.parametrize("code", CORRECT_LOOKS)
def test_what_only_looks_alike_is_left_alone(judge: Judge, code: str) -> None:
    sample = problem("f", [("f([5, 1])", "10"), ("f([2])", "40")])
    rule = offline_hint(sample, code, judge(sample, code)).rule
    assert rule not in {seen for seen, *_ in SEEN}


def test_a_counter_is_no_sum_when_all_examples_are_right(judge: Judge) -> None:
    sample = problem("f", [("f([1, 2])", "2")], hidden=[("f([5, 5, 5])", "1")])
    code = "def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n    return n\n"
    assert offline_hint(sample, code, judge(sample, code)).rule != "structure.count_for_sum"


def test_a_search_that_starts_from_a_made_up_number(judge: Judge) -> None:
    sample = problem(
        "f",
        [("f([3, 9])", "9"), ("f([4])", "4")],
        named=[("all below zero", "f([-5, -2])", "-2")],
        solution="def f(xs):\n    best = xs[0]\n    for x in xs:\n        if x > best:\n            best = x\n    return best\n",
    )
    code = "def f(xs):\n    best = 0\n    for x in xs:\n        if x > best:\n            best = x\n    return best\n"
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert (hint.rule, hint.line) == ("structure.fixed_start", 2)


def test_a_rule_about_the_code_is_shown_at_the_line_that_breaks_it(judge: Judge) -> None:
    rule = {"kind": "static", "spec": {"static": {"forbid_call": ["max"]}}, "on_fail": "Not so."}
    sample = problem("f", [("f([1, 2])", "2"), rule])
    code = "def f(xs):\n    best = 0\n    best = max(xs)\n    return best\n"
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert (hint.rule, hint.line) == ("static", 3)


@pytest.mark.parametrize(
    ("name", "line"),
    [("exactly eight characters", 5), ("a space inside", 7), ("something else", None)],
)
def test_the_condition_that_a_hidden_test_is_about_is_found_by_its_name(
    judge: Judge, name: str, line: int | None
) -> None:
    sample = problem("f", [("f('abc')", "True")], named=[(name, "f('12345678')", "True")])
    code = (
        "def f(code):\n    for c in code:\n        if c == '?':\n            return False\n"
        "    if len(code) == 8:\n        return False\n    space = ' ' in code\n"
        "    return code != 'x' and not space\n"
    )
    assert offline_hint(sample, code, judge(sample, code), level=3).line == line
