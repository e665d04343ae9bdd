"""How a test ended that has no result: which status, which words, which line."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from codify_runner.failures import (
    ChildGoneError,
    DeadlineError,
    GarbledError,
    OutputLimitError,
)
from codify_runner.reports import FaultReader, end_message
from codify_runner.tests_format import Limits
from codify_runner.verdict import Fault, TestStatus
from codify_runner.zygotes import ZygoteGoneError

CHILD_ERRORS = (DeadlineError, ChildGoneError, OutputLimitError, GarbledError)


@dataclass(frozen=True, slots=True)
class Ending:
    """A status with its reason."""

    status: TestStatus
    message: str
    fault: Fault | None = None


def of_error(
    error: Exception, limits: Limits, faults: FaultReader, seconds: float, what: str = "test"
) -> Ending:
    """The ending that a child's failure means. ``seconds`` is what the child was given.

    Raises ZygoteGoneError when the child's end was not its own doing.
    """
    match error:
        case DeadlineError(line=line):
            return _timeout(faults, seconds, line, what)
        case OutputLimitError():
            kilobytes = limits.output_bytes // 1024
            message = f"Your code printed more than {kilobytes} kB. Is there a print in a loop?"
            return Ending("output", message, faults.at_line("OutputLimit", message, None))
        case ChildGoneError(status=None):
            raise ZygoteGoneError from error
        case ChildGoneError(status=int(status), line=line):
            return _end(status, line, limits, faults, seconds, what)
        case _:
            message = "Your code wrote to the channel that the tests use."
            return Ending("error", message, faults.at_line("ProtocolError", message, None))


def of_time(faults: FaultReader, seconds: float) -> Ending:
    """Time ran out in a place that is not known."""
    return _timeout(faults, seconds, None, "test")


def _timeout(faults: FaultReader, seconds: float, line: int | None, what: str) -> Ending:
    where = f" It was in line {line} then." if line else ""
    if what == "load":
        message = f"Your code was still running its top level after {seconds:g} s.{where}"
    else:
        message = f"Your code took longer than {seconds:g} s.{where}"
    return Ending("timeout", message, faults.at_line("Timeout", message, line))


def _end(
    status: int, line: int | None, limits: Limits, faults: FaultReader, seconds: float, what: str
) -> Ending:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return _timeout(faults, seconds, line, what)
    if number == signal.SIGKILL:
        # Nobody but the kernel kills a child that we did not: it does so when memory is out.
        return of_memory(limits, faults, line)
    message = end_message(status)
    return Ending("error", message, faults.at_line("ProgramEnded", message, line))


def of_memory(limits: Limits, faults: FaultReader, line: int | None) -> Ending:
    """Memory ran out."""
    megabytes = limits.memory_bytes >> 20
    message = f"Your code needed more than {megabytes} MB of memory."
    return Ending("memory", message, faults.at_line("MemoryError", message, line))


def of_size(why: str) -> Ending:
    """A result too large to look at."""
    return Ending("output", f"The result is too large to be checked: {clean_reason(why)}.")


def clean_reason(why: object) -> str:
    """The child's reason, which is one of a few texts of ours unless forged."""
    return why[:100] if type(why) is str and why.isprintable() else "more than fits"
