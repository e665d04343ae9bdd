"""Exceptions and limits: told with the values at that line, by the real judge's verdict."""

from __future__ import annotations

import pytest

from codify_jupyter.tutor import offline_hint
from tests.unit.tutor.samples import Judge, problem

F = problem("f", [("f([4, 7])", "11"), ("f([])", "0")])
TEXT = problem("f", [("f('ab')", "2")])

FAULTS = [
    ("exception.index", "def f(xs):\n    return 'ab'[2]\n"),
    ("exception.index.empty", "def f(xs):\n    ys = []\n    return ys[-1]\n"),
    (
        "exception.index.item",
        "def f(xs):\n    xs = [7]\n    for x in xs:\n        print(xs[x], end='')\n",
    ),
    ("exception.index.pop", "def f(xs):\n    ys = []\n    return ys.pop()\n"),
    (
        "exception.key",
        "def f(xs):\n    seen = {}\n    for x in [1]:\n        seen[x] += 1\n    return 1\n",
    ),
    ("exception.zero", "def f(xs):\n    n = 0\n    return 1 / n\n"),
    ("exception.value.number", "def f(xs):\n    return int('4 7')\n"),
    ("exception.value.unpack", "def f(xs):\n    a, b, c = (1, 2)\n    return a\n"),
    ("exception.value.not_in", "def f(xs):\n    return xs.index(99)\n"),
    ("exception.value.empty", "def f(xs):\n    return max([])\n"),
    ("exception.value.empty_text", "def f(xs):\n    return int('')\n"),
    ("exception.recursion", "def f(xs):\n    return f([*xs, 1])\n"),
    ("exception.recursion.same_values", "def f(xs):\n    return f(xs)\n"),
    (
        "exception.changed_while_walking",
        "def f(xs):\n    d = {1: 1}\n    for k in d:\n        del d[k]\n        d[2] = d[3] = 0\n",
    ),
    ("exception.nothing_left", "def f(xs):\n    return next(iter([]))\n"),
    (
        "exception.name.self",
        "class C:\n    def g():\n        return self.n\n\ndef f(xs):\n    return C.g()\n",
    ),
    (
        "exception.name.attribute",
        "class C:\n    def __init__(self):\n        self.n = 1\n    def g(self):\n"
        "        n += 1\n\ndef f(xs):\n    return C().g()\n",
    ),
    ("exception.type.no_number", "def f(xs):\n    return int([4])\n"),
    ("exception.type.no_length", "def f(xs):\n    return len(3)\n"),
    ("exception.type.nothing_in_it", "def f(xs):\n    return 3 in 13\n"),
    ("exception.import", "import numpi\ndef f(xs):\n    return 1\n"),
    ("exception.own_raise", "def f(xs):\n    raise ValueError('no')\n"),
    ("exception.not_implemented", "def f(xs):\n    x = 1\n    raise NotImplementedError\n"),
    ("exception.name.constant", "def f(xs):\n    return true\n"),
    ("exception.name.misspelt", "def f(xs):\n    total = 1\n    return totl\n"),
    ("exception.name.scope", "def g():\n    secret = 1\n\ndef f(xs):\n    return secret\n"),
    (
        "exception.name.later",
        "def f(xs):\n    return g(1)\n\ny = f([1])\ndef g(z):\n    return 1\n",
    ),
    ("exception.name", "def f(xs):\n    return hello\n"),
    ("exception.unbound", "def f(xs):\n    for x in []:\n        t = 1\n    return t\n"),
    ("exception.unbound.global", "n = 0\ndef f(xs):\n    n += 1\n    return n\n"),
    ("exception.type.mixed", "def f(xs):\n    return '1' + 1\n"),
    ("exception.none.mutator", "def f(xs):\n    ys = xs.sort()\n    return ys[0]\n"),
    ("exception.none", "def g():\n    pass\n\ndef f(xs):\n    return g() + 1\n"),
    ("exception.arguments", "def g(a):\n    return a\n\ndef f(xs):\n    return g(1, 2)\n"),
    ("exception.type.called", "def f(xs):\n    return xs(0)\n"),
    ("exception.type.not_called", "def f(xs):\n    return len[xs]\n"),
    ("exception.type.not_iterable", "def f(xs):\n    for i in len(xs):\n        pass\n"),
    ("exception.type.not_whole", "def f(xs):\n    return xs['a']\n"),
    ("exception.type.unhashable", "def f(xs):\n    return {xs: 1}\n"),
    ("exception.type.unchangeable", "def f(xs):\n    t = 'abc'\n    t[0] = 'x'\n"),
    ("exception.attribute", "def f(xs):\n    return xs.upper()\n"),
    ("exception.exit", "def f(xs):\n    import sys\n    sys.exit()\n"),
    (
        "limit.while_never_changes",
        "def f(xs):\n    i = 0\n    while i < 3:\n        print(end='')\n",
    ),
    ("limit.while", "def f(xs):\n    i = 1\n    while i != 0:\n        i += 2\n"),
    (
        "limit.grows_while_walked",
        "def f(xs):\n    ys = [1]\n    for y in ys:\n        ys.append(y)\n",
    ),
    ("limit.output", "def f(xs):\n    while True:\n        print('x' * 1000)\n"),
]


