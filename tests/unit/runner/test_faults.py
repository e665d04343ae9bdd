"""Errors in the student's code: own lines, own numbers, bounded and clean words."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")

NESTED = """
def inner(xs, i):
    wanted = xs[i]
    return wanted

def f(xs):
    total = 7
    return inner(xs, 5)
"""


async def test_frames_are_the_students_own(runner: Runner, document: Any, call: Any) -> None:
    tests = document(call("f([1, 2])", "1"), call("f([3])", "1", visibility="name-only"))
    verdict = await runner.judge(NESTED, tests)
    fault = verdict.tests[0].fault
    assert verdict.status == "runtime_error"
    assert fault is not None
    assert (fault.type, fault.line) == ("IndexError", 3)
    assert [(frame.line, frame.function) for frame in fault.frames] == [(8, "f"), (3, "inner")]
    assert fault.frames[1].source == "wanted = xs[i]"
    assert fault.frames[1].locals == {"xs": "[1, 2]", "i": "5"}
    hidden = verdict.tests[1].fault
    assert hidden is not None
    assert hidden.line == 3
    assert all(frame.locals == {} for frame in hidden.frames)


@pytest.mark.parametrize(
    ("code", "kind", "line", "column"),
    [
        ("def f(:\n    pass", "SyntaxError", 1, 7),
        ("def f():\n  x = 1\n   y = 2", "IndentationError", 3, None),
        ("x = 'abc", "SyntaxError", 1, 5),
        ("a = 1\0", "SyntaxError", None, None),
        ("(" * 300, "SyntaxError", None, None),
        ("f = " + "-" * 50_000 + "1", "SyntaxError", None, None),
    ],
)
async def test_code_that_does_not_compile(
    runner: Runner,
    document: Any,
    call: Any,
    code: str,
    kind: str,
    line: int | None,
    column: int | None,
) -> None:
    verdict = await runner.judge(code, document(call("f()", "1")))
    assert verdict.status == "compile_error"
    assert verdict.fault is not None
    assert verdict.fault.type == kind
    assert line is None or verdict.fault.line == line
    assert column is None or verdict.fault.column == column
    assert [test.status for test in verdict.tests] == ["error"]


async def test_code_that_fails_on_load(runner: Runner, document: Any, call: Any) -> None:
    verdict = await runner.judge("x = 1\ny = x / 0\n", document(call("f()", "1"), call("f()", "2")))
    assert verdict.status == "runtime_error"
    assert verdict.fault is not None
    assert (verdict.fault.type, verdict.fault.line) == ("ZeroDivisionError", 2)
    assert all(test.status == "error" and test.fault == verdict.fault for test in verdict.tests)


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("raise SystemExit(0)", "SystemExit", "ended the whole program"),
        ("exit()", "SystemExit", "ended the whole program"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "ended the whole program"),
        ("return f()", "RecursionError", "called itself too many times"),
        ("__import__('os')._exit(0)", "ProgramEnded", "ended the whole program"),
        ("__import__('ctypes').string_at(0)", "ProgramEnded", "crashed Python itself"),
    ],
)
async def test_unusual_ends(
    runner: Runner, document: Any, call: Any, body: str, kind: str, said: str
) -> None:
    verdict = await runner.judge(f"def f():\n    {body}\n", document(call("f()", "1")))
    test = verdict.tests[0]
    assert (verdict.status, test.status) == ("runtime_error", "error")
    assert test.fault is not None
    assert test.fault.type == kind
    assert said in test.message


async def test_input_says_what_to_do(runner: Runner, document: Any, call: Any) -> None:
    verdict = await runner.judge("def f():\n    return input('? ')", document(call("f()", "1")))
    fault = verdict.tests[0].fault
    assert fault is not None
    assert "input() cannot be used" in fault.message
    assert fault.line == 2


async def test_hostile_messages_are_bounded_and_clean(
    runner: Runner, document: Any, call: Any
) -> None:
    code = (
        "class Loud(Exception): pass\n"
        "Loud.__name__ = 'x' * 10_000 + '\\x1b[31m'\n"
        "def f():\n    raise Loud('\\x1b[31m\\x00\\ud800' + '\\u202e' + 'y' * 10_000_000)\n"
    )
    verdict = await runner.judge(code, document(call("f()", "1")))
    fault = verdict.tests[0].fault
    assert fault is not None
    assert len(fault.type) <= 80
    assert len(fault.message) <= 500
    assert not set("\x1b\x00\ud800\u202e") & set(fault.type + fault.message)


async def test_an_exception_that_cannot_be_shown(runner: Runner, document: Any, call: Any) -> None:
    code = "class E(Exception):\n    def __str__(self): raise self\ndef f(): raise E\n"
    verdict = await runner.judge(code, document(call("f()", "1")))
    fault = verdict.tests[0].fault
    assert fault is not None
    assert (fault.type, fault.message) == ("E", "")
