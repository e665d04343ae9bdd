"""Between a tester and the student's child: passes questions on and answers back, checked.

Nothing that the student's child wrote reaches the tester unless it has the agreed form.
"""

from __future__ import annotations

from typing import Any

from codify_runner import endings, wire
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
        except (wire.WireError, KeyError, TypeError, ValueError, AttributeError):
            self._student.kill()
            raise self._session.garbled() from None
        if "raised" in checked:
            self.last_fault = answer["raised"]
        return checked


def checked_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """The parts of an answer that have the agreed form, made anew. Raises for any other form."""
    if "callback" in answer:
        return {
            "callback": _number(answer["callback"]),
            "args": _trees(answer["args"]),
            "kwargs": _named_trees(answer["kwargs"]),
        }
    if "names" in answer:
        return {"names": _named_trees(answer["names"])}
    if "bases" in answer:
        return {
            "name": _identifier(answer["name"]),
            "bases": _trees(answer["bases"])[:10],
            "special": [_identifier(name) for name in answer["special"][:200]],
            "doc": clean(answer["doc"], 1000),
        }
    checked: dict[str, Any] = {}
    if "stop" in answer:
        return {"stop": wire.check(answer["stop"], handles=True), "after": []}
    if "raised" in answer:
        report = answer["raised"]
        checked["raised"] = {
            "message": clean(report["message"]),
            "bases": [clean(base, 80) for base in report["bases"][:20]],
            "class": _number(report.get("class", 0)),
        }
    else:
        checked["value"] = wire.check(answer["value"], handles=True)
    if "same" in answer:
        checked["same"] = _number(answer["same"])
    checked["after"] = [
        [_number(place), wire.check(tree, handles=True)] for place, tree in answer.get("after", ())
    ]
    return checked


def _number(value: Any) -> int:
    if type(value) is not int or not -1_000_000 < value < 1_000_000:
        raise ValueError("not a number of an object")
    return value


def _identifier(value: Any) -> str:
    if type(value) is not str or not value.isidentifier() or len(value) > 80:
        raise ValueError("not a name")
    return value


def _trees(values: Any) -> list[wire.Tree]:
    if type(values) is not list:
        raise TypeError("not a list")
    return [wire.check(value, handles=True) for value in values]


def _named_trees(values: Any) -> dict[str, wire.Tree]:
    return {_identifier(name): wire.check(tree, handles=True) for name, tree in values.items()}
