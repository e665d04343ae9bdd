"""How good the built-in tutor is on wrong attempts, shipped ones or any others."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codify_runner import InvalidTests, Runner, TestResult, Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor import Hint, offline_hint
from codify_jupyter.tutor.edits import Edit, passing_edits
from codify_jupyter.tutor.edits.search import TIME_BOX_S
from codify_jupyter.tutor.hint import RUNGS
from codify_jupyter.tutor.worked_examples import worked_examples


@dataclass(frozen=True, slots=True)
class Attempt:
    """A program that does not solve its problem."""

    problem: Problem
    code: str
    name: str
    """For people, e.g. ``running-mean/off_by_one``."""


def attempts_of(problem: Problem) -> list[Attempt]:
    """The wrong solutions that a problem comes with."""
    return [Attempt(problem, wrong.code, f"{problem.slug}/{wrong.name}") for wrong in problem.wrong]


@dataclass(frozen=True, slots=True)
class Case:
    """What the tutor said to one attempt."""

    attempt: Attempt
    verdict: Verdict
    hints: tuple[Hint, ...]
    """One for each rung, by rules alone."""
    milliseconds: float
    """Processor time of the first hint: neighbours on the machine do not count."""
    leaks: tuple[str, ...]
    """Hidden values that a text contains."""
    edits: tuple[tuple[float, Edit], ...] = ()
    """Single changes after which all tests pass: seconds until each was found."""

    @property
    def name(self) -> str:
        """The attempt's."""
        return self.attempt.name

    @property
    def pointed_line(self) -> int | None:
        """The line the third rung points at in the product: the search's, if it ends in time."""
        found = next((edit.line for after, edit in self.edits if after <= TIME_BOX_S), None)
        return found if found is not None else self.hints[2].line

    def right(self, line: int | None) -> bool:
        """Whether a line is one, or beside one, where a single change is enough."""
        return line is not None and any(abs(line - edit.line) <= 1 for _, edit in self.edits)


@dataclass(frozen=True, slots=True)
class Figures:
    """All cases, and what they come to."""

    cases: tuple[Case, ...]

    @property
    def specific(self) -> float:
        """Share of first hints made by a rule that recognised the mistake, 0 to 1."""
        return self._share(case.hints[0].specific for case in self.cases)

    @property
    def with_line(self) -> float:
        """Share of cases whose third rung names a line."""
        return self._share(case.hints[2].line is not None for case in self.cases)

    @property
    def leaks(self) -> int:
        """How many cases show a hidden value on any rung."""
        return sum(bool(case.leaks) for case in self.cases)

    @property
    def median_ms(self) -> float:
        """Median processor time of a first hint."""
        return statistics.median(case.milliseconds for case in self.cases)

    @property
    def p95_ms(self) -> float:
        """Processor time within which 95 of 100 first hints are made."""
        times = sorted(case.milliseconds for case in self.cases)
        return times[min(len(times) - 1, int(0.95 * len(times)))]

    @property
    def one_change_away(self) -> tuple[Case, ...]:
        """Cases for which a single passing change is known."""
        return tuple(case for case in self.cases if case.edits)

    @property
    def right_line(self) -> float | None:
        """Share of these whose third rung, search included, points at a right line; None: none."""
        known = self.one_change_away
        return self._share(case.right(case.pointed_line) for case in known) if known else None

    @property
    def right_line_by_rules(self) -> float | None:
        """The same for the rules alone, which never see a changed program."""
        known = self.one_change_away
        return self._share(case.right(case.hints[2].line) for case in known) if known else None

    @property
    def rules(self) -> Counter[str]:
        """How often each rule gave the first hint."""
        return Counter(case.hints[0].rule for case in self.cases)

    @staticmethod
    def _share(answers: Iterable[bool]) -> float:
        known = list(answers)
        return sum(known) / len(known)

    def as_json(self) -> dict[str, Any]:
        """The figures, and one entry for each attempt."""
        return {
            "attempts": len(self.cases),
            "specific_first_hint": self.specific,
            "line_named_on_rung_3": self.with_line,
            "one_change_away": len(self.one_change_away),
            "right_line_on_rung_3": self.right_line,
            "right_line_by_rules_alone": self.right_line_by_rules,
            "attempts_that_show_hidden_values": self.leaks,
            "first_hint_ms": {"p50": self.median_ms, "p95": self.p95_ms},
            "rules": dict(self.rules.most_common()),
            "cases": [
                {
                    "name": case.name,
                    "status": case.verdict.status,
                    "rule": case.hints[0].rule,
                    "specific": case.hints[0].specific,
                    "line": case.pointed_line,
                    "right_lines": sorted({edit.line for _, edit in case.edits}),
                    "leaks": len(case.leaks),
                    "hints": [hint.text for hint in case.hints],
                }
                for case in self.cases
            ],
        }

    def table(self) -> str:
        """Return the figures as lines of text."""
        rows = [
            ("attempts", f"{len(self.cases)}"),
            ("specific first hint", f"{self.specific:.1%}"),
            ("line named on rung 3", f"{self.with_line:.1%}"),
        ]
        if self.right_line is not None and self.right_line_by_rules is not None:
            rows += [
                ("one change away", f"{len(self.one_change_away)}"),
                ("  right line on rung 3", f"{self.right_line:.1%}"),
                ("  by rules alone", f"{self.right_line_by_rules:.1%}"),
            ]
        rows += [
            ("hidden values shown", f"{self.leaks}"),
            ("first hint, median", f"{self.median_ms:.1f} ms"),
            ("first hint, p95", f"{self.p95_ms:.1f} ms"),
        ]
        lines = [f"{name:<24}{value:>10}" for name, value in rows]
        lines += ["", *(f"{count:>5}  {rule}" for rule, count in self.rules.most_common())]
        return "\n".join(lines)


