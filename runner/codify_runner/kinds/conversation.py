"""A test whose own code talks to the student's, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from codify_runner import endings
from codify_runner.children import Child
from codify_runner.errors import InvalidTests
from codify_runner.kinds.result import ended, result
from codify_runner.relay import Exchange
from codify_runner.reports import clean
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case
from codify_runner.verdict import TestResult

FIRST_NUMBER = 1000
"""How far the numbers of the objects of two tests lie apart."""


class Conversation:
    """Of one test. From the first question on, ``timeout_s`` is for both parts together."""

    def __init__(self, session: Session, case: Case) -> None:
        self._session = session
        self._case = case
        self._base = FIRST_NUMBER * (1 + session.plan.cases.index(case))
        self._seconds = session.left(case.timeout_s)
        self._spent = 0.0
        self._students_s = 0.0
        self._stdout = ""

    async def hold(self, packages: frozenset[str], message: dict[str, Any]) -> TestResult | None:
        """Have a tester with ``packages`` run what ``message`` says, or foretell how it runs.

        None if that cannot tell whether the test passes. Raises InvalidTests.
        """
        session, case = self._session, self._case
        student = await session.student()
        left = max(0.001, self._seconds - self._spent)
        exchange = Exchange(session, student, base=self._base, left=left, seconds=self._seconds)
        recording = session.recording(case, message["op"])
        begun_at = session.now()
        tester: Child | None = None
        try:
            try:
                if recording is not None and await exchange.agrees(recording):
                    done: dict[str, Any] = {"passed": True}
                else:
                    tester = await session.author.tester(packages)
                    done = await exchange.run(tester, self._filled(message, left))
            finally:
                self._count(exchange, begun_at)
            self._check_share(done)
        except TestEndedError as stopped:
            # Both stand amid a question: neither can be asked another one.
            if tester is not None:
                tester.kill()
            self._stdout += printed(student)
            session.drop(student)
            found = ended(case, stopped.ending, runtime_s=self._spent, stdout=self._stdout)
            if case.kind == "property" and session.plan.names:
                found = replace(found, call=exchange.last_call(session.plan.names[0]))
            return found
        if "diverged" in done:
            return await self._hold_anew(packages, message, student)
        if done.get("repeatable") is True:
            session.record(case, message["op"], exchange.turns, self._base)
        self._stdout += printed(student)
        return self._judged(exchange, done)

    async def _hold_anew(
        self, packages: frozenset[str], message: dict[str, Any], student: Child
    ) -> TestResult | None:
        """Without the recording, which is of no use, and a child that was not asked by it."""
        session = self._session
        session.recordings.pop(self._case.id, None)
        session.drop(student)
        session.pause(self._spent)
        self._spent = self._students_s = 0.0
        return await self.hold(packages, message)

    def _filled(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        return message | {
            "names": list(self._session.plan.names),
            "student": self._session.student_number,
            "known": self._session.known,
            "locals": self._case.public,
            "seconds": seconds,
        }

    def _count(self, exchange: Exchange, begun_at: float) -> None:
        spent = exchange.spent
        self._session.pause(self._session.now() - begun_at - spent)
        self._spent += spent
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
