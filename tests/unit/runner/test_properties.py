"""Properties: what must hold for any input, by hypothesis, in bounded time."""

from __future__ import annotations

import os
from typing import Any

import pytest
from codify_runner import Runner, TestResult

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHECKS = """
def is_sorted(f, given, st):
    @given(st.lists(st.integers(-50, 50)))
    def check(xs):
        result = f(xs)
        assert all(a <= b for a, b in zip(result, result[1:]))
    return check

def two_parts(f, given, st):
    @given(st.integers(0, 9))
    def positive(n):
        assert f([n]) == [n]

    @given(xs=st.lists(st.sampled_from("ab"), max_size=3), n=st.none() | st.just(1))
    def again(xs, n):
        once = f(xs)
        assert f(once) == once

    def both():
        positive()
        again()

    return both

def with_data(f, given, st):
    @given(st.data())
    def check(data):
        xs = data.draw(st.lists(st.integers(0, 5), min_size=1))
        assert max(f(xs)) == max(xs)
    return check

def of_objects(f, given, st):
    import decimal
    @given(st.builds(decimal.Decimal, st.integers(0, 9)))
    def check(x):
        assert f([int(x)]) == [int(x)]
    return check

def looks_at_its_strategy(f, given, st):
    strategy = st.integers(0, 3)
    assert "integers" in repr(strategy)
    @given(strategy)
    def check(n):
        assert f([n]) == [n]
    return check
"""

ASSUMING = """
from hypothesis import assume, example, settings

def is_sorted(f, given, st):
    @settings(max_examples=20)
    @example([3, 1])
    @given(st.lists(st.integers(-5, 5)))
    def check(xs):
        assume(len(xs) < 3)
        assert f(xs) == sorted(xs)
    return check

def picky(f, given, st):
    @given(st.lists(st.integers(-5, 5)))
    def check(xs):
        assume(len(xs) == 2)
        assert f(xs) == sorted(xs)
    return check
"""


def a_property(name: str = "is_sorted", **more: Any) -> dict[str, Any]:
    spec = {"property": f"checks:{name}", "max_examples": 50}
    return {"kind": "property", "spec": spec, **more}


async def one(runner: Runner, document: Any, code: str, *tests: Any, **more: Any) -> TestResult:
    sources = {"checks": more.pop("checks", CHECKS)}
    verdict = await runner.judge(code, document(*tests, sources=sources, **more))
    return verdict.tests[0]


async def test_properties(runner: Runner, document: Any) -> None:
    tests = document(a_property(), sources={"checks": CHECKS}, limits={"time_s": 20})
    at_start = sorted(os.listdir("/"))
    right = await runner.judge("def f(xs): return sorted(xs)", tests)
    assert sorted(os.listdir("/")) == at_start
    wrong = await runner.judge("def f(xs): return xs", tests)
    raising = await runner.judge("def f(xs): return sorted(xs) if len(xs) < 3 else 1 / 0", tests)
    assert right.status == "accepted", right.tests
    failed = wrong.tests[0]
    assert failed.status == "failed"
    # Hypothesis looks for the smallest example.
    assert failed.call in ("f([0, -1])", "f([1, 0])")
    assert "does not hold" in failed.message
    assert raising.tests[0].status == "error"
    assert raising.tests[0].fault is not None
    assert raising.tests[0].fault.type == "ZeroDivisionError"
    assert raising.tests[0].call == "f([0, 0, 0])"


@pytest.mark.parametrize("name", ["two_parts", "with_data", "of_objects", "looks_at_its_strategy"])
async def test_ways_to_write_a_property(runner: Runner, document: Any, name: str) -> None:
    right = await one(runner, document, "def f(xs): return sorted(xs)", a_property(name))
    wrong = await one(runner, document, "def f(xs): return [0]", a_property(name))
    assert right.status == "passed", right
    assert wrong.status == "failed"


@pytest.mark.parametrize("name", ["is_sorted", "picky"])
async def test_parts_of_hypothesis_in_checks(runner: Runner, document: Any, name: str) -> None:
    right = "def f(xs): return sorted(xs)"
    found = await one(runner, document, right, a_property(name), checks=ASSUMING)
    assert found.status == "passed", found
    found = await one(runner, document, "def f(xs): return xs", a_property(name), checks=ASSUMING)
    assert found.status == "failed"
    assert found.call in ("f([3, 1])", "f([0, -1])", "f([1, 0])")


async def test_every_example_is_met(runner: Runner, document: Any) -> None:
    code = (
        "count = []\ndef f(xs):\n    count.append(1)\n    print(len(count))\n    return sorted(xs)"
    )
    found = await one(runner, document, code, a_property())
    assert found.stdout.split()[-1] == "50"


async def test_looking_for_a_small_example_ends_in_time(runner: Runner, document: Any) -> None:
    # To find the smallest one takes hundreds of calls.
    code = "import time\ndef f(xs):\n    time.sleep(0.02)\n    return xs\n"
    tests = a_property(timeout_s=1.5), a_property(timeout_s=1.5)
    sources = {"checks": CHECKS}
    verdict = await runner.judge(code, document(*tests, sources=sources))
    assert [test.status for test in verdict.tests] == ["failed", "failed"]
    assert verdict.tests[0].call is not None
    assert verdict.tests[0].call.startswith("f([")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("def f(xs):\n    while len(xs) > 2: pass\n    return sorted(xs)", 2),
        ("import time\ndef f(xs):\n    time.sleep(0.1)\n    return sorted(xs)", 3),
        ("def f(xs):\n    if len(xs) > 2:\n        while True: pass\n    return xs", 3),
    ],
)
@pytest.mark.parametrize("name", ["is_sorted", "with_data"])
async def test_a_time_out_hides_no_other_test(
    runner: Runner, document: Any, call: Any, code: str, line: int, name: str
) -> None:
    tests = document(
        a_property(name, timeout_s=0.4),
        call("f([1])", "[1]"),
        a_property("two_parts", timeout_s=0.4),
        sources={"checks": CHECKS},
        limits={"time_s": 20},
    )
    verdict = await runner.judge(code, tests)
    first, second, _ = verdict.tests
    assert second.status == "passed"
    assert first.status in ("timeout", "failed")
    if first.status == "timeout":
        assert first.fault is not None
        assert first.fault.line in (line, None)
        assert first.call is not None
        assert first.call.startswith("f([")


async def test_what_went_wrong_once_stays_wrong(runner: Runner, document: Any) -> None:
    code = (
        "n = 0\ndef f(xs):\n    global n\n    n += 1\n    return [9, 1] if n == 7 else sorted(xs)\n"
    )
    found = await one(runner, document, code, a_property())
    assert found.status == "failed"
    assert found.call is not None


async def test_hypothesis_in_a_test_of_code(runner: Runner, document: Any) -> None:
    code = (
        "from hypothesis import given, strategies as st\n"
        "@given(st.lists(st.integers()))\n"
        "def test_sorted(xs):\n    assert f(xs) == sorted(xs)\n"
    )
    test = {"kind": "code", "spec": {"code": code}, "timeout_s": 10}
    right = await one(runner, document, "def f(xs): return sorted(xs)", test)
    wrong = await one(runner, document, "def f(xs): return xs", test)
    assert right.status == "passed", right
    assert wrong.status == "failed"
    assert "does not hold" in wrong.message
