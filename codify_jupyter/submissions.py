"""The way of a submission: stored, judged, stored again, explained."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codify_runner import RunnerError, Verdict
from sqlalchemy.exc import IntegrityError

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.errors import Conflict, NotFound
from codify_jupyter.events import EventLog
from codify_jupyter.explanation import Explanation
from codify_jupyter.problems.student_view import student_test_result, student_verdict
from codify_jupyter.representation import (
    message_json,
    skill_json,
    submission_json,
    verdict_json,
)
from codify_jupyter.store import messages, skills, submissions, users
from codify_jupyter.submitted_code import check_code
from codify_jupyter.verdicts import verdict_from_json, verdict_to_json

if TYPE_CHECKING:
    from codify_runner import Runner, TestResult
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue, Entry
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.skills import Skill
    from codify_jupyter.store.submissions import Submission
    from codify_jupyter.tutor import Hint, Tutor

log = logging.getLogger(__name__)

STORE_RETRY_DELAYS_S = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0)
"""A verdict outlives a database that is away for about a quarter of a minute."""
RESUME_OLDER_THAN_S = 60.0
"""Unfinished submissions older than this belong to a process that is gone."""


@dataclass(eq=False, slots=True)
class Work:
    """One submission while this process has it in hand, and its events."""

    row: Submission
    entry: Entry
    user_id: int
    created: bool
    events: EventLog = field(default_factory=EventLog)
    hint: dict[str, Any] | None = None
    skills: list[Skill] = field(default_factory=list)
    """Of the problem's tags, once the verdict is stored."""
    failure: Exception | None = None
    """Why there is no verdict."""
    judged: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when verdict and offline hint are stored, or nothing more can be done."""
    task: asyncio.Task[None] | None = None
    cancel_requested: bool = False

    async def result(self, patience_s: float = 0.0) -> dict[str, Any]:
        """The contract's ``SubmissionResult``, once judged.

        ``patience_s`` is how long to wait on for a language model's hint.

        Raises:
            DatabaseUnavailable: the verdict could not be stored; the same key tries again.
        """
        await self.judged.wait()
        if self.failure is not None:
            raise self.failure
        if self.task is not None and patience_s > 0:
            await asyncio.wait({self.task}, timeout=patience_s)
        return self.as_it_is()

    def as_it_is(self) -> dict[str, Any]:
        """The contract's ``SubmissionResult`` as far as it is known by now."""
        return {
            "submission": submission_json(self.row, self.entry.problem.slug),
            "verdict": verdict_json(self.row, self.entry.problem.tests_json),
            "hint": self.hint,
        }


