"""Kind ``generated``: seeded inputs of the author's, the reference as the oracle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from codify_runner import trees, wire
from codify_runner.errors import InvalidTests
from codify_runner.examples import Example, call_text
from codify_runner.kinds.result import MAX_OUTPUT, ended, result
from codify_runner.literals import Call
from codify_runner.reports import bases_of, clean
from codify_runner.series import Series
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case, check_name
from codify_runner.verdict import Outcome, TestResult

_MOST_CALLS = 1000


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls of a test, ready to be asked."""

    examples: tuple[Example, ...]
    questions: tuple[bytes, ...]
    expected: tuple[bytes | None, ...]
    """The answers of code that does as the reference, to the byte; None where that says nothing."""


async def judge(session: Session, case: Case) -> TestResult:
    """Call the student's function with each input until one result is wrong.

    ``timeout_s`` is for all calls together; making inputs and expected values does not count.
    """
    student = await session.student()
    paused_at = session.now()
    calls = await examples(session, case)
    session.pause(session.now() - paused_at)
    series = Series(calls.questions, calls.expected)
    spent = 0.0
    found: TestResult | None = None
    while found is None and not series.done:
        asked_at = session.now()
        try:
            answer = await session.ask_while(student, series, max(0.001, case.timeout_s - spent))
            spent += session.now() - asked_at
            if answer is not None:
                # Not what the reference answers, but it may be as right.
                found = await _found_wrong(session, case, calls.examples[series.place], answer)
        except TestEndedError as stopped:
            spent += session.now() - asked_at
            found = ended(case, stopped.ending, runtime_s=spent)
        if found is None:
            series.place += 1
    shown = printed(student)
    if found is None:
        return result(case, "passed", runtime_s=spent, stdout=shown)
    example = calls.examples[series.place]
    return replace(
        found,
        call=call_text(example.call),
        expected=example.outcome,
        stdout=clean(shown, MAX_OUTPUT) if case.public else "",
        runtime_ms=round(spent * 1000, 3),
    )


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


async def examples(session: Session, case: Case) -> Calls:
    """The test's calls with what the reference does, made once for each runner."""
    spec, plan = case.spec, session.plan
    name = check_name(str(spec.get("generate")), f"test {case.id}")
    if spec.get("oracle", "solution") != "solution" or not plan.solution:
        raise InvalidTests(f"test {case.id}: the oracle must be `solution`, with its source")
    n = max(1, min(int(spec.get("n") or 20), _MOST_CALLS))
    seed = int(spec.get("seed") or 0)
    entry = plan.names[0] if plan.names else ""
    key = (
        *(plan.checks, plan.solution, entry, name, seed, n),
        *(plan.requires, case.compare, case.public),
    )
    known: Calls | None = session.examples.get(key)
    if known is None:
        made: list[Example] = []
        for arguments, keywords in await session.author.inputs(name, seed, n):
            call = Call(entry, tuple(arguments), tuple(keywords.items()), ())
            answer = await session.author.expected(Example(call).message(with_locals=False))
            if "raised" in answer:
                made.append(Example(call, raises=clean(answer["raised"].get("type"), 80)))
            else:
                made.append(Example(call, returns=answer["value"]))
        known = Calls(
            tuple(made),
            tuple(wire.frame(one.message(with_locals=case.public)) for one in made),
            tuple([await _expected(session, case, one) for one in made]),
        )
        # The values take about as much as their frames.
        size = 2 * sum(len(frame) for frame in (*known.questions, *known.expected) if frame)
        session.examples.put(key, known, size)
    return known


async def _expected(session: Session, case: Case, example: Example) -> bytes | None:
    if example.raises is not None:
        return None  # the answer also tells the line
    # The comparer may ask for more than what the reference gives, say for an array.
    right, _ = await session.same(case.compare, example.returns, example.returns, example.call)
    return wire.frame(example.answer) if right else None
