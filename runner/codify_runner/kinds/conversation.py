"""A test whose own code talks to the student's, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from codify_runner import endings
from codify_runner.errors import InvalidTests
from codify_runner.kinds.result import ended, result
from codify_runner.relay import Exchange
from codify_runner.reports import clean
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case
from codify_runner.verdict import TestResult


class Conversation:
    """Of one test. From the first question on, ``timeout_s`` is for both parts together."""

    def __init__(self, session: Session, case: Case) -> None:
        self._session = session
        self._case = case
        self._seconds = session.left(case.timeout_s)
        self._spent = 0.0
        self._students_s = 0.0
        self._stdout = ""

    async def hold(self, packages: frozenset[str], message: dict[str, Any]) -> TestResult | None:
        """Have a tester with ``packages`` run what ``message`` says.

        None if that cannot tell whether the test passes. Raises InvalidTests.
        """
        session, case = self._session, self._case
        student = await session.student()
        asked_at = session.now()
        tester = await session.author.tester(packages)
        left = max(0.001, self._seconds - self._spent)
        exchange = Exchange(session, student, tester, left=left, seconds=self._seconds)
        try:
            try:
                done = await exchange.run(self._filled(message, left))
            finally:
                self._count(exchange, asked_at)
            self._check_share(done)
        except TestEndedError as stopped:
            # Both stand amid a question: neither can be asked another one.
            tester.kill()
            self._stdout += printed(student)
            session.drop(student)
            found = ended(case, stopped.ending, runtime_s=self._spent, stdout=self._stdout)
            if case.kind == "property" and session.plan.names:
                found = replace(found, call=exchange.last_call(session.plan.names[0]))
            return found
        self._stdout += printed(student)
        return self._judged(exchange, done)

    def _filled(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        return message | {
            "names": list(self._session.plan.names),
            "student": self._session.student_number,
            "known": self._session.known,
            "locals": self._case.public,
            "seconds": seconds,
        }

    def _count(self, exchange: Exchange, asked_at: float) -> None:
        now = self._session.now()
        started_at = exchange.started_at or now
        self._session.pause(started_at - asked_at)
        self._spent += now - started_at
        self._students_s += exchange.students_s

    def _check_share(self, done: dict[str, Any]) -> None:
        """A search that ended by itself for lack of time, if that was the student's."""
        if done.get("finished") is False and self._students_s > self._spent / 2:
            raise TestEndedError(endings.of_time(self._session.faults, self._seconds))

    def _judged(self, exchange: Exchange, done: dict[str, Any]) -> TestResult | None:
        case = self._case
        if "author" in done:
            raise InvalidTests(f"test {case.id}: {clean(done['author'])}")
        if done.get("not_replayable"):
            return None
        if done.get("passed") is True:
            return result(case, "passed", runtime_s=self._spent, stdout=self._stdout)
        call = clean(done.get("call")) or None
        if done.get("raised"):
            ending = self._session.raised(exchange.report(done["raised"]), with_locals=case.public)
            found = ended(case, ending, runtime_s=self._spent, stdout=self._stdout)
        else:
            found = result(
                case,
                "failed",
                runtime_s=self._spent,
                stdout=self._stdout,
                message=clean(done.get("message"), 1000),
            )
        if call is None and case.kind == "property" and self._session.plan.names:
            call = exchange.last_call(self._session.plan.names[0])
        return found if call is None else replace(found, call=call)
