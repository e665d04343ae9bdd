"""What a judgement says: plain, immutable values that anyone may keep or send on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal[
    "accepted",
    "wrong_answer",
    "runtime_error",
    "time_limit_exceeded",
    "memory_limit_exceeded",
    "output_limit_exceeded",
    "compile_error",
    "internal_error",
    "cancelled",
]
TestStatus = Literal["passed", "failed", "error", "timeout", "memory", "output", "skipped"]
Visibility = Literal["public", "name-only", "hidden"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One of the student's own lines in a traceback."""

    line: int
    """Line in the submitted code, from 1."""
    function: str
    source: str
    """The line's text, stripped, at most 200 characters."""
    locals: dict[str, str] = field(default_factory=dict)
    """Bounded reprs of local variables. Always empty for tests that are not public."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception, as far as it concerns the student's own lines."""

    type: str
    message: str
    """At most 500 characters, without control characters."""
    line: int | None = None
    """Innermost own line, from 1; None when no own line was involved."""
    column: int | None = None
    """For syntax errors, from 1."""
    frames: tuple[Frame, ...] = ()
    """Own frames only, outermost first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test wants, or what happened: texts of Python literals, or plain output.

    Which fields are set depends on the test; ``returns`` of an object that is
    no plain builtin is its type in angle brackets, e.g. ``<Stack>``.
    """

    returns: str | None = None
    raises: str | None = None
    match: str | None = None
    stdout: str | None = None
    after: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test's verdict, whole. For students, see ``codify_jupyter.problems.student_view``."""

    __test__ = False  # not a pytest class

    id: str
    name: str
    kind: str
    group: str
    visibility: Visibility
    status: TestStatus
    weight: float = 1.0
    runtime_ms: float = 0.0
    call: str | None = None
    """The call as the author wrote it, or for generated tests the failing call."""
    given: str | None = None
    stdin: str | None = None
    code: str | None = None
    expected: Outcome | None = None
    got: Outcome | None = None
    stdout: str = ""
    """What the code printed during this test, bounded; empty for tests that are not public."""
    message: str = ""
    """For the student: the author's ``on_fail``, an assertion's message, or what limit was met."""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one submission."""

    status: Status
    score: float
    """Share of the points, 0 to 1."""
    points: float
    possible: float
    runtime_ms: float
    """Wall clock from code sent to last result."""
    tests: tuple[TestResult, ...] = ()
    fault: Fault | None = None
    """What stopped the code before any test, e.g. a SyntaxError."""
    stdout: str = ""
    """What the code printed while it was loaded, bounded."""
