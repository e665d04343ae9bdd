"""Which mutants of the reference the tests let live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from codify_runner.verdict import Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.mutations import Mutant, mutants_of
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
    """Beyond ``MAX_MUTANTS``."""
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


async def try_mutants(problem: Problem, reference: Verdict, runner: MutantJudge) -> MutationReport:
    """Judge the mutants of a sound problem's reference.

    A mutant that runs much longer than the reference does is taken for
    caught, as it would be by the problem's own limits, only later.
    """
    begun = time.perf_counter()
    found = mutants_of(problem.solution)
    chosen = _spread(found)
    quick, whole = _stages(problem.tests_json, reference)
    alive: list[Mutant] = chosen
    for tests_json in (quick, whole):
        if tests_json is not None and alive:
            alive = await _survivors(alive, tests_json, runner)
    seconds = time.perf_counter() - begun
    return MutationReport(len(chosen), len(found) - len(chosen), tuple(alive), seconds)


def _spread(found: list[Mutant]) -> list[Mutant]:
    """At most ``MAX_MUTANTS``, from all over the program."""
    if len(found) <= MAX_MUTANTS:
        return found
    return [found[index * len(found) // MAX_MUTANTS] for index in range(MAX_MUTANTS)]


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
    mutants: list[Mutant], tests_json: dict[str, Any], runner: MutantJudge
) -> list[Mutant]:
    turns = asyncio.Semaphore(_AT_A_TIME)

    async def lives(mutant: Mutant) -> bool:
        async with turns:
            verdict = await runner.judge(mutant.code, tests_json)
        counted = [test for test in verdict.tests if test.weight > 0]
        return verdict.fault is None and all(test.status == "passed" for test in counted)

    alive = await asyncio.gather(*(lives(mutant) for mutant in mutants))
    return [mutant for mutant, lived in zip(mutants, alive, strict=True) if lived]
