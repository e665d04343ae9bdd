"""Small problems for the tutor's tests, and a judge for them: the real one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any, Self

from codify_runner import Runner, Verdict

from codify_jupyter.problems.model import AuthorHint, Problem

Case = tuple[str, str]
"""A call and the literal it should give."""


def problem(
    entry: str,
    public: Sequence[Case | dict[str, Any]] = (),
    *,
    hidden: Sequence[Case | dict[str, Any]] = (),
    named: Sequence[tuple[str, str, str]] = (),
    compare: str = "exact",
    starter: str = "",
    solution: str = "",
    statement: str = "Write it.",
    hints: Sequence[AuthorHint] = (),
    tutor: dict[str, Any] | None = None,
) -> Problem:
    """Make a problem; `named` are name-only tests: name, call, literal."""
    tests = [
        *(_test(f"p{i}", "public", case, compare) for i, case in enumerate(public)),
        *(_test(f"h{i}", "hidden", case, compare) for i, case in enumerate(hidden)),
        *(
            {**_test(f"n{i}", "name-only", (call, literal), compare), "name": name}
            for i, (name, call, literal) in enumerate(named)
        ),
    ]
    groups = [
        {
            "id": visibility,
            "title": visibility,
            "points": 1,
            "visibility": visibility,
            "scoring": "sum",
            "reveal": "never",
        }
        for visibility in ("public", "hidden", "name-only")
        if any(test["group"] == visibility for test in tests)
    ]
    return Problem(
        id="5cbb0a14-6c3c-4f0a-9a0c-0a7f0b7f5d10",
        slug="sample",
        title="A sample",
        difficulty="easy",
        tags=(),
        concepts=(),
        prerequisites=(),
        points=1,
        entry=entry,
        prompt_md=statement,
        hints=tuple(hints),
        starter=starter,
        solution=solution,
        tests_json={
            "schema": "codify.tests/1",
            "entry": entry,
            "groups": groups,
            "tests": tests,
            "limits": {"time_s": 1, "memory_mb": 256, "output_kb": 64},
            "requires": [],
            "sources": {},
            "digest": "0" * 16,
        },
        tutor=tutor or {},
    )


def _test(identifier: str, group: str, case: Case | dict[str, Any], compare: str) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": identifier,
        "name": identifier,
        "kind": "call",
        "group": group,
        "visibility": group,
        "weight": 1,
        "timeout_s": 0.5,
        "given": "",
        "compare": {"kind": compare},
        "expect": {},
    }
    if isinstance(case, dict):
        return {**base, "name": str(case.get("call", identifier)), **case}
    call, literal = case
    return {**base, "name": call, "call": call, "expect": {"returns": literal}}


class Judge:
    """The real runner, for tests that are not coroutines themselves."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = Runner()
        self._wait(self._runner.start())
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._runner.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __call__(self, what: Problem, code: str) -> Verdict:
        """Judge `code`."""
        verdict: Verdict = self._wait(self._runner.judge(code, what.tests_json))
        return verdict

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