class Submissions:
    """Takes submissions and sees each through to its verdict and hint."""

    def __init__(
        self, database: Database, runner: Runner, tutor: Tutor, catalogue: Catalogue
    ) -> None:
        self._database = database
        self._runner = runner
        self._tutor = tutor
        self._catalogue = catalogue
        self.explanation = self._explanation = Explanation(database, tutor)
        self._live: dict[int, Work] = {}
        self._user_ids: dict[Principal, int] = {}
        self._resuming: asyncio.Task[None] | None = None

    async def submit(self, who: Principal, slug: str, code: str, key: uuid.UUID) -> Work:
        """Store a submission and begin to judge it. The same key gives the same submission.

        Raises:
            NotFound: no such problem.
            Invalid, TooLarge: the code cannot be judged.
            Conflict: the key was used for other code or another problem.
            DatabaseUnavailable: nothing was stored; trying again is safe.
        """
        check_code(code)
        entry = await self._catalogue.get(slug)
        try:
            user_id, row, created = await self._insert(who, entry, code, key)
        except IntegrityError:
            if self._user_ids.pop(who, None) is None:
                raise
            # The user was erased since; who comes back begins anew.
            user_id, row, created = await self._insert(who, entry, code, key)
        if not created and (row.code != code or row.problem_id != entry.problem_id):
            raise Conflict(
                "This idempotency key was used for another submission. Send a new key.",
                reason="key_reused",
            )
        return await self._take_up(row, user_id, created=created)

    async def follow(self, who: Principal, submission_id: int) -> Work:
        """The work on a submission of the caller's: live, or replayed from what is stored.

        Raises:
            NotFound: there is none, or it is another's.
        """
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            row = await submissions.get(connection, submission_id, user_id) if user_id else None
        if row is None or user_id is None:
            raise NotFound("There is no such submission of yours.", reason="unknown_submission")
        return await self._take_up(row, user_id, created=False)

    async def attempts(
        self, who: Principal, slug: str, limit: int, before: int | None
    ) -> list[dict[str, Any]]:
        """The caller's submissions to a problem, newest first, without their code."""
        entry = await self._catalogue.get(slug)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            if user_id is None:
                return []
            rows = await submissions.list_for_problem(
                connection, user_id, entry.problem_id, limit=limit, before=before
            )
        return [submission_json(row, slug, with_code=False) for row in rows]

    async def cancel(self, who: Principal, submission_id: int) -> None:
        """Stop a submission that is not judged yet, or its running explanation."""
        work = await self.follow(who, submission_id)
        if work.task is not None and not work.task.done():
            work.cancel_requested = True
            work.task.cancel()
            await asyncio.wait({work.task})

    def stop_explaining(self, message_id: int, user_id: int) -> bool:
        """Stop a language model's text for a submission; False when it is none of ours."""
        return self._explanation.stop(message_id, user_id)

    def resume_unfinished(self) -> None:
        """Judge, in the background, what an earlier process took and did not finish."""
        self._resuming = asyncio.create_task(self._resume(), name="codify-resume")

    async def close(self) -> None:
        """Stop all work. What is not judged stays pending and is taken up at the next start."""
        tasks = [work.task for work in self._live.values() if work.task is not None]
        if self._resuming is not None:
            tasks.append(self._resuming)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _resume(self) -> None:
        try:
            async with self._database.begin() as connection:
                await messages.fail_abandoned(connection, older_than_s=RESUME_OLDER_THAN_S)
            async with self._database.connect() as connection:
                rows = await submissions.unfinished(connection, older_than_s=RESUME_OLDER_THAN_S)
            for row in rows:
                work = await self._take_up(row, row.user_id, created=False)
                await work.judged.wait()
        except (DatabaseUnavailable, NotFound):
            log.warning("unfinished submissions were left for the next start", exc_info=True)

    async def _take_up(self, row: Submission, user_id: int, *, created: bool) -> Work:
        live = self._live.get(row.id)
        if live is not None:
            return live
        entry = await self._catalogue.version(row.problem_version_id)
        live = self._live.get(row.id)  # another caller may have been quicker meanwhile
        if live is not None:
            return live
        work = Work(row, entry, user_id, created)
        work.events.emit("submission", {"submission": submission_json(row, entry.problem.slug)})
        if row.status in ("pending", "running"):
            self._live[row.id] = work
            work.task = asyncio.create_task(self._see_through(work), name=f"submission-{row.id}")
        else:
            await self._replay(work)
        return work

    async def _replay(self, work: Work) -> None:
        """Give a finished submission's events once more."""
        if work.row.verdict is not None:
            verdict = verdict_from_json(work.row.verdict)
            for test in verdict.tests:
                work.events.emit("test", student_test_result(test, work.entry.problem.tests_json))
            shown = student_verdict(verdict, work.entry.problem.tests_json)
            work.events.emit("verdict", {"verdict": shown})
        async with self._database.connect() as connection:
            stored = await messages.list_for_submission(connection, work.row.id, work.user_id)
        for message in stored:
            if (message.role == "assistant" and message.rung is not None) or message.rule:
                work.hint = message_json(message)
                work.events.emit("hint", {"message": work.hint})
        work.events.emit("done", {})
        work.events.close()
        work.judged.set()

    async def _see_through(self, work: Work) -> None:
        try:
            verdict = await self._judge(work)
            hint = await self._explanation.first_hint(work, verdict)
            await self._keep(lambda: self._store(work, verdict, hint))
            shown = student_verdict(verdict, work.entry.problem.tests_json)
            work.events.emit("verdict", {"verdict": shown})
            if work.hint is not None:
                work.events.emit("hint", {"message": work.hint})
            work.events.emit("skills", {"skills": [skill_json(one) for one in work.skills]})
            work.judged.set()
            if hint is not None and work.hint is not None:
                await self._explanation.elaborate(work, verdict, hint)
        except asyncio.CancelledError:
            if not work.cancel_requested:
                raise
            await self._store_cancelled(work)
        except DatabaseUnavailable as error:
            # The row is still pending: the same key, or the next start, judges it again.
            work.failure = None if work.row.verdict else error
            work.events.emit("error", {"message": error.message, "reason": error.reason})
        except Exception as error:
            log.exception("submission %d came to a halt", work.row.id)
            work.failure = None if work.row.verdict else error
            work.events.emit(
                "error",
                {
                    "message": "Something went wrong on the server. Please submit again.",
                    "reason": "internal_error",
                },
            )
        finally:
            work.events.emit("done", {})
            work.events.close()
            work.judged.set()
            self._live.pop(work.row.id, None)

    async def _insert(
        self, who: Principal, entry: Entry, code: str, key: uuid.UUID
    ) -> tuple[int, Submission, bool]:
        async with self._database.connect() as connection:  # the insert is one statement
            user_id = await self._user_id(connection, who)
            row, created = await submissions.insert(
                connection,
                user_id=user_id,
                problem_id=entry.problem_id,
                problem_version_id=entry.version_id,
                tests_digest=entry.problem.digest,
                code=code,
                idempotency_key=key,
            )
            if row.status == "internal_error" and row.code == code:
                row = await submissions.reopen(connection, row.id)
        return user_id, row, created

    async def _user_id(self, connection: AsyncConnection, who: Principal) -> int:
        known = self._user_ids.get(who)
        if known is None:
            known = await users.ensure(
                connection, who.name, display_name=who.display_name, provider=who.provider
            )
            self._user_ids[who] = known
        return known

    async def _judge(self, work: Work) -> Verdict:
        def tell(result: TestResult) -> None:
            work.events.emit("test", student_test_result(result, tests_json))

        tests_json = work.entry.problem.tests_json
        try:
            return await self._runner.judge(work.row.code, tests_json, on_test=tell)
        except RunnerError:
            log.exception("submission %d could not be judged", work.row.id)
            return Verdict(
                status="internal_error",
                score=0.0,
                points=0.0,
                possible=work.entry.problem.points,
                runtime_ms=0.0,
            )

    async def _store(self, work: Work, verdict: Verdict, hint: Hint | None) -> None:
        """Verdict, skills and hint in one transaction."""
        async with self._database.begin() as connection:
            row = await submissions.store_verdict(
                connection,
                work.row.id,
                status=verdict.status,
                score=verdict.score,
                runtime_ms=round(verdict.runtime_ms),
                verdict=verdict_to_json(verdict),
            )
            if row is None:  # another process has judged it meanwhile, or it was cancelled
                row = await submissions.get(connection, work.row.id, work.user_id)
            elif verdict.status != "internal_error":
                work.skills = await skills.count_attempt(
                    connection,
                    user_id=work.user_id,
                    problem_id=row.problem_id,
                    submission_id=row.id,
                    tags=work.entry.problem.tags,
                    accepted=verdict.status == "accepted",
                )
                if hint is not None:
                    await self._explanation.store_hint(connection, work, hint)
        if row is not None:
            work.row = row

    async def _store_cancelled(self, work: Work) -> None:
        with suppress(DatabaseUnavailable):
            async with self._database.begin() as connection:
                row = await submissions.cancel(connection, work.row.id, work.user_id)
            if row is not None:
                work.row = row
                work.events.emit(
                    "submission",
                    {"submission": submission_json(row, work.entry.problem.slug)},
                )

    async def _keep(self, store: Callable[[], Awaitable[None]]) -> None:
        """Store something dear, and be patient with a database that is away for a moment."""
        for delay in STORE_RETRY_DELAYS_S:
            try:
                return await store()
            except DatabaseUnavailable:
                await asyncio.sleep(delay)
        return await store()
