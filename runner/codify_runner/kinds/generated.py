"""Kind ``generated``: seeded inputs of the author's, the reference as the oracle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from codify_runner import trees
from codify_runner.errors import InvalidTests
from codify_runner.examples import Example, call_text
from codify_runner.kinds.result import MAX_OUTPUT, ended, result
from codify_runner.literals import Call
from codify_runner.reports import bases_of, clean
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case, check_name
from codify_runner.verdict import Outcome, TestResult

_MOST_CALLS = 1000


async def judge(session: Session, case: Case) -> TestResult:
    """Call the student's function with each input until one result is wrong.

    ``timeout_s`` is for all calls together; making inputs and expected values does not count.
    """
    student = await session.student()
    paused_at = session.now()
    examples = await _examples(session, case)
    session.pause(session.now() - paused_at)
    spent = 0.0
    for example in examples:
        started = session.now()
        left = max(0.001, case.timeout_s - spent)
        try:
            answer = await session.ask(student, example.message | {"locals": case.public}, left)
            spent += session.now() - started
            found = await _found_wrong(session, case, example, answer)
        except TestEndedError as stopped:
            found = ended(case, stopped.ending, runtime_s=spent + session.now() - started)
        if found is not None:
            shown = clean(printed(student), MAX_OUTPUT) if case.public else ""
            return replace(
                found,
                call=call_text(example.call),
                expected=example.outcome,
                stdout=shown,
                runtime_ms=round(max(spent * 1000, found.runtime_ms), 3),
            )
    return result(case, "passed", runtime_s=spent, stdout=printed(student))


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


async def _examples(session: Session, case: Case) -> tuple[Example, ...]:
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
