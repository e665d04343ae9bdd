"""Between a tester and the student's child: passes questions on and answers back, checked.

Nothing that the student's child wrote reaches the tester unless it has the agreed form.
"""

from __future__ import annotations

from typing import Any

from codify_runner import endings
from codify_runner.answers import FORM_ERRORS, checked_answer
from codify_runner.children import Child
from codify_runner.endings import CHILD_ERRORS
from codify_runner.errors import InvalidTests
from codify_runner.reports import clean
from codify_runner.session import Session, TestEndedError
from codify_runner.tests_format import Case

_TESTERS_SHARE_S = 5.0
"""What the test's own code may take, besides the student's time."""


class Exchange:
    """One test's conversation."""

    def __init__(self, session: Session, case: Case, student: Child, tester: Child) -> None:
        self._session = session
        self._student = student
        self._tester = tester
        self._students_time = session.left(case.timeout_s)
        self._granted = case.timeout_s
        self._testers_time = case.timeout_s + _TESTERS_SHARE_S
        self.last_fault: Any = None
        """The report of the last exception that student code raised."""

    async def run(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run the test that ``message`` describes; returns what the tester says at its end.

        Raises TestEndedError when the student's child met a limit, InvalidTests when the
        tester did.
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

    async def _ask_tester(self, message: dict[str, Any]) -> dict[str, Any]:
        started = self._session.now()
        try:
            answer = await self._tester.ask(message, self._testers_time)
        except CHILD_ERRORS as error:
            ending = endings.of_error(
                error, self._session.plan.limits, self._session.faults, self._granted
            )
            # A loop in the test that waits for the student's object to change ends here, too.
            raise TestEndedError(ending) from None
        self._testers_time -= self._session.now() - started
        return answer

    async def _ask_student(self, message: dict[str, Any]) -> dict[str, Any]:
        started = self._session.now()
        try:
            answer = await self._student.ask(message, self._students_time)
        except CHILD_ERRORS as error:
            ending = endings.of_error(
                error, self._session.plan.limits, self._session.faults, self._granted
            )
            raise TestEndedError(ending) from None
        self._students_time -= self._session.now() - started
        if "too_large" in answer:
            raise TestEndedError(endings.of_size(answer["too_large"]))
        return self._checked(answer)

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        try:
            checked = checked_answer(answer)
        except FORM_ERRORS:
            self._student.kill()
            raise self._session.garbled() from None
        if "raised" in checked:
            self.last_fault = answer["raised"]
        return checked
