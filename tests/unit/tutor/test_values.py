"""The relation of a given answer to the wanted one, and patterns that explain it."""

from __future__ import annotations

from typing import Any

import pytest

from codify_jupyter.tutor import offline_hint
from codify_jupyter.tutor.relation import read_literal, relate
from tests.unit.tutor.samples import Case, Judge, problem

ADD: list[Case] = [("f(2, 3)", "5"), ("f(10, 1)", "11"), ("f(0, 7)", "7")]
ITEMS: list[Case] = [("f([3, 1, 2])", "[3, 1, 2]"), ("f([5, 4])", "[5, 4]"), ("f([9])", "[9]")]
TRUTH: list[Case] = [("f(1)", "True"), ("f(-1)", "False"), ("f(8)", "True")]

# ruff: noqa: E501 - a program on each line reads better than one on five
SEEN = [
    ("relation.none.printed", ADD, "def f(a, b):\n    print(a + b)\n"),
    ("relation.none.no_return", ADD, "def f(a, b):\n    total = a + b\n"),
    ("relation.none.return_print", ADD, "def f(a, b):\n    return print(a + b)\n"),
    ("relation.none.mutator", ITEMS, "def f(xs):\n    ys = list(xs)\n    return ys.sort()\n"),
    (
        "relation.none.bare_return",
        ADD,
        "def f(a, b):\n    if a < 1:\n        return a + b\n    return\n",
    ),
    ("relation.none.open_path", ADD, "def f(a, b):\n    if a > 1:\n        return a + b\n"),
    ("relation.as_text", ADD, "def f(a, b):\n    return str(a + b)\n"),
    ("relation.float_for_int", ADD, "def f(a, b):\n    return (a + b) / 1\n"),
    ("relation.nested", ADD, "def f(a, b):\n    return [a + b]\n"),
    ("relation.not_called", ADD, "def f(a, b):\n    return max\n"),
    ("relation.truth_instead", ADD, "def f(a, b):\n    return a == b\n"),
    (
        "relation.one_too_many",
        ADD,
        "def f(a, b):\n    for i in range(b + 1):\n        a += 1\n    return a\n",
    ),
    ("relation.sign", [("f(2, 3)", "-1"), ("f(5, 1)", "4")], "def f(a, b):\n    return b - a\n"),
    ("relation.container", ITEMS, "def f(xs):\n    return tuple(xs)\n"),
    ("relation.lazy", ITEMS, "def f(xs):\n    return (x for x in xs)\n"),
    ("relation.reversed", ITEMS, "def f(xs):\n    return xs[::-1]\n"),
    (
        "relation.order",
        [("f([3, 1, 2, 5])", "[3, 1, 2, 5]"), ("f([4, 9, 8, 7])", "[4, 9, 8, 7]")],
        "def f(xs):\n    return [xs[1], xs[0], xs[3], xs[2]]\n",
    ),
    (
        "relation.sorted",
        [("f([3, 1, 2])", "[3, 1, 2]"), ("f([5, 4, 6])", "[5, 4, 6]")],
        "def f(xs):\n    return sorted(xs)\n",
    ),
    (
        "relation.rotated",
        [("f([2, 3, 1])", "[2, 3, 1]"), ("f([5, 4, 6, 9])", "[5, 4, 6, 9]")],
        "def f(xs):\n    return xs[1:] + xs[:1]\n",
    ),
    (
        "relation.transposed",
        [("f(2, 3)", "[[1, 2, 3], [2, 4, 6]]")],
        "def f(r, c):\n    return [[i * j for j in range(1, r + 1)] for i in range(1, c + 1)]\n",
    ),
    (
        "relation.only_one",
        [("f([5, 5])", "[5, 5]"), ("f([4, 9])", "[4, 9]")],
        "def f(xs):\n    out = []\n    for x in xs:\n        out = [x]\n    return out\n",
    ),
    (
        "relation.empty_item",
        [("f([])", "[]"), ("f([1])", "[[1]]")],
        "def f(xs):\n    return [xs]\n",
    ),
    (
        "relation.letters",
        [("f('the moon')", "['the', 'moon']")],
        "def f(s):\n    out = []\n    for w in s.split():\n        out += w\n    return out\n",
    ),
    (
        "relation.position_for_value",
        [("f([3, 9, 5])", "9"), ("f([8])", "8")],
        "def f(xs):\n    best = 0\n    for i in range(len(xs)):\n        if xs[i] > xs[best]:\n            best = i\n    return best\n",
    ),
    (
        "relation.value_for_position",
        [("f([3, 9, 5])", "1"), ("f([8, 2])", "0")],
        "def f(xs):\n    return max(xs)\n",
    ),
    (
        "relation.item_contrast",
        [("f([4, -1, 6])", "[4, -1, 6]"), ("f([-3, 2])", "[-3, 2]")],
        "def f(xs):\n    return [x for x in xs if x > 0]\n",
    ),
    ("relation.missing_last", ITEMS, "def f(xs):\n    return xs[:len(xs) - 1]\n"),
    ("relation.missing_first", ITEMS, "def f(xs):\n    return xs[1:]\n"),
    ("relation.extra_last", ITEMS, "def f(xs):\n    return xs + [0]\n"),
    ("relation.duplicates", ITEMS, "def f(xs):\n    return xs + xs[:1] + xs\n"),
    ("relation.nested", ITEMS, "def f(xs):\n    out = []\n    out.append(xs)\n    return out\n"),
    (
        "relation.empty",
        ITEMS,
        "def f(xs):\n    out = []\n    for x in xs:\n        if x > 50:\n            out.append(x)\n    return out\n",
    ),
    (
        "relation.count_for_items",
        ITEMS,
        "def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n    return n\n",
    ),
    ("relation.element_kind", ITEMS, "def f(xs):\n    return [str(x) for x in xs]\n"),
    ("relation.inverted", TRUTH, "def f(x):\n    return x < 0\n"),
    ("relation.truth_as_text", TRUTH, "def f(x):\n    return 'True' if x > 0 else 'False'\n"),
    (
        "relation.case",
        [("f('a')", "'A'"), ("f('bc')", "'BC'")],
        "def f(s):\n    t = s.lower()\n    return t\n",
    ),
    (
        "relation.outer_spaces",
        [("f('a')", "'a'")],
        "def f(s):\n    out = ''\n    for c in s:\n        out += c + ' '\n    return out\n",
    ),
    (
        "relation.fraction_lost",
        [("f(7)", "3.5")],
        "def f(n):\n    half = n // 2\n    return half\n",
    ),
    (
        "relation.fraction_lost",
        [("f([7, 9])", "[3.5, 4.5]")],
        "def f(xs):\n    return [x // 2 for x in xs]\n",
    ),
    (
        "relation.duplicates",
        [("f([7])", "[7]"), ("f([8, 2])", "[8, 2]")],
        "def f(xs):\n    return xs + xs[-1:]\n",
    ),
    (
        "relation.first_difference",
        [("f(3)", "[1, 4, 9]")],
        "def f(n):\n    return [1, 4, n + 74]\n",
    ),
    (
        "relation.branch",
        [("f(5)", "'low'"), ("f(50)", "'high'"), ("f(10)", "'high'")],
        "def f(x):\n    if x <= 10:\n        return 'low'\n    return 'high'\n",
    ),
    (
        "structure.return_in_loop",
        [("f([1, 5, 2])", "5")],
        "def f(xs):\n    best = 0\n    for x in xs:\n        if x > best:\n            best = x\n        return best\n",
    ),
    (
        "structure.changed_while_walking",
        [("f([1, 1, 2])", "[2]")],
        "def f(xs):\n    for x in xs:\n        if x == 1:\n            xs.remove(x)\n    return xs\n",
    ),
    (
        "structure.started_again",
        [("f([1, 5])", "6")],
        "def f(xs):\n    for x in xs:\n        t = 0\n        t += x\n    return t\n",
    ),
    ("structure.or_with_a_value", TRUTH, "def f(x):\n    return x == 1 or 8\n"),
    ("structure.result_dropped", [("f('a')", "'A'")], "def f(s):\n    s.upper()\n    return s\n"),
    (
        "structure.comparison_dropped",
        ADD,
        "def f(a, b):\n    c = a\n    c == a + b\n    return c\n",
    ),
    ("structure.mutator_assigned", ITEMS, "def f(xs):\n    ys = xs.append(1)\n    return [ys]\n"),
    (
        "structure.plus_after_equals",
        [("f([1, 5])", "6")],
        "def f(xs):\n    t = 0\n    for x in xs:\n        t =+ x\n    return t\n",
    ),
    (
        "structure.branch_never_taken",
        [("f(95)", "'A'"), ("f(75)", "'B'")],
        "def f(x):\n    if x > 70:\n        return 'B'\n    elif x > 90:\n        return 'A'\n",
    ),
    (
        "structure.later_if_overwrites",
        [("f(5)", "'a'"), ("f(15)", "'b'")],
        "def f(x):\n    r = ''\n    if x < 10:\n        r = 'a'\n    if x < 20:\n        r = 'b'\n    return r\n",
    ),
    (
        "structure.recursive_answer_dropped",
        [("f(3)", "6")],
        "def f(n):\n    if n == 0:\n        return 0\n    f(n - 1)\n    return n\n",
    ),
    (
        "structure.mutable_default",
        [("f(1)", "[1]"), ("f(2)", "[2]")],
        "def f(x, seen=[]):\n    seen.append(x)\n    return seen\n",
    ),
    (
        "structure.same_list_added",
        [("f(2)", "[[0], [1]]")],
        "def f(n):\n    out = []\n    row = []\n    for i in range(n):\n        row.clear()\n        row.append(i)\n        out.append(row)\n    return out\n",
    ),
    (
        "structure.unused_parameter",
        [("f(2, 3)", "8"), ("f(3, 2)", "9")],
        "def f(a, b):\n    t = 1\n    for i in range(3):\n        t = t * a\n    return t + 100\n",
    ),
    (
        "structure.formula",
        [("f(32)", "0.0"), ("f(50)", "10.0")],
        "def f(x):\n    return x - 32 * 5 / 9\n",
    ),
    (
        "contrast",
        [("f([2, 1])", "2"), ("f([5])", "5"), ("f([])", "0")],
        "def f(xs):\n    out = 99\n    for x in xs[:1]:\n        out = x\n    return out\n",
    ),
]


