"""Trying changed programs in the sandbox until one passes, for as long as there is time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from codify_runner import Runner, RunnerError, Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.edits.change import Edit, Variant
from codify_jupyter.tutor.edits.variants import variants
from codify_jupyter.tutor.program import Program

TIME_BOX_S = 1.0
_AT_ONCE = 2
"""Programs in the sandbox at a time: students' own submissions come between them."""
_PATIENCE_S = 0.15
"""For one test of a changed program, which may well run for ever."""
_REMEMBERED = 500


async def passing_edits(
    runner: Runner, problem: Problem, code: str, verdict: Verdict, *, near: int | None = None
) -> AsyncGenerator[Edit, None]:
    """Yield each change after which all tests pass, as it is found; the likeliest are tried first.

    Takes as long as it takes: close the generator, or cancel, to stop it.

    Raises:
        RunnerError: The sandbox cannot be used.
    """
    wrong = {test.id for test in verdict.tests if test.status not in ("passed", "skipped")}
    first = _cheapest(problem, wrong)
    if first is None:
        return
    sieve = {**problem.tests_json, "tests": [first]}
    waiting: set[asyncio.Task[Edit | None]] = set()
    try:
        for variant in variants(Program(code), near):
            waiting.add(asyncio.create_task(_passes(runner, problem, sieve, variant)))
            if len(waiting) < _AT_ONCE:
                continue
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if edit := task.result():
                    yield edit
        for last in asyncio.as_completed(waiting):
            if edit := await last:
                yield edit
    finally:
        for unfinished in waiting:
            unfinished.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def _cheapest(problem: Problem, wrong: set[str]) -> dict[str, Any] | None:
    """Return the failing test that sorts out most changed programs for the least time."""
    failing = [test for test in problem.tests_json.get("tests", []) if test.get("id") in wrong]
    costly = {"generated": 2, "property": 3, "static": 4, "code": 1}
    failing.sort(key=lambda test: (costly.get(str(test.get("kind")), 0), len(str(test))))
    if not failing:
        return None
    return {**failing[0], "timeout_s": min(_PATIENCE_S, failing[0].get("timeout_s") or 1.0)}


async def _passes(
    runner: Runner, problem: Problem, sieve: dict[str, Any], variant: Variant
) -> Edit | None:
    verdict = await runner.judge(variant.code, sieve)
    if verdict.tests[0].status != "passed":
        return None
    verdict = await runner.judge(variant.code, problem.tests_json)
    return variant.edit if verdict.status == "accepted" else None


class EditSearch:
    """Searches in the background, one at a time, and remembers what was found."""

    def __init__(self, runner: Runner | None, *, time_box_s: float = TIME_BOX_S) -> None:
        self._runner = runner
        self._time_box_s = time_box_s
        self._turn = asyncio.Semaphore(1)
        self._known: OrderedDict[tuple[str, str], asyncio.Task[Edit | None]] = OrderedDict()

    def begin(
        self, problem: Problem, code: str, verdict: Verdict, near: int | None
    ) -> asyncio.Task[Edit | None] | None:
        """Start a search, or return the one that was started for this code; None without sandbox.

        Its result is None when nothing was found in time.
        """
        if self._runner is None:
            return None
        key = (problem.digest, code)
        task = self._known.get(key)
        if task is None:
            work = self._find(self._runner, problem, code, verdict, near)
            task = self._known[key] = asyncio.create_task(work, name="edit-search")
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)[1].cancel()
        self._known.move_to_end(key)
        return task

    def known(self, problem: Problem, code: str) -> Edit | None:
        """What an earlier search has found, without waiting."""
        task = self._known.get((problem.digest, code))
        done = task is not None and task.done() and not task.cancelled()
        return task.result() if task is not None and done else None

    async def close(self) -> None:
        """Stop all searches."""
        tasks = list(self._known.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _find(
        self, runner: Runner, problem: Problem, code: str, verdict: Verdict, near: int | None
    ) -> Edit | None:
        async with self._turn:
            try:
                async with asyncio.timeout(self._time_box_s):
                    found = passing_edits(runner, problem, code, verdict, near=near)
                    async with aclosing(found) as edits:
                        async for edit in edits:
                            return edit
            except (TimeoutError, RunnerError):
                return None
        return None
