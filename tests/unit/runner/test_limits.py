"""Each limit has its own status and words, and does not hide the other tests' results."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _one_bad(body: str) -> str:
    return f"def f(x):\n    if x == 2:\n        {body}\n    return x\n"


@pytest.mark.parametrize(
    ("body", "status", "verdict_status", "said", "line"),
    [
        ("while True: pass", "timeout", "time_limit_exceeded", "longer than 0.3 s", 3),
        ("sum(range(10 ** 12))", "timeout", "time_limit_exceeded", "longer than 0.3 s", 3),
        ("__import__('time').sleep(60)", "timeout", "time_limit_exceeded", "longer than", 3),
        ("return [0] * 10 ** 9", "memory", "memory_limit_exceeded", "more than 256 MB", 3),
        ("while True: print('x' * 99)", "output", "output_limit_exceeded", "more than 64 kB", None),
        (
            "__import__('os').write(2, b'x' * 99_999)",
            "output",
            "output_limit_exceeded",
            "64 kB",
            None,
        ),
        ("return 'x' * 9_000_000", "output", "output_limit_exceeded", "too large", None),
        ("return list(range(10 ** 6))", "output", "output_limit_exceeded", "too large", None),
        ("y = []; y.append(y); return y", "output", "output_limit_exceeded", "too large", None),
    ],
)
async def test_a_limit(
    runner: Runner,
    document: Any,
    call: Any,
    body: str,
    status: str,
    verdict_status: str,
    said: str,
    line: int | None,
) -> None:
    tests = document(
        call("f(1)", "1"), call("f(2)", "2", timeout_s=0.3), call("f(3)", "3"), call("f(4)", "5")
    )
    verdict = await runner.judge(_one_bad(body), tests)
    assert [test.status for test in verdict.tests] == ["passed", status, "passed", "failed"]
    assert verdict.status == verdict_status
    assert said in verdict.tests[1].message
    if line is not None:
        fault = verdict.tests[1].fault
        assert fault is not None
        assert fault.line == line


async def test_what_was_printed_before_a_time_out_is_kept(
    runner: Runner, document: Any, call: Any
) -> None:
    code = "def f():\n    print('here')\n    while True: pass\n"
    verdict = await runner.judge(code, document(call("f()", "1", timeout_s=0.1)))
    assert verdict.tests[0].stdout == "here\n"


async def test_code_that_never_finishes_loading(runner: Runner, document: Any, call: Any) -> None:
    tests = document(call("f()", "1"), call("f()", "2"), limits={"time_s": 1})
    verdict = await runner.judge("n = 0\nwhile True:\n    n += 1\n", tests)
    assert verdict.status == "time_limit_exceeded"
    assert [test.status for test in verdict.tests] == ["timeout", "timeout"]
    assert verdict.fault is not None
    assert verdict.fault.line in (2, 3)
    assert "top level" in verdict.fault.message


async def test_after_three_time_outs_the_rest_is_left_out(
    runner: Runner, document: Any, call: Any
) -> None:
    told: list[bool] = []
    tests = document(*(call("f()", "1", timeout_s=0.05) for _ in range(6)))
    verdict = await runner.judge(
        "def f():\n    while True: pass",
        tests,
        on_submission_deadline=lambda: told.append(True),
    )
    assert [test.status for test in verdict.tests] == ["timeout"] * 3 + ["skipped"] * 3
    assert "Not run" in verdict.tests[3].message
    assert told == [True]


async def test_a_problem_may_ask_for_more_memory(runner: Runner, document: Any, call: Any) -> None:
    code = "def f():\n    return len(bytearray(400_000_000))\n"
    test = call("f()", "400000000")
    refused = await runner.judge(code, document(test))
    granted = await runner.judge(code, document(test, limits={"memory_mb": 512}))
    less = await runner.judge(
        "def f():\n    return len(bytearray(50_000_000))",
        document(call("f()", "50000000"), limits={"memory_mb": 32}),
    )
    assert refused.status == "memory_limit_exceeded"
    assert granted.status == "accepted"
    assert less.status == "memory_limit_exceeded"
