"""The way of one submission through its tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from codify_runner import scoring
from codify_runner.endings import Ending
from codify_runner.errors import InvalidTests
from codify_runner.examples import ExampleCache
from codify_runner.kinds import call, code, generated, property, static, stdio  # noqa: A004
from codify_runner.kinds.result import MAX_OUTPUT, ended, result
from codify_runner.recordings import Recording, agreed
from codify_runner.reports import clean
from codify_runner.session import Acquire, Session, StoppedError, TestEndedError
from codify_runner.tests_format import CONVERSATIONS, Case, TestPlan
from codify_runner.verdict import Fault, Status, TestResult, Verdict

OnTest = Callable[[TestResult], None]
MAX_CODE = 200_000
"""Characters of code that are judged."""

_JUDGES: dict[str, Any] = {
    "call": call.judge,
    "stdio": stdio.judge,
    "static": static.judge,
    "generated": generated.judge,
    "code": code.judge,
    "property": property.judge,
}


async def judge(
    submitted: str,
    plan: TestPlan,
    cases: tuple[Case, ...],
    acquire: Acquire,
    examples: ExampleCache,
    on_test: OnTest | None,
    on_submission_deadline: Callable[[], None] | None,
) -> Verdict:
    """Hold the submitted code to ``cases``, in their order.

    Raises ZygoteGoneError, RunnerError or InvalidTests.
    """
    if len(submitted) > MAX_CODE:
        message = f"the code is longer than {MAX_CODE:,} characters"
        stopped = StoppedError(Ending("error", "", Fault("SyntaxError", message)), compiles=False)
        return _verdict(plan, cases, _all_ended(cases, stopped, on_test), 0.0, stopped, "")
    session = Session(submitted, plan, cases, acquire, examples)
    session.recordings = examples.get(plan.conversations) or {}
    started = session.now()
    results: list[TestResult] = []
    stop: StoppedError | None = None
    told_deadline = False
    try:
        if any(case.kind == "static" for case in cases):
            stop = await _inspect(session)
        await _start_ahead(session, cases)
        for case in cases if stop is None else ():
            if why := session.why_skip():
                if on_submission_deadline is not None and not told_deadline:
                    told_deadline = True
                    on_submission_deadline()
                one = result(case, "skipped", message=why)
            else:
                try:
                    one = await _judge_case(session, case)
                except StoppedError as error:
                    stop = error
                    break
            results.append(one)
            if one.status == "timeout":
                session.count_timeout()
            if on_test is not None:
                on_test(one)
    finally:
        # Soon, not now: whoever waits for the verdict need not wait for the cleaning up.
        asyncio.get_running_loop().call_soon(session.close)
    if stop is not None:
        # Code that does not load fails every test, also those that came before.
        if results and not stop.compiles:
            results.clear()
        results += _all_ended(cases[len(results) :], stop, on_test)
    runtime_s = session.now() - started
    return _verdict(plan, cases, results, runtime_s, stop, session.load_output)


async def prepare(plan: TestPlan, acquire: Acquire, examples: ExampleCache) -> None:
    """Make what all submissions to a problem share. Raises as :func:`judge`."""
    session = Session("", plan, plan.cases, acquire, examples)
    try:
        for case in plan.cases:
            if case.kind == "generated":
                await generated.examples(session, case)
            elif case.kind == "property":
                await property.examples(session, case)
    finally:
        session.close()
    if is_unrecorded(plan, examples):
        first = await _recordings(plan, acquire, examples)
        second = await _recordings(plan, acquire, examples)
        both = agreed(first, second)
        examples.put(plan.conversations, both, sum(one.size for one in both.values()))


def is_unrecorded(plan: TestPlan, examples: ExampleCache) -> bool:
    """Whether there are tests whose conversations with the reference are still to be recorded."""
    return (bool(plan.conversations) and bool(plan.solution) and not plan.script) and examples.get(
        plan.conversations
    ) is None


async def _recordings(
    plan: TestPlan, acquire: Acquire, examples: ExampleCache
) -> dict[str, Recording]:
    """How the reference passes the tests that talk to it; those that it does not pass lack."""
    session = Session(plan.solution, plan, plan.cases, acquire, examples)
    session.recorder = {}
    try:
        for case in plan.cases:
            if case.kind in CONVERSATIONS:
                await _judge_case(session, case)
    except StoppedError:
        pass  # whoever checks the problem is told; here it only means that nothing is foretold
    finally:
        session.close()
    return session.recorder


async def _start_ahead(session: Session, cases: tuple[Case, ...]) -> None:
    """Let the author's code be loaded beside the student's, where it will be needed."""
    codes: dict[frozenset[str], list[str]] = {}
    for case in cases:
        foretold = case.id in session.recordings
        if (case.kind in CONVERSATIONS and not foretold) or case.compare.kind == "custom":
            code = str(case.spec.get("code", ""))
            codes.setdefault(session.author.packages_for(code), []).append(code)
    if codes:
        await session.reserve()
        packages, needed_first = next(iter(codes.items()))
        await session.author.start_tester(packages, tuple(filter(None, needed_first)))


async def _inspect(session: Session) -> StoppedError | None:
    try:
        await session.inspect()
    except StoppedError as stop:
        return stop
    return None


async def _judge_case(session: Session, case: Case) -> TestResult:
    kind = _JUDGES.get(case.kind)
    if kind is None:
        raise InvalidTests(f"test {case.id}: the kind {case.kind!r} cannot be judged")
    started = session.now()
    try:
        judged: TestResult = await kind(session, case)
    except TestEndedError as error:
        return ended(case, error.ending, runtime_s=session.now() - started)
    return judged


def _all_ended(
    cases: tuple[Case, ...], stop: StoppedError, on_test: OnTest | None
) -> list[TestResult]:
    results = [ended(case, stop.ending) for case in cases]
    if on_test is not None:
        for one in results:
            on_test(one)
    return results


def _verdict(
    plan: TestPlan,
    cases: tuple[Case, ...],
    results: list[TestResult],
    runtime_s: float,
    stop: StoppedError | None,
    load_output: str,
) -> Verdict:
    reached, possible = scoring.score(plan.groups, cases, results)
    status: Status = scoring.status(cases, results)
    if stop is not None:
        status = scoring.status_of_stop(stop.ending.status, compiles=stop.compiles)
    share = reached / possible if possible else float(status == "accepted")
    return Verdict(
        status=status,
        score=share,
        points=reached,
        possible=possible,
        runtime_ms=round(runtime_s * 1000, 3),
        tests=tuple(results),
        fault=stop.ending.fault if stop is not None else None,
        stdout=clean(load_output, MAX_OUTPUT),
    )
