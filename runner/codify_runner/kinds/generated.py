"""Kind ``generated``: seeded inputs of the author's, the reference as the oracle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from codify_runner import trees
from codify_runner.children import Child
from codify_runner.endings import CHILD_ERRORS
from codify_runner.errors import InvalidTests
from codify_runner.examples import Example, call_text
from codify_runner.kinds.result import MAX_OUTPUT, ended, result
from codify_runner.literals import Call
from codify_runner.reports import bases_of, clean
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case, check_name
from codify_runner.verdict import Outcome, TestResult

_MOST_CALLS = 1000
_PATIENCE_S = 0.02
"""How long a call that is no longer wanted may take before its child is killed."""


async def judge(session: Session, case: Case) -> TestResult:
    """Call the student's function with each input until one result is wrong.

    ``timeout_s`` is for all calls together; making inputs and expected values does not count.
    """
    student = await session.student()
    paused_at = session.now()
    calls = await examples(session, case)
    session.pause(session.now() - paused_at)
    return await _Calls(session, case, student, calls).judged()


class _Calls:
    """The calls of one test, one after another.

    The next input goes out when the answer to the last one is here, and before that one is
    looked at, so that child and judge work at the same time.
    """

    def __init__(
        self, session: Session, case: Case, student: Child, calls: tuple[Example, ...]
    ) -> None:
        self._session = session
        self._case = case
        self._student = student
        self._calls = calls
        self._spent = 0.0
        self._sent_at = 0.0
        # The author's own comparison may take long, which is not the student's time.
        self._ahead = case.compare.kind != "custom"

    async def judged(self) -> TestResult:
        for place, example in enumerate(self._calls):
            if place == 0 or not self._ahead:
                self._send(example)
            try:
                answer = await self._answer()
                if self._ahead and place + 1 < len(self._calls):
                    self._send(self._calls[place + 1])
                found = await _found_wrong(self._session, self._case, example, answer)
            except TestEndedError as stopped:
                spent = self._spent + self._session.now() - self._sent_at
                found = ended(self._case, stopped.ending, runtime_s=spent)
            if found is not None:
                return await self._wrong(example, found, place)
        shown = printed(self._student)
        return result(self._case, "passed", runtime_s=self._spent, stdout=shown)

    def _send(self, example: Example) -> None:
        self._sent_at = self._session.now()
        self._student.send(example.message | {"locals": self._case.public})

    async def _answer(self) -> dict[str, Any]:
        left = max(0.001, self._case.timeout_s - self._spent)
        answer = await self._session.receive(self._student, left)
        self._spent += self._session.now() - self._sent_at
        return answer

    async def _wrong(self, example: Example, found: TestResult, place: int) -> TestResult:
        shown = clean(printed(self._student), MAX_OUTPUT) if self._case.public else ""
        if self._ahead and place + 1 < len(self._calls) and self._student.usable:
            await self._be_rid_of_the_next()
        return replace(
            found,
            call=call_text(example.call),
            expected=example.outcome,
            stdout=shown,
            runtime_ms=round(max(self._spent * 1000, found.runtime_ms), 3),
        )

    async def _be_rid_of_the_next(self) -> None:
        """The answer to the call that is under way is of no interest any more."""
        try:
            await self._student.receive(_PATIENCE_S)
        except CHILD_ERRORS:
            self._session.drop(self._student)


async def _found_wrong(
    session: Session, case: Case, example: Example, answer: dict[str, Any]
) -> TestResult | None:
    """The result of a call that did not do as the reference; None if it did."""
    if "raised" in answer:
        ending = session.raised(answer["raised"], with_locals=case.public)
        if example.raises is None or ending.status == "memory":
            return ended(case, ending)
        if example.raises in bases_of(answer["raised"]):
            return None
        fault = ending.fault
        got = Outcome(raises=fault.type if fault else None)
        return result(case, "failed", got=got, fault=fault)
    value = await session.tree(answer, "value")
    passed, why = False, ""
    if example.raises is None:
        passed, why = await session.same(case.compare, value, example.returns, example.call)
    if passed:
        return None
    returned = clean(await session.work(trees.text, value), trees.MAX_TEXT)
    return result(case, "failed", got=Outcome(returns=returned), message=why)


async def examples(session: Session, case: Case) -> tuple[Example, ...]:
    """The test's calls with what the reference does, made once for each runner."""
    spec, plan = case.spec, session.plan
    name = check_name(str(spec.get("generate")), f"test {case.id}")
    if spec.get("oracle", "solution") != "solution" or not plan.solution:
        raise InvalidTests(f"test {case.id}: the oracle must be `solution`, with its source")
    n = max(1, min(int(spec.get("n") or 20), _MOST_CALLS))
    seed = int(spec.get("seed") or 0)
    entry = plan.names[0] if plan.names else ""
    key = (plan.checks, plan.solution, entry, name, seed, n, plan.requires)
    known = session.examples.get(key)
    if known is None:
        made: list[Example] = []
        for arguments, keywords in await session.author.inputs(name, seed, n):
            call = Call(entry, tuple(arguments), tuple(keywords.items()), ())
            answer = await session.author.expected(Example(call).message | {"locals": False})
            if "raised" in answer:
                made.append(Example(call, raises=clean(answer["raised"].get("type"), 80)))
            else:
                made.append(Example(call, returns=answer["value"]))
        known = session.examples.put(key, tuple(made))
    return known
