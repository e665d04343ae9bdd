"""Generated inputs and comparisons of the author's own: checks.py at work."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import InvalidTests, Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHECKS = """
def numbers(rng):
    return [[rng.randint(-9, 9) for _ in range(rng.randint(0, 6))]], {}

def any_root(got, expected, args):
    if type(got) is not float:
        return False, f"{got!r} is no float"
    return abs(got * got - args[0]) < 1e-6

def broken(got, expected, args):
    return 1 / 0

def stuck(got, expected, args):
    while True: pass

def objects(rng):
    return [object()], {}
"""
SOLUTION = "def f(xs):\n    if xs == []: raise ValueError('nothing')\n    return sorted(xs)\n"
SOURCES = {"checks": CHECKS, "solution": SOLUTION}
GENERATED = {"kind": "generated", "spec": {"generate": "checks:numbers", "n": 60, "seed": 3}}


async def test_generated_inputs_against_the_reference(runner: Runner, document: Any) -> None:
    tests = document(GENERATED, sources=SOURCES)
    right = await runner.judge(SOLUTION, tests)
    wrong = await runner.judge(
        "def f(xs):\n    if not xs: raise ValueError\n    return xs[::-1]", tests
    )
    raising = await runner.judge("def f(xs):\n    return sorted(xs)[len(xs):] or xs[1]", tests)
    silent = await runner.judge("def f(xs):\n    return sorted(xs)", tests)
    assert right.status == "accepted", right.tests
    failed = wrong.tests[0]
    assert failed.status == "failed"
    assert failed.call is not None
    assert failed.call.startswith("f([")
    assert failed.got is not None
    assert failed.expected is not None
    assert failed.got.returns != failed.expected.returns
    assert raising.tests[0].status == "error"
    assert silent.tests[0].expected is not None
    assert silent.tests[0].expected.raises == "ValueError"


async def test_generated_inputs_are_the_same_every_time(runner: Runner, document: Any) -> None:
    tests = document(GENERATED, sources=SOURCES)
    async with Runner() as other:
        first = await runner.judge("def f(xs): return 0", tests)
        second = await other.judge("def f(xs): return 0", tests)
    assert first.tests[0].call == second.tests[0].call


async def test_the_time_of_a_generated_test_is_for_all_calls(runner: Runner, document: Any) -> None:
    slow = "import time\ndef f(xs):\n    time.sleep(0.02)\n    return sorted(xs)\n"
    tests = document({**GENERATED, "timeout_s": 0.1}, sources=SOURCES | {"solution": slow})
    verdict = await runner.judge(slow, tests)
    assert verdict.tests[0].status == "timeout"


async def test_custom_comparison(runner: Runner, document: Any, call: Any) -> None:
    tests = document(
        call("f(4.0)", "None", compare={"kind": "custom", "check": "checks:any_root"}),
        sources=SOURCES,
    )
    positive = await runner.judge("def f(x): return x ** 0.5", tests)
    negative = await runner.judge("def f(x): return -(x ** 0.5)", tests)
    wrong = await runner.judge("def f(x): return x", tests)
    text = await runner.judge("def f(x): return 'two'", tests)
    assert [v.status for v in (positive, negative, wrong)] == [
        "accepted",
        "accepted",
        "wrong_answer",
    ]
    assert text.tests[0].message == "'two' is no float"


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"kind": "generated", "spec": {"generate": "checks:nothing"}}, "defines no `nothing`"),
        ({"kind": "generated", "spec": {"generate": "numbers"}}, "should be like checks:name"),
        ({"kind": "property", "spec": {"property": "checks:numbers"}}, "takes 1 positional"),
        ({"kind": "property", "spec": {"property": "checks:nothing"}}, "defines no `nothing`"),
        ({"kind": "generated", "spec": {"generate": "checks:objects"}}, "no plain data"),
    ],
)
async def test_mistakes_of_the_author_are_told_as_such(
    runner: Runner, document: Any, test: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidTests, match=said):
        await runner.judge(SOLUTION, document(test, sources=SOURCES))


@pytest.mark.parametrize(
    ("check", "said"), [("broken", "cannot use this result"), ("stuck", "took too long")]
)
async def test_a_check_that_meets_a_strange_result(
    runner: Runner, document: Any, call: Any, check: str, said: str
) -> None:
    tests = document(
        call("f([1])", "1", compare={"kind": "custom", "check": f"checks:{check}"}),
        call("f([2])", "[2]"),
        sources=SOURCES,
    )
    verdict = await runner.judge(SOLUTION, tests)
    assert [test.status for test in verdict.tests] == ["failed", "passed"]
    assert said in verdict.tests[0].message


async def test_a_pattern_that_could_take_for_ever_is_searched_in_a_child(
    runner: Runner, document: Any, call: Any
) -> None:
    code = "def f(): raise ValueError('k = ' + 'a' * 10)\n"
    tests = document(
        call("f()", expect={"raises": "ValueError", "match": "k = a+$"}),
        call("f()", expect={"raises": "ValueError", "match": "k = b*$"}),
    )
    verdict = await runner.judge(code, tests)
    assert [test.status for test in verdict.tests] == ["passed", "failed"]
