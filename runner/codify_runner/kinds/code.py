"""Kinds ``code`` and ``property``: the author's own test code, in a tester's child."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from codify_runner.errors import InvalidTests
from codify_runner.kinds.result import ended, result
from codify_runner.relay import Exchange
from codify_runner.reports import clean
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case, check_name
from codify_runner.verdict import TestResult

_DEFAULT_EXAMPLES = 100
_MOST_EXAMPLES = 2000


async def judge_code(session: Session, case: Case) -> TestResult:
    """Run assert- or pytest-style code against the student's names."""
    message = {"op": "code", "code": str(case.spec.get("code", ""))}
    return await _judge(session, case, message)


async def judge_property(session: Session, case: Case) -> TestResult:
    """Run a hypothesis property on the student's function."""
    wanted = case.spec.get("max_examples") or _DEFAULT_EXAMPLES
    message = {
        "op": "property",
        "name": check_name(str(case.spec.get("property")), f"test {case.id}"),
        "max_examples": max(1, min(int(wanted), _MOST_EXAMPLES)),
    }
    return await _judge(session, case, message)


async def _judge(session: Session, case: Case, message: dict[str, Any]) -> TestResult:
    student = await session.student()
    asked_at = session.now()
    tester = await session.author.tester()
    session.pause(session.now() - asked_at)
    exchange = Exchange(session, case, student, tester)
    message |= {
        "names": list(session.plan.names),
        "student": session.student_number,
        "known": session.known,
        "locals": case.public,
    }
    started = session.now()
    try:
        done = await exchange.run(message)
    except TestEndedError as stopped:
        # Both stand amid a question: neither can be asked another one.
        tester.kill()
        shown = printed(student)
        session.drop(student)
        return ended(case, stopped.ending, runtime_s=session.now() - started, stdout=shown)
    if "author" in done:
        raise InvalidTests(f"test {case.id}: {clean(done['author'])}")
    runtime_s = session.now() - started
    shown = printed(student)
    call = clean(done.get("call")) or None
    if done.get("passed") is True:
        return result(case, "passed", runtime_s=runtime_s, stdout=shown)
    if done.get("from_student"):
        ending = session.raised(exchange.last_fault, with_locals=case.public)
        return _with_call(ended(case, ending, runtime_s=runtime_s, stdout=shown), call)
    message_text = clean(done.get("message"), 1000)
    failed = result(case, "failed", runtime_s=runtime_s, stdout=shown, message=message_text)
    return _with_call(failed, call)


def _with_call(outcome: TestResult, call: str | None) -> TestResult:
    return outcome if call is None else replace(outcome, call=call)