@pytest.mark.parametrize(
    ("rule", "cases", "code"), SEEN, ids=[f"{rule}-{i}" for i, (rule, *_) in enumerate(SEEN)]
)
def test_each_relation_is_recognised(judge: Judge, rule: str, cases: list[Case], code: str) -> None:
    sample = problem("f", cases)
    verdict = judge(sample, code)
    assert verdict.status == "wrong_answer"
    hints = [offline_hint(sample, code, verdict, level=level) for level in (1, 2, 3, 4)]
    assert hints[0].rule == rule
    assert len({hint.text for hint in hints}) == 4
    assert "?" in hints[0].text
    assert hints[0].text.count(". ") + hints[0].text.count("? ") <= 3
    assert "```python" in hints[3].text


def test_one_test_alone_makes_no_off_by_one(judge: Judge) -> None:
    sample = problem("f", [("f(1)", "2"), ("f(2)", "4"), ("f(5)", "10"), ("f(9)", "18")])
    code = "def f(x):\n    t = 3\n    for i in range(x):\n        t += i\n    return t\n"
    assert "one_too" not in offline_hint(sample, code, judge(sample, code)).rule


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("relation.not_raised", "def f(x):\n    return x\n"),
        ("relation.other_exception", "def f(x):\n    return [][x]\n"),
    ],
)
def test_an_input_that_should_be_refused(judge: Judge, rule: str, code: str) -> None:
    sample = problem("f", [{"call": "f(-1)", "expect": {"raises": "ValueError"}}])
    hint = offline_hint(sample, code, judge(sample, code))
    assert hint.rule == rule
    assert "`ValueError`" in hint.text