async def evaluate(
    attempts: Sequence[Attempt], runner: Runner, *, patience_s: float = 0.0
) -> Figures:
    """Judge every attempt for real and ask the built-in tutor for every rung.

    Accepted attempts are left out. With `patience_s`, so many seconds are spent
    on each to find the single changes after which it would pass.

    Raises ValueError when nothing is left or tests cannot be used, and what the runner raises.
    """
    # All judged first: the runner uses every core, and would disturb the clock of the hints.
    verdicts = await asyncio.gather(*(_judge(runner, attempt) for attempt in attempts))
    cases: list[Case] = []
    for attempt, verdict in zip(attempts, verdicts, strict=True):
        if verdict.status == "accepted":
            continue
        problem, code = attempt.problem, attempt.code
        started = time.thread_time()
        first = offline_hint(problem, code, verdict)
        elapsed = 1000 * (time.thread_time() - started)
        hints = (first, *(offline_hint(problem, code, verdict, level=n) for n in RUNGS[1:]))
        leaks = tuple(shown_secrets(problem, code, verdict, hints))
        edits = await _edits(runner, attempt, verdict, hints[2].line, patience_s)
        cases.append(Case(attempt, verdict, hints, elapsed, leaks, edits))
    if not cases:
        raise ValueError("there is no wrong attempt to evaluate on: none is given, or all pass")
    return Figures(tuple(cases))


async def _judge(runner: Runner, attempt: Attempt) -> Verdict:
    try:
        return await runner.judge(attempt.code, attempt.problem.tests_json)
    except InvalidTests as error:
        raise ValueError(f"{attempt.name}: its tests cannot be used: {error}") from error


async def _edits(
    runner: Runner, attempt: Attempt, verdict: Verdict, near: int | None, patience_s: float
) -> tuple[tuple[float, Edit], ...]:
    found: list[tuple[float, Edit]] = []
    started = time.perf_counter()
    try:
        async with asyncio.timeout(patience_s):
            search = passing_edits(runner, attempt.problem, attempt.code, verdict, near=near)
            async for edit in search:
                found.append((time.perf_counter() - started, edit))  # noqa: PERF401  kept if cut
    except TimeoutError:
        pass
    return tuple(found)


def shown_secrets(
    problem: Problem, code: str, verdict: Verdict, hints: Iterable[Hint]
) -> Iterator[str]:
    """Yield values of tests that are not public which stand in a hint.

    A value that also stands in the statement, the author's hints, a public test
    or the student's own code is no secret; values shorter than three characters cannot be told
    from ordinary words.
    """
    own = (hint.text_md for hint in problem.hints)
    known = "\n".join([problem.prompt_md, problem.starter, code, *own, *_public_texts(verdict)])
    fixed = {text for texts in worked_examples().values() for text in texts}
    texts = [hint.text for hint in hints if hint.text not in fixed]
    for secret in sorted(_secrets(verdict)):
        if len(secret) > 2 and secret not in known and any(secret in text for text in texts):
            yield secret


def _public_texts(verdict: Verdict) -> Iterator[str]:
    for test in verdict.tests:
        if test.visibility == "public":
            yield from _texts(test)
            yield from (str(item) for item in (test.stdin, test.code, test.stdout) if item)
        elif test.visibility == "name-only":
            yield test.name


def _secrets(verdict: Verdict) -> set[str]:
    return {
        text
        for test in verdict.tests
        if test.visibility != "public"
        for text in _texts(test)
        if text.strip() and text not in ("None", "True", "False")
    }


def _texts(test: TestResult) -> Iterator[str]:
    for outcome in (test.expected, test.got):
        if outcome is not None:
            parts = (
                outcome.returns,
                outcome.stdout,
                outcome.match,
                *(outcome.after or {}).values(),
            )
            yield from (part for part in parts if part)
    if test.call:
        yield test.call
        yield test.call.partition("(")[2].rpartition(")")[0]
    if test.fault is not None:
        yield from (value for frame in test.fault.frames for value in frame.locals.values())
