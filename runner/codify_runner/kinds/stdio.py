"""Kind ``stdio``: the whole code as a script, input on standard input."""

from __future__ import annotations

from codify_runner import endings
from codify_runner.compare import same_text
from codify_runner.endings import CHILD_ERRORS
from codify_runner.failures import ChildGoneError
from codify_runner.kinds.result import ended, result
from codify_runner.reports import clean
from codify_runner.session import Session, printed
from codify_runner.tests_format import Case
from codify_runner.trees import MAX_TEXT
from codify_runner.verdict import Outcome, TestResult


async def judge(session: Session, case: Case) -> TestResult:
    """Run the script in a child of its own."""
    child = await session.blank("script")
    granted = session.left(case.timeout_s)
    load = session.loading(session.code, script=True, stdin=case.stdin, locals=case.public)
    started = session.now()
    try:
        try:
            answer = await child.ask(load, granted)
        except CHILD_ERRORS as error:
            runtime_s = session.now() - started
            output = child.take_output()
            clean_exit = _exited_with_0(error)
            if not clean_exit:
                ending = endings.of_error(error, session.plan.limits, session.faults, granted)
                shown = output + child.take_complaints()
                return ended(case, ending, runtime_s=runtime_s, stdout=shown)
            return _compared(case, output, output + printed(child), runtime_s)
        runtime_s = session.now() - started
        output = child.take_output()
        shown = output + child.take_complaints()
        session.check_compiled(answer)
        if "raised" in answer:
            ending = session.raised(answer["raised"], with_locals=case.public)
            return ended(case, ending, runtime_s=runtime_s, stdout=shown)
        return _compared(case, output, shown, runtime_s)
    finally:
        session.drop(child)


def _exited_with_0(error: Exception) -> bool:
    """``os._exit(0)`` is an ordinary end of a script."""
    return isinstance(error, ChildGoneError) and error.status == 0


def _compared(case: Case, output: str, shown: str, runtime_s: float) -> TestResult:
    expected = case.expect.stdout or ""
    passed = same_text(case.compare, output.replace("\r\n", "\n"), expected)
    return result(
        case,
        "passed" if passed else "failed",
        runtime_s=runtime_s,
        got=Outcome(stdout=clean(output, MAX_TEXT)),
        stdout=shown,
    )