def test_an_argument_that_was_changed(judge: Judge) -> None:
    case: dict[str, Any] = {
        "call": "f(xs)",
        "given": "xs = [2, 1]",
        "expect": {"returns": "[1, 2]", "after": {"xs": "[2, 1]"}},
    }
    sample = problem("f", [case])
    code = "def f(items):\n    items.sort()\n    return items\n"
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert hint.rule == "relation.argument_changed"
    assert hint.line == 2


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("relation.output_none", "n = input()\n"),
        ("relation.output_prompt", "n = input('Number? ')\nprint('half:', int(n) // 2)\n"),
        ("relation.output_case", "n = input()\nprint('Half:', int(n) // 2)\n"),
        ("relation.output_punctuation", "n = input()\nprint('half', int(n) // 2)\n"),
        ("relation.output_number_form", "n = input()\nprint('half:', int(n) / 2)\n"),
        ("relation.output_other", "n = input()\nif int(n) > 9:\n    print(n)\nprint('nothing')\n"),
        ("entry.never_called", "def main():\n    print('half:', int(input()) // 2)\n"),
        ("relation.output_wording", "n = input()\nprint('the half is', int(n) // 2)\n"),
        ("relation.output_extra_end", "n = input()\nprint('half:', int(n) // 2)\nprint('bye')\n"),
        ("exception.input", "n = input()\nm = input()\nprint('half:', int(n) // 2)\n"),
    ],
)
def test_printed_output(judge: Judge, rule: str, code: str) -> None:
    case = {"kind": "stdio", "stdin": "8\n", "expect": {"stdout": "half: 4\n"}}
    sample = problem("script", [{**case, "compare": {"kind": "tokens"}}])
    assert offline_hint(sample, code, judge(sample, code)).rule == rule


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        ("None", "[1]", "none"),
        ("[1, 2]", "2", "items_for_count"),
        ("[3]", "3", "nested"),
        ("3", "[3]", "unwrapped"),
        ("[1, [2]]", "[1, 2]", "nested_items"),
        ("[1, 2]", "[[1], [2]]", "flattened"),
        ("{'a': 1}", "{'A': 1}", "key_case"),
        ("{'a': 1}", "{'a': 1, 'b': 2}", "keys_missing"),
        ("set()", "{1}", "empty"),
        ("<generator>", "[1]", "lazy"),
        ("<Stack>", "[1]", "object"),
        ("float('nan')", "1.0", "not_a_number"),
        ("'cba'", "'abc'", "reversed"),
        ("'a,b'", "'ab'", "punctuation"),
        ("[2, 3]", "[1, 2]", "every_item_off_by_one"),
        ("[1, 2]", "[1, 1, 2, 2]", "lost_duplicates"),
        ("[0, 0, 0]", "[0, 0]", "extra_last"),
        ("[2, 1]", "[1, 2]", "reversed"),
        ("'bca'", "'abc'", "rotated"),
        ("'a'", "'ab'", "missing_last"),
    ],
)
def test_relations_of_values(got: str, expected: str, kind: str) -> None:
    assert relate(read_literal(got), read_literal(expected)).kind == kind


