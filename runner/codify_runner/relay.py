"""Between a tester and the student's child: passes questions on and answers back, checked.

Nothing that the student's child wrote reaches the tester unless it has the agreed form. Where it is
known what a test asks, the judge asks it alone: see ``codify_runner.recordings``.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from codify_runner import dumps, endings, wire
from codify_runner.answers import FORM_ERRORS, checked_answer
from codify_runner.author import AUTHOR_S
from codify_runner.children import Child, settle
from codify_runner.endings import CHILD_ERRORS
from codify_runner.errors import InvalidTests
from codify_runner.examples import call_text
from codify_runner.failures import DeadlineError
from codify_runner.literals import Call
from codify_runner.recordings import MOST_TURNS, Recording, Turn
from codify_runner.reports import clean
from codify_runner.series import Series
from codify_runner.session import BIG_FRAME, Session, TestEndedError

_REPORTS_KEPT = 50


class Exchange:
    """One conversation, of ``left`` seconds from the first question to the student's child on.

    What the tester does before that, such as to compile, is not the student's time. ``seconds``
    is what the test had at its start.
    """

    def __init__(
        self, session: Session, student: Child, *, base: int, left: float, seconds: float
    ) -> None:
        self._session = session
        self._student = student
        self._base = base
        self._left = left
        self._seconds = seconds
        self._started_at: float | None = None
        """When the first question went out, on the loop's clock; later by what did not count."""
        self._agreed_until: float | None = None
        self.turns: list[Turn] = []
        """All that was said, as long as it is worth recording."""
        self._told: list[Any] = []
        self._raised = 0
        self._reports: deque[tuple[int, Any]] = deque(maxlen=_REPORTS_KEPT)
        self._last_question: dict[str, Any] = {}
        self._students_turn = False
        self._asked_at = 0.0
        self.students_s = 0.0
        """Seconds that the student's child took so far."""

    @property
    def spent(self) -> float:
        """Seconds that count so far."""
        return 0.0 if self._started_at is None else self._session.now() - self._started_at

    async def agrees(self, recording: Recording) -> bool:
        """Ask what the test asked the reference; whether all answers were the same.

        The first other one ends it: :meth:`run` then goes on from there. Raises TestEndedError.
        """
        self._started_at = self._session.now()
        series = Series(recording.questions, recording.expected)
        heard = 0
        while True:
            answer = await self._ask_series(series, recording)
            for turn in recording.turns[heard : series.place]:
                self._hear(turn.answer, turn.checked)
            if answer is None:
                return True
            turn = recording.turns[series.place]
            self._last_question = turn.question
            checked = await self._checked(answer)
            self._hear(answer, checked)
            if wire.frame(checked) != wire.frame(turn.checked):
                before = recording.turns[: series.place]
                self._told = [[earlier.question, earlier.checked] for earlier in before]
                self._told.append([turn.question, checked])
                self._agreed_until = self._session.now()
                return False
            series.place += 1
            heard = series.place

    async def _ask_series(self, series: Series, recording: Recording) -> dict[str, Any] | None:
        started = self._session.now()
        try:
            answer = await self._student.ask_while(series, self._time_left())
        except CHILD_ERRORS as error:
            self._last_question = recording.turns[
                min(series.place, len(recording.turns) - 1)
            ].question
            raise self._ended(error) from None
        finally:
            self.students_s += self._session.now() - started
        return answer

    async def run(self, tester: Child, message: dict[str, Any]) -> dict[str, Any]:
        """Run the test that ``message`` describes; returns what the tester says at its end.

        Raises TestEndedError when a limit was met, InvalidTests when the test's own code failed.
        """
        answer = await self._begin(tester, message | {"base": self._base, "told": self._told})
        while "done" not in answer:
            # A question of the test's, or what a function of the test's gave to student code.
            onward = _onward(answer)
            if onward is None:
                raise InvalidTests("the test's own code: " + clean(answer.get("failed")))
            self._send_to_student(onward)
            await self._pass_on(tester)
            if self._students_turn:
                tester.send(await self._answer())
            answer = await self._testers_word(tester)
        done: dict[str, Any] = answer["done"]
        return done

    async def _pass_on(self, tester: Child) -> None:
        """Pass on what both say, from the loop's callbacks, until something else is to be done.

        That is, until the test is over, one of them writes nonsense or ends, or the time is almost
        up. A task that is woken at every turn would take twice as long for it.
        """
        if tester.has_news or self._student.has_news:
            return

        def from_student(frame: bytes) -> bool:
            if not self._students_turn or len(frame) > BIG_FRAME:
                return False
            try:
                answer = wire.message_in(frame)
                checked = checked_answer(answer)
            except FORM_ERRORS:
                return False
            self._keep(answer, checked)
            tester.send(checked)
            return True

        def from_tester(frame: bytes) -> bool:
            onward = _onward(wire.message_in(frame)) if not self._students_turn else None
            if onward is None:
                return False
            self._send_to_student(onward)
            return True

        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        left = self._time_left()
        timer = loop.call_later(left - dumps.ahead(left), settle, waiter)
        tester.listen(from_tester, waiter)
        self._student.listen(from_student, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            tester.listen(None, None)
            self._student.listen(None, None)

    def _send_to_student(self, message: dict[str, Any]) -> None:
        self._last_question = message
        self._asked_at = self._session.now()
        self._students_turn = True
        if self._started_at is None:
            self._started_at = self._asked_at
            message = message | {"base": self._base}
        self._student.send(message)

    async def _answer(self) -> dict[str, Any]:
        """The student's, checked. It is late, or there is something else than an answer."""
        left = self._time_left()
        try:
            answer = await self._student.receive(left, ahead=left)
        except CHILD_ERRORS as error:
            raise self._ended(error) from None
        checked = await self._checked(answer)
        self._keep(answer, checked)
        return checked

    def _keep(self, answer: dict[str, Any], checked: dict[str, Any]) -> None:
        self._students_turn = False
        self.students_s += self._session.now() - self._asked_at
        self._hear(answer, checked)
        if len(self.turns) <= MOST_TURNS:
            self.turns.append(Turn(self._last_question, answer, checked))

    def report(self, number: object) -> Any:
        """What the student's child told of an exception it raised, by the tester's number."""
        return next((report for place, report in self._reports if place == number), None)

    def last_call(self, entry: str) -> str | None:
        """The student's function as it was called last; None if it was not."""
        if self._last_question.get("function") != "call":
            return None
        arguments = tuple(self._last_question["args"][1:])
        return call_text(Call(entry, arguments, tuple(self._last_question["kwargs"].items()), ()))

    async def _begin(self, tester: Child, message: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await tester.ask(message, AUTHOR_S)
        except DeadlineError:
            raise InvalidTests("the test's own code takes too long to begin") from None
        except CHILD_ERRORS as error:
            raise self._ended(error) from None
        if self._started_at is not None and self._agreed_until is not None:
            self._started_at += self._session.now() - self._agreed_until  # it had to catch up
        return answer

    async def _testers_word(self, tester: Child) -> dict[str, Any]:
        try:
            return await tester.receive(self._time_left())
        except CHILD_ERRORS as error:
            raise self._ended(error) from None

    def _time_left(self) -> float:
        return self._left - self.spent

    def _ended(self, error: Exception) -> TestEndedError:
        limits, faults = self._session.plan.limits, self._session.faults
        return TestEndedError(endings.of_error(error, limits, faults, self._seconds))

    async def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        if "too_large" in answer:
            raise TestEndedError(endings.of_size(answer["too_large"]))
        try:
            if self._student.last_size > BIG_FRAME:
                return await asyncio.to_thread(checked_answer, answer)
            return checked_answer(answer)
        except FORM_ERRORS:
            self._student.kill()
            raise self._session.garbled() from None

    def _hear(self, answer: dict[str, Any], checked: dict[str, Any]) -> None:
        self._session.learn(checked)
        if "raised" in checked:
            self._raised += 1
            self._reports.append((self._raised, answer["raised"]))


def _onward(said: dict[str, Any]) -> Any:
    """What the tester says to the student's child; None if it is not that."""
    return said.get("ask") or said.get("answer")
