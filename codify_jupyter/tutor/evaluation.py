"""How good the built-in tutor is on the wrong solutions that problems come with."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codify_runner import Runner, TestResult, Verdict

from codify_jupyter.problems.model import Problem, WrongSolution
from codify_jupyter.tutor import Hint, offline_hint
from codify_jupyter.tutor.hint import RUNGS
from codify_jupyter.tutor.worked_examples import worked_examples


@dataclass(frozen=True, slots=True)
class Case:
    """What the tutor said to one wrong solution."""

    problem: Problem
    wrong: WrongSolution
    verdict: Verdict
    hints: tuple[Hint, ...]
    """One for each rung."""
    milliseconds: float
    """Time of the first hint."""
    leaks: tuple[str, ...]
    """Hidden values that a text contains."""

    @property
    def name(self) -> str:
        """Slug and wrong solution, e.g. ``running-mean/off_by_one``."""
        return f"{self.problem.slug}/{self.wrong.name}"


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
        """Median time of a first hint."""
        return statistics.median(case.milliseconds for case in self.cases)

    @property
    def p95_ms(self) -> float:
        """Time within which 95 of 100 first hints are made."""
        times = sorted(case.milliseconds for case in self.cases)
        return times[min(len(times) - 1, int(0.95 * len(times)))]

    @property
    def rules(self) -> Counter[str]:
        """How often each rule gave the first hint."""
        return Counter(case.hints[0].rule for case in self.cases)

    @staticmethod
    def _share(answers: Iterable[bool]) -> float:
        known = list(answers)
        return sum(known) / len(known)

    def table(self) -> str:
        """Return the figures as lines of text."""
        rows = [
            ("wrong solutions", f"{len(self.cases)}"),
            ("specific first hint", f"{self.specific:.1%}"),
            ("line named on rung 3", f"{self.with_line:.1%}"),
            ("hidden values shown", f"{self.leaks}"),
            ("first hint, median", f"{self.median_ms:.1f} ms"),
            ("first hint, p95", f"{self.p95_ms:.1f} ms"),
        ]
        lines = [f"{name:<24}{value:>10}" for name, value in rows]
        lines += ["", *(f"{count:>5}  {rule}" for rule, count in self.rules.most_common())]
        return "\n".join(lines)


async def evaluate(problems: Iterable[Problem], runner: Runner) -> Figures:
    """Judge every wrong solution for real and ask the built-in tutor for every rung.

    Raises ValueError when there is no wrong solution at all, and what the runner raises.
    """
    pairs = [(problem, wrong) for problem in problems for wrong in problem.wrong]
    # All judged first: the runner uses every core, and nothing disturbs the clock of the hints.
    verdicts = await asyncio.gather(
        *(runner.judge(wrong.code, problem.tests_json) for problem, wrong in pairs)
    )
    cases: list[Case] = []
    for (problem, wrong), verdict in zip(pairs, verdicts, strict=True):
        started = time.perf_counter()
        first = offline_hint(problem, wrong.code, verdict)
        elapsed = 1000 * (time.perf_counter() - started)
        others = (offline_hint(problem, wrong.code, verdict, level=n) for n in RUNGS[1:])
        hints = (first, *others)
        leaks = tuple(shown_secrets(problem, wrong.code, verdict, hints))
        cases.append(Case(problem, wrong, verdict, hints, elapsed, leaks))
    if not cases:
        raise ValueError("none of these problems comes with a wrong solution to evaluate on")
    return Figures(tuple(cases))


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