def test_a_fraction_gets_lost_only_where_something_drops_it(judge: Judge) -> None:
    sample = problem("f", [("f('banana')", "0.5"), ("f('aa')", "1.5")], compare="approx")
    code = "def f(s):\n    return s.count('b') / len(s) * 0.0\n"
    assert offline_hint(sample, code, judge(sample, code)).rule != "relation.fraction_lost"


def test_the_line_that_gave_the_answer_is_told_only_where_it_is_certain(judge: Judge) -> None:
    sample = problem("f", [("f(3)", "7"), ("f(4)", "9")])
    code = "def f(x):\n    if not x:\n        return x * 5\n    return x * x\n"
    assert "leaves on line" not in offline_hint(sample, code, judge(sample, code), level=3).text
    sure = "def f(x):\n    if not x:\n        return 0\n    return x * x\n"
    assert "leaves on line 4" in offline_hint(sample, sure, judge(sample, sure), level=3).text


def test_the_print_of_the_line_that_differs_is_shown(judge: Judge) -> None:
    case = {"kind": "stdio", "stdin": "8\n", "expect": {"stdout": "half: 4\nrest: 0\n"}}
    sample = problem("script", [{**case, "compare": {"kind": "tokens"}}])
    code = "n = int(input())\nprint('half:', n / 2)\nprint('rest:', n % 2)\n"
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert (hint.rule, hint.line) == ("relation.output_number_form", 2)


def test_a_part_of_a_pair_is_called_by_what_makes_it(judge: Judge) -> None:
    sample = problem("f", [("f([5, 7, 9])", "(1, 3)")])
    code = "def f(xs):\n    looks = 0\n    for x in xs:\n        looks += 2\n    return 1, looks\n"
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert hint.line == 5
    assert "`looks`" in hint.text


def test_inputs_without_an_end_are_described_as_well(judge: Judge) -> None:
    sample = problem("f", [("f(float('inf'))", "1"), ("f(float('nan'))", "2"), ("f(2.5)", "3")])
    code = "def f(x):\n    return 8\n"
    assert offline_hint(sample, code, judge(sample, code)).text
