"""Kind ``call``: one call of the student's function with plain data."""

from __future__ import annotations

from typing import Any

from codify_runner import compare, literals, trees
from codify_runner.endings import Ending
from codify_runner.kinds.result import ended, result
from codify_runner.literals import Call
from codify_runner.reports import bases_of, clean
from codify_runner.session import Session, TestEndedError, printed
from codify_runner.tests_format import Case
from codify_runner.verdict import Fault, Outcome, TestResult
from codify_runner.wire import Tree


async def judge(session: Session, case: Case) -> TestResult:
    """Run the call and hold all that the test looks at against what came."""
    wanted = literals.call(case.call, case.given)
    after = {name: literals.value(text) for name, text in (case.expect.after or {}).items()}
    student = await session.student()
    started = session.now()
    try:
        answer = await session.ask(student, message(wanted, case, list(after)), case.timeout_s)
    except TestEndedError as stopped:
        return ended(
            case, stopped.ending, runtime_s=session.now() - started, stdout=printed(student)
        )
    runtime_s = session.now() - started
    stdout = student.take_output()
    shown = stdout + student.take_complaints()
    try:
        if "raised" in answer:
            return await _judge_raised(session, case, answer["raised"], runtime_s, shown)
        return await _judge_value(session, case, wanted, after, answer, runtime_s, stdout, shown)
    except TestEndedError as stopped:
        return ended(case, stopped.ending, runtime_s=runtime_s, stdout=shown)


def message(wanted: Call, case: Case, after: list[str]) -> dict[str, Any]:
    """What the student's child is asked. Nothing of what is expected is in it."""
    return {
        "op": "call",
        "name": wanted.name,
        "args": list(wanted.args),
        "kwargs": dict(wanted.kwargs),
        "given": [list(pair) for pair in wanted.given],
        "after": after,
        "locals": case.public,
    }


async def _judge_raised(
    session: Session, case: Case, report: Any, runtime_s: float, shown: str
) -> TestResult:
    ending = session.raised(report, with_locals=case.public)
    fault = ending.fault or Fault("Exception", "")
    if case.expect.raises is None or ending.status == "memory":
        return ended(case, ending, runtime_s=runtime_s, stdout=shown)
    got = Outcome(raises=fault.type)
    passed = case.expect.raises in bases_of(report)
    why = ""
    if passed and case.expect.match is not None:
        passed = await session.matches(case.expect.match, fault.message)
        why = f"The exception is right, but its message is not: {fault.message!r}"
    return result(
        case,
        "passed" if passed else "failed",
        runtime_s=runtime_s,
        got=got,
        stdout=shown,
        message="" if passed else why,
        fault=None if passed else fault,
    )


async def _judge_value(
    session: Session,
    case: Case,
    wanted: Call,
    after: dict[str, Tree],
    answer: dict[str, Any],
    runtime_s: float,
    stdout: str,
    shown: str,
) -> TestResult:
    if answer.get("missing") == wanted.name:
        fault = Fault("NameError", f"no function `{wanted.name}` was defined")
        return ended(case, Ending("error", "", fault), runtime_s=runtime_s, stdout=shown)
    value = await session.tree(answer, "value")
    passed, why = case.expect.raises is None, ""
    if passed and case.expect.returns is not None:
        expected = literals.value(case.expect.returns)
        passed, why = await session.same(case.compare, value, expected, wanted)
    got_after: dict[str, str] | None = None
    if after:
        values = answer.get("after")
        if type(values) is not dict or values.keys() != after.keys():
            raise session.garbled()
        got_after = {}
        for name, expected in after.items():
            tree = await session.tree(values, name)
            got_after[name] = trees.text(tree)
            passed = passed and await session.work(_same_plainly, case, tree, expected)
    if case.expect.stdout is not None:
        passed = passed and compare.same_text(case.compare, stdout, case.expect.stdout)
    got = Outcome(
        returns=clean(await session.work(trees.text, value), trees.MAX_TEXT),
        stdout=clean(stdout) if case.expect.stdout is not None else None,
        after=got_after,
    )
    return result(
        case,
        "passed" if passed else "failed",
        runtime_s=runtime_s,
        got=got,
        stdout=shown,
        message="" if passed else why,
    )


def _same_plainly(case: Case, got: Tree, expected: Tree) -> bool:
    """Givens are compared with the test's comparer, except by one that knows results only."""
    if case.compare.kind in ("approx", "unordered", "ndarray", "dataframe"):
        return compare.same(case.compare, got, expected)
    return trees.canonical(got) == trees.canonical(expected)
