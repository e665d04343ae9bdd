"""Judging a submission and storing what comes of it: the same wherever it is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from codify_runner import RunnerClosed, RunnerError, Verdict

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.measures import JUDGED, JUDGING_SECONDS
from codify_jupyter.problems.student_view import student_test_result
from codify_jupyter.representation import message_json
from codify_jupyter.store import judged, submissions
from codify_jupyter.store.judged import FirstHint
from codify_jupyter.verdicts import verdict_to_json

if TYPE_CHECKING:
    from codify_runner import Runner, TestResult
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.database import Database
    from codify_jupyter.explanation import Explanation
    from codify_jupyter.store.judged import Before
    from codify_jupyter.store.submissions import Submission
    from codify_jupyter.tutor import Hint
    from codify_jupyter.work import Work

log = logging.getLogger(__name__)
T = TypeVar("T")

STORE_RETRY_DELAYS_S = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)
"""A verdict outlives a database that is away for about a quarter of a minute."""


class Judgement:
    """Judges submissions, each to a stored verdict with skills and offline hint."""

    def __init__(self, database: Database, runner: Runner, explanation: Explanation) -> None:
        self._database = database
        self._runner = runner
        self._explanation = explanation

    async def pass_on(self, work: Work) -> tuple[Verdict, Hint | None]:
        """Judge the submission and store the verdict; ``work.row`` is the row after it.

        Raises:
            DatabaseUnavailable: the verdict could not be stored for a quarter of a minute.
            RunnerClosed: this process is ending.
        """
        # Beside the judging: afterwards it would be a way to the database more.
        known = asyncio.ensure_future(_keep(lambda: self._before(work)))
        try:
            with JUDGING_SECONDS.time():
                verdict = await self._judge(work)
            hint = await _keep(lambda: self._explanation.first_hint(work, verdict))
            before = await known
        finally:
            known.cancel()
            await asyncio.gather(known, return_exceptions=True)
        work.solved = before.solved or verdict.status == "accepted"
        await _keep(lambda: self._store(work, verdict, hint, before))
        JUDGED.labels(work.row.status).inc()
        return verdict, hint

    async def _judge(self, work: Work) -> Verdict:
        def tell(result: TestResult) -> None:
            if work.shown.tells_of(result):
                work.events.emit("test", student_test_result(result, tests_json))

        tests_json = work.entry.problem.tests_json
        try:
            return await self._runner.judge(
                work.row.code, tests_json, on_test=tell, owner=work.user_id
            )
        except RunnerClosed:
            raise
        except RunnerError:
            log.exception("submission %d could not be judged", work.row.id)
            return Verdict(
                status="internal_error",
                score=0.0,
                points=0.0,
                possible=work.entry.problem.points,
                runtime_ms=0.0,
            )

    async def _before(self, work: Work) -> Before:
        async with self._database.connect() as connection:
            return await judged.before(
                connection,
                user_id=work.user_id,
                problem_id=work.row.problem_id,
                submission_id=work.row.id,
                tags=work.entry.problem.tags,
            )

    async def _store(self, work: Work, verdict: Verdict, hint: Hint | None, before: Before) -> None:
        """Verdict, skills and hint, all or none of them."""
        stored: dict[str, Any] = {
            "status": verdict.status,
            "score": verdict.score,
            "runtime_ms": round(verdict.runtime_ms),
            "verdict": verdict_to_json(verdict),
        }
        async with self._database.connect() as connection:
            if verdict.status == "internal_error":  # nobody's attempt
                row = await submissions.store_verdict(connection, work.row.id, **stored)
            else:
                row = await self._finish(connection, work, stored, hint, before)
            if row is None:  # another process has judged it meanwhile, or it was cancelled
                row = await submissions.get(connection, work.row.id, work.user_id)
        if row is not None:
            work.row = row

    async def _finish(
        self,
        connection: AsyncConnection,
        work: Work,
        stored: dict[str, Any],
        hint: Hint | None,
        before: Before,
    ) -> Submission | None:
        finished = await judged.finish(
            connection,
            user_id=work.user_id,
            problem_id=work.row.problem_id,
            submission_id=work.row.id,
            tags=work.entry.problem.tags,
            known=before,
            hint=None if hint is None else FirstHint(hint.text, hint.level or None, hint.rule),
            **stored,
        )
        if finished is None:
            return None
        work.skills = finished.skills
        work.hint = None if finished.hint is None else message_json(finished.hint)
        return replace(work.row, judged_at=finished.judged_at, **stored)


async def _keep(step: Callable[[], Awaitable[T]]) -> T:
    """Do what a verdict needs, and be patient with a database that is away for a moment."""
    for delay in STORE_RETRY_DELAYS_S:
        try:
            return await step()
        except DatabaseUnavailable:
            await asyncio.sleep(delay)
    return await step()
