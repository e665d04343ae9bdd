"""Which mutants of the reference the tests let live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from codify_runner.verdict import Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.mutations import Mutant, spread_mutants
from codify_jupyter.problems.tests_document import digest

MAX_MUTANTS = 120
_LEAST_TIMEOUT_S = 0.1
_AT_A_TIME = 2
_QUICK_KINDS = ("call", "stdio", "code")


class MutantJudge(Protocol):
    """What of a ``codify_runner.Runner`` is needed here."""

    async def judge(self, code: str, tests_json: dict[str, Any]) -> Verdict:
        """Judge one program."""
        ...


@dataclass(frozen=True, slots=True)
class MutationReport:
    """What became of the mutants."""

    tried: int
    left_out: int
    """Beyond ``MAX_MUTANTS``, or not judged in time."""
    accepted: tuple[Mutant, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "tried": self.tried,
            "left_out": self.left_out,
            "seconds": round(self.seconds, 3),
            "accepted": [
                {"line": one.line, "was": one.was, "now": one.now} for one in self.accepted
            ],
        }


async def try_mutants(
    problem: Problem, reference: Verdict, runner: MutantJudge, within_s: float | None = None
) -> MutationReport:
    """Judge the mutants of a sound problem's reference, as far as time allows.

    A mutant that runs much longer than the reference does is taken for
    caught, as it would be by the problem's own limits, only later.
    """
    begun = time.perf_counter()
    end = None if within_s is None else begun + within_s
    # In a thread: each mutant is a copy of the whole program.
    chosen, left_out = await asyncio.to_thread(spread_mutants, problem.solution, MAX_MUTANTS, end)
    untried: set[Mutant] = set()
    alive: list[Mutant] = chosen
    for tests_json in _stages(problem.tests_json, reference):
        if tests_json is not None and alive:
            alive = await _survivors(alive, tests_json, runner, end, untried)
    seconds = time.perf_counter() - begun
    tried = len(chosen) - len(untried)
    return MutationReport(tried, left_out + len(untried), tuple(alive), seconds)


def _stages(
    tests_json: dict[str, Any], reference: Verdict
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The tests that cost little, which catch most; then the others, for what is left."""
    took = {result.id: result.runtime_ms / 1000 for result in reference.tests}
    tests = []
    for test in tests_json["tests"]:
        enough = max(_LEAST_TIMEOUT_S, 10 * took.get(test["id"], 0.0))
        # Rules about the text are no matter of values, and would be about changed text.
        if test["kind"] != "static":
            tests.append({**test, "timeout_s": min(test["timeout_s"], enough)})
    quick = [test for test in tests if test["kind"] in _QUICK_KINDS]
    rest = [test for test in tests if test["kind"] not in _QUICK_KINDS]
    return _with_tests(tests_json, quick), _with_tests(tests_json, rest)


def _with_tests(
    tests_json: dict[str, Any], tests: Sequence[dict[str, Any]]
) -> dict[str, Any] | None:
    if not tests:
        return None
    content = {**tests_json, "tests": list(tests)}
    return {**content, "digest": digest(content)}


async def _survivors(
    mutants: list[Mutant],
    tests_json: dict[str, Any],
    runner: MutantJudge,
    end: float | None,
    untried: set[Mutant],
) -> list[Mutant]:
    """Those that pass; those that there was no time for are added to ``untried``."""
    turns = asyncio.Semaphore(_AT_A_TIME)

    async def lives(mutant: Mutant) -> bool:
        async with turns:
            if end is not None and time.perf_counter() > end:
                untried.add(mutant)
                return False
            verdict = await runner.judge(mutant.code, tests_json)
        counted = [test for test in verdict.tests if test.weight > 0]
        return verdict.fault is None and all(test.status == "passed" for test in counted)

    alive = await asyncio.gather(*(lives(mutant) for mutant in mutants))
    return [mutant for mutant, lived in zip(mutants, alive, strict=True) if lived]
