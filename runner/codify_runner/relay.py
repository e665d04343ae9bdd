"""Between a tester and the student's child: passes questions on and answers back, checked.

Nothing that the student's child wrote reaches the tester unless it has the agreed form.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from codify_runner import endings
from codify_runner.answers import FORM_ERRORS, checked_answer
from codify_runner.author import AUTHOR_S
from codify_runner.children import Child
from codify_runner.endings import CHILD_ERRORS
from codify_runner.errors import InvalidTests
from codify_runner.examples import call_text
from codify_runner.failures import DeadlineError
from codify_runner.literals import Call
from codify_runner.reports import clean
from codify_runner.session import Session, TestEndedError

_REPORTS_KEPT = 50


class Exchange:
    """One conversation, of ``left`` seconds from the first question to the student's child on.

    What the tester does before that, such as to compile, is not the student's time. ``seconds``
    is what the test had at its start.
    """

    def __init__(
        self, session: Session, student: Child, tester: Child, *, left: float, seconds: float
    ) -> None:
        self._session = session
        self._student = student
        self._tester = tester
        self._left = left
        self._seconds = seconds
        self.started_at: float | None = None
        """When the first question came, on the loop's clock."""
        self._raised = 0
        self._reports: deque[tuple[int, Any]] = deque(maxlen=_REPORTS_KEPT)
        self._last_question: dict[str, Any] = {}
        self.students_s = 0.0
        """Seconds that the student's child took so far."""

    async def run(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run the test that ``message`` describes; returns what the tester says at its end.

        Raises TestEndedError when a limit was met, InvalidTests when the test's own code failed.
        """
        answer = await self._ask_tester(message)
        while "done" not in answer:
            # A question of the test's, or what a function of the test's gave to student code.
            onward = answer.get("ask") or answer.get("answer")
            if onward is None:
                raise InvalidTests("the test's own code: " + clean(answer.get("failed")))
            answer = await self._ask_tester(await self._ask_student(onward))
        done: dict[str, Any] = answer["done"]
        return done

    def report(self, number: object) -> Any:
        """What the student's child told of an exception it raised, by the tester's number."""
        return next((report for place, report in self._reports if place == number), None)

    def last_call(self, entry: str) -> str | None:
        """The student's function as it was called last; None if it was not."""
        if self._last_question.get("function") != "call":
            return None
        arguments = tuple(self._last_question["args"][1:])
        return call_text(Call(entry, arguments, tuple(self._last_question["kwargs"].items()), ()))

    async def _ask_tester(self, message: dict[str, Any]) -> dict[str, Any]:
        if self.started_at is not None:
            return await self._ask(self._tester, message)
        try:
            return await self._tester.ask(message, AUTHOR_S)
        except DeadlineError:
            raise InvalidTests("the test's own code takes too long to begin") from None
        except CHILD_ERRORS as error:
            raise self._ended(error) from None

    async def _ask_student(self, message: dict[str, Any]) -> dict[str, Any]:
        self._last_question = message
        started = self._session.now()
        if self.started_at is None:
            self.started_at = started
        answer = await self._ask(self._student, message)
        self.students_s += self._session.now() - started
        if "too_large" in answer:
            raise TestEndedError(endings.of_size(answer["too_large"]))
        return self._checked(answer)

    async def _ask(self, child: Child, message: dict[str, Any]) -> dict[str, Any]:
        now = self._session.now()
        try:
            return await child.ask(message, (self.started_at or now) + self._left - now)
        except CHILD_ERRORS as error:
            raise self._ended(error) from None

    def _ended(self, error: Exception) -> TestEndedError:
        limits, faults = self._session.plan.limits, self._session.faults
        return TestEndedError(endings.of_error(error, limits, faults, self._seconds))

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        try:
            checked = checked_answer(answer)
        except FORM_ERRORS:
            self._student.kill()
            raise self._session.garbled() from None
        self._session.learn(checked)
        if "raised" in checked:
            self._raised += 1
            self._reports.append((self._raised, answer["raised"]))
        return checked