@pytest.mark.parametrize(("rule", "code"), FAULTS, ids=[rule for rule, _ in FAULTS])
def test_each_fault_is_recognised_and_located(judge: Judge, rule: str, code: str) -> None:
    verdict = judge(F, code)
    hint = offline_hint(F, code, verdict, level=3)
    assert hint.rule == rule
    assert hint.line is not None
    assert hint.line <= len(code.splitlines())


def test_an_index_is_shown_with_the_length(judge: Judge) -> None:
    code = "def f(xs):\n    xs = [4, 7]\n    for i in range(9):\n        xs[i]\n    return 1\n"
    text = offline_hint(F, code, judge(F, code), level=3).text
    assert "asks for position" in text
    assert "`xs` had" in text


def test_local_values_are_shown_at_the_line(judge: Judge) -> None:
    code = "def f(xs):\n    n = len(xs) - len(xs)\n    return 12 / n\n"
    text = offline_hint(F, code, judge(F, code), level=3).text
    assert "`n` was `0`" in text
    assert "line 3" in text


def test_a_number_that_arrived_as_text(judge: Judge) -> None:
    code = "def f(s):\n    return s - 1\n"
    text = offline_hint(TEXT, code, judge(TEXT, code)).text
    assert "text and a whole number" in text


def test_an_object_without_the_attribute(judge: Judge) -> None:
    lamp = problem("class:Lamp", [{"kind": "code", "spec": {"code": "assert Lamp(3).bright()"}}])
    code = (
        "class Lamp:\n    def __init__(self, watts):\n        watts = watts\n\n"
        "    def bright(self):\n        return self.watts > 1\n"
    )
    hint = offline_hint(lamp, code, judge(lamp, code))
    assert hint.rule == "exception.attribute.own"
    assert "`.watts`" in hint.text


def test_a_method_without_self(judge: Judge) -> None:
    lamp = problem("class:Lamp", [{"kind": "code", "spec": {"code": "assert Lamp().bright()"}}])
    code = "class Lamp:\n    def bright():\n        return True\n"
    hint = offline_hint(lamp, code, judge(lamp, code))
    assert hint.rule == "exception.arguments.self"


def test_a_generator_that_asks_for_too_much_is_located(judge: Judge) -> None:
    code = "def g():\n    yield next(iter([]))\n\ndef f(xs):\n    return list(g())\n"
    hint = offline_hint(F, code, judge(F, code), level=3)
    assert hint.rule == "exception.nothing_left"
    assert hint.line in (2, 5)


def test_recursion_that_ends_for_other_inputs_may_be_too_deep(judge: Judge) -> None:
    sample = problem("f", [("f(3)", "3"), ("f(100000)", "100000")])
    code = "def f(n):\n    if n == 0:\n        return 0\n    return 1 + f(n - 1)\n"
    hint = offline_hint(sample, code, judge(sample, code))
    assert hint.rule == "exception.recursion.deep"
    assert "Other inputs came to an end" in hint.text


def test_an_item_of_an_empty_argument_is_told_as_such(judge: Judge) -> None:
    code = "def f(xs):\n    return xs[0]\n"
    text = offline_hint(F, code, judge(F, code)).text
    assert "`xs`, which is empty for this input" in text


def test_a_calculation_that_nobody_keeps_in_an_endless_loop(judge: Judge) -> None:
    code = "def f(xs):\n    n = 1\n    while n < 9:\n        n * 2\n    return n\n"
    hint = offline_hint(F, code, judge(F, code), level=3)
    assert (hint.rule, hint.line) == ("limit.while_never_changes", 4)


def test_a_method_that_forgets_self_is_shown_at_its_first_line(judge: Judge) -> None:
    code = "class C:\n    def g():\n        return self.n\n\ndef f(xs):\n    return C.g()\n"
    assert offline_hint(F, code, judge(F, code), level=3).line == 2
