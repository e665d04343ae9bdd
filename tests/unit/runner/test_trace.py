"""A public test, line by line."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import InvalidTests, Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = """
def double(x):
    return 2 * x

def f(n):
    total = 0
    for i in range(n):
        total += double(i)
        print("now", total)
    return total
"""


async def test_the_steps_of_a_call(runner: Runner, document: Any, call: Any) -> None:
    trace = await runner.trace(CODE, document(call("f(2)", "2")), "t0")
    assert [step.line for step in trace.steps] == [6, 7, 8, 3, 3, 9, 7, 8, 3, 3, 9, 7, 10, 10]
    assert trace.steps[0].changed == {"n": "2"}
    assert trace.steps[1].changed == {"total": "0"}
    inner = trace.steps[3]
    assert (inner.function, inner.depth, inner.changed) == ("double", 2, {"x": "0"})
    assert trace.steps[-1].changed == {"return": "2"}
    assert trace.stdout == "now 0\nnow 2\n"
    assert trace.stdout[: trace.steps[6].printed] == "now 0\n"
    assert trace.returned == "2"
    assert not trace.truncated


async def test_an_endless_loop_has_a_trace(runner: Runner, document: Any, call: Any) -> None:
    code = "def f():\n    n = 0\n    while True:\n        n += 1\n"
    trace = await runner.trace(code, document(call("f()", "1")), "t0", steps=50)
    assert trace.truncated
    assert len(trace.steps) == 50
    assert trace.steps[-1].line in (3, 4)


async def test_a_fault_ends_a_trace(runner: Runner, document: Any, call: Any) -> None:
    trace = await runner.trace(
        "def f():\n    x = 1\n    return x / 0\n", document(call("f()")), "t0"
    )
    assert trace.fault is not None
    assert (trace.fault.type, trace.fault.line) == ("ZeroDivisionError", 3)
    assert trace.steps[-2].changed == {"x": "1"}


async def test_a_script(runner: Runner, document: Any) -> None:
    test = {"kind": "stdio", "stdin": "3\n", "expect": {"stdout": "6\n"}}
    trace = await runner.trace(
        "n = int(input())\nprint(2 * n)\n", document(test, entry="script"), "t0"
    )
    assert [step.line for step in trace.steps] == [1, 2, 2]
    assert trace.steps[1].changed == {"n": "3"}
    assert trace.stdout == "6\n"


@pytest.mark.parametrize("code", ["def f(:", "1 / 0", "def f():\n    __import__('os')._exit(0)"])
async def test_code_that_cannot_run_has_a_fault_and_no_steps(
    runner: Runner, document: Any, call: Any, code: str
) -> None:
    trace = await runner.trace(code, document(call("f()")), "t0")
    assert trace.steps == ()
    assert trace.fault is not None


async def test_hidden_tests_are_not_traced(runner: Runner, document: Any, call: Any) -> None:
    tests = document(call("f()", visibility="hidden"), call("f()", visibility="name-only"))
    for name in ("t0", "t1", "none"):
        with pytest.raises(InvalidTests):
            await runner.trace(CODE, tests, name)
