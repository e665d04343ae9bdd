"""The way of a submission: stored, judged, stored again, explained."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from codify_schema.tables import UNFINISHED_STATUSES
from sqlalchemy.exc import IntegrityError

from codify_jupyter.admission import let_in
from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.doors import shown_to
from codify_jupyter.errors import NotFound
from codify_jupyter.measures import SUBMISSION_SECONDS
from codify_jupyter.pace import Pace
from codify_jupyter.policy import Policies
from codify_jupyter.problems.student_view import student_test_result, student_verdict
from codify_jupyter.representation import message_json, skill_json, submission_json
from codify_jupyter.store import messages, skills, submissions, users
from codify_jupyter.store.arrivals import Arrival
from codify_jupyter.submitted_code import check_code
from codify_jupyter.verdicts import verdict_from_json
from codify_jupyter.work import Work

if TYPE_CHECKING:
    from codify_runner import Verdict

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database, Presence
    from codify_jupyter.explanation import Explanation
    from codify_jupyter.judgement import Judgement
    from codify_jupyter.known_users import KnownUsers
    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal
    from codify_jupyter.queue import Queue
    from codify_jupyter.store.submissions import Submission

log = logging.getLogger(__name__)

ABANDONED_AFTER_S = 60.0
"""No text takes longer to be written."""
LOOK_EVERY_S = 5.0
"""How often a process looks for submissions whose judge is gone."""
LONGEST_ARRIVAL_S = 1.0
"""For so long judging lets those go first who are just handing in."""
ABSENCE_S = 10.0
"""Between two looks at a submission that another process judges, should no word of it come."""


class Submissions:
    """Takes submissions and sees each through to its verdict and hint."""

    def __init__(
        self,
        database: Database,
        judgement: Judgement,
        explanation: Explanation,
        catalogue: Catalogue,
        presence: Presence,
        limits: Limits,
        known: KnownUsers,
        queue: Queue | None = None,
    ) -> None:
        """Without a ``queue`` submissions are judged in this process."""
        self._database = database
        self._judgement = judgement
        self._explanation = explanation
        self._catalogue = catalogue
        self._presence = presence
        self._limits = limits
        self._known = known
        self._queue = queue
        self._policies = Policies(database)
        self.pace = Pace()
        self._arriving = 0
        self._all_in = asyncio.Event()
        self._all_in.set()
        self._live: dict[int, Work] = {}
        self._looking: asyncio.Task[None] | None = None

    async def submit(self, who: Principal, slug: str, code: str, key: uuid.UUID) -> Work:
        """Store a submission and begin to judge it. The same key gives the same submission.

        Raises:
            NotFound: no such problem.
            Invalid, TooLarge: the code cannot be judged.
            Conflict: the key was used for other code or another problem.
            StillOpen: an earlier submission of the caller's to it has no verdict yet.
            NotTaken: the sets that hold the problem do not take it now.
            TooOften: the caller has submitted too much of late.
            DatabaseUnavailable: nothing was stored; trying again is safe.
        """
        self._arriving += 1
        self._all_in.clear()
        try:
            return await self._submit(who, slug, code, key)
        finally:
            self._arriving -= 1
            if not self._arriving:
                self._all_in.set()

    async def _submit(self, who: Principal, slug: str, code: str, key: uuid.UUID) -> Work:
        check_code(code)
        try:
            row, created = await self._take(who, slug, code, key)
        except IntegrityError:
            if not self._known.forget(who):
                raise
            # The user was erased since; who comes back begins anew.
            row, created = await self._take(who, slug, code, key)
        return await self._take_up(row, created=created)

    async def follow(self, who: Principal, submission_id: int) -> Work:
        """The work on a submission of the caller's: live, or replayed from what is stored.

        Raises:
            NotFound: there is none, or it is another's.
        """
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            row = await submissions.get(connection, submission_id, user_id) if user_id else None
        if row is None:
            raise NotFound("There is no such submission of yours.", reason="unknown_submission")
        return await self._take_up(row, created=False)

    async def attempts(
        self, who: Principal, slug: str, limit: int, before: int | None
    ) -> list[dict[str, Any]]:
        """The caller's submissions to a problem, newest first, without their code."""
        entry = await self._catalogue.get(slug, who)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            if user_id is None:
                return []
            rows = await submissions.list_for_problem(
                connection, user_id, entry.problem_id, limit=limit, before=before
            )
        disclosed = await self._policies.disclosure(entry, user_id)
        shown = shown_to(disclosed, entry.problem.tests_json, solved=False)
        return [submission_json(row, slug, with_code=False, shown=shown) for row in rows]

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

    def look_after_orphans(self) -> None:
        """See to it, from now on, that what another process leaves unjudged is judged."""
        self._looking = asyncio.create_task(self._look_after_orphans(), name="codify-orphans")

    async def drain(self, patience_s: float) -> None:
        """Wait until what is in hand has its verdict, at most so long."""
        waits = [asyncio.ensure_future(work.judged.wait()) for work in self._live.values()]
        if waits:
            await asyncio.wait(waits, timeout=patience_s)
        for wait in waits:
            wait.cancel()

    async def close(self) -> None:
        """Stop all work. What is not judged stays pending; another process takes it up."""
        tasks = [work.task for work in self._live.values() if work.task is not None]
        if self._looking is not None:
            tasks.append(self._looking)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look_after_orphans(self) -> None:
        with suppress(DatabaseUnavailable):
            async with self._database.begin() as connection:
                await messages.fail_abandoned(connection, older_than_s=ABANDONED_AFTER_S)
        while True:
            try:
                if self._presence.known:
                    await self._take_orphans()
            except (DatabaseUnavailable, NotFound):
                log.warning("orphaned submissions were left for later", exc_info=True)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _take_orphans(self) -> None:
        me = self._presence.number
        async with self._database.begin() as connection:
            if self._queue is None:
                mine = await submissions.take_over(connection, me)
            else:
                mine = []
                for row in await submissions.unqueued(connection, me):
                    await submissions.release(connection, row.id)
                    await self._queue.put(connection, row)
        for row in mine:
            if row.id in self._live:
                self._presence.tell(row.id)  # it may be waiting for a judge that is gone
            else:
                log.info("submission %d is taken up again", row.id)
                await self._take_up(row, created=False)

    async def _take_up(self, row: Submission, *, created: bool) -> Work:
        entry = await self._catalogue.version(row.problem_version_id)
        disclosed = await self._policies.disclosure(entry, row.user_id)
        live = self._live.get(row.id)
        if live is not None:
            # Who looked for orphans may have found a new one before the caller came here.
            live.created |= created
            return live
        work = Work(row, entry, row.user_id, created, disclosure=disclosed)
        work.events.emit("submission", {"submission": work.submission_json()})
        if row.status in UNFINISHED_STATUSES:
            self._live[row.id] = work
            work.task = asyncio.create_task(self._see_through(work), name=f"submission-{row.id}")
        else:
            await self._replay(work)
        return work

    async def _replay(self, work: Work) -> None:
        """Give a finished submission's events once more."""
        await self._tell_verdict(work)
        work.events.emit("done", {})
        work.events.close()
        work.judged.set()

    async def _tell_verdict(self, work: Work) -> Verdict | None:
        """Emit what is stored of a judged submission: tests, verdict, hints."""
        verdict = None
        if work.row.verdict is not None:
            verdict = verdict_from_json(work.row.verdict)
            tests_json = work.entry.problem.tests_json
            work.solved = await self._has_solved(work)
            for test in verdict.tests:
                if work.shown.tells_of(test):
                    told = student_test_result(test, tests_json, work.shown)
                    work.events.emit("test", told)
            shown = student_verdict(verdict, tests_json, work.shown)
            work.events.emit("verdict", {"verdict": shown})
        async with self._database.connect() as connection:
            stored = await messages.list_for_submission(connection, work.row.id, work.user_id)
        for message in stored:
            if (message.role == "assistant" and message.rung is not None) or message.rule:
                work.hint = message_json(message)
                work.events.emit("hint", {"message": work.hint})
        return verdict

    async def _has_solved(self, work: Work) -> bool:
        """Whether its student has solved the problem, where that reveals anything."""
        groups = work.entry.problem.tests_json["groups"]
        if all(group["reveal"] != "after_solve" for group in groups):
            return False
        async with self._database.connect() as connection:
            _, accepted = await submissions.count_tries(
                connection, work.user_id, work.row.problem_id
            )
        return accepted > 0

    async def _see_through(self, work: Work) -> None:
        self.pace.begun()
        begun = time.monotonic()
        paced = False
        try:
            judged_elsewhere = await self._wait_for_judge(work)
            if judged_elsewhere:
                verdict = await self._tell_verdict(work)
                hint = await self._explanation.first_hint(work, verdict) if verdict else None
            else:
                await self._let_others_arrive()
                verdict, hint = await self._judgement.pass_on(work)
                shown = student_verdict(verdict, work.entry.problem.tests_json, work.shown)
                work.events.emit("verdict", {"verdict": shown})
                if work.hint is not None:
                    work.events.emit("hint", {"message": work.hint})
            if judged_elsewhere and verdict:
                async with self._database.connect() as connection:
                    known = await skills.list_for_user(connection, work.user_id)
                tags = work.entry.problem.tags
                work.skills = [one for one in known if one.tag in tags]
            # In an exam they would tell how the hidden tests went.
            told = work.skills if work.disclosure.results else []
            work.events.emit("skills", {"skills": [skill_json(one) for one in told]})
            work.judged.set()
            paced = True
            self.pace.ended()
            SUBMISSION_SECONDS.observe(time.monotonic() - begun)
            told_here = work.created or not judged_elsewhere
            if told_here and verdict is not None and hint is not None and work.hint is not None:
                await self._explanation.elaborate(work, verdict, hint)
        except asyncio.CancelledError:
            if not work.cancel_requested:
                raise
            await self._store_cancelled(work)
        except DatabaseUnavailable as error:
            # The row is still open: whoever looks after orphans next judges it again.
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
            if not paced:
                self.pace.ended()
            work.events.emit("done", {})
            work.events.close()
            work.judged.set()
            self._live.pop(work.row.id, None)

    async def _let_others_arrive(self) -> None:
        """Take all in before judging one: at a deadline what counts is to have been in time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_in.wait(), LONGEST_ARRIVAL_S)

    async def _wait_for_judge(self, work: Work) -> bool:
        """Wait while another process has it in hand.

        Returns:
            True when it is finished; False when it is, or has become, this process's to judge.
        """
        if work.row.judge == self._presence.number:
            return False
        with self._presence.watch(work.row.id) as changed:
            while True:
                changed.clear()
                with suppress(DatabaseUnavailable):
                    async with self._database.connect() as connection:
                        row = await submissions.find(connection, work.row.id)
                    if row is None:
                        raise NotFound("This submission was erased.", reason="unknown_submission")
                    work.row = row
                    if row.status not in UNFINISHED_STATUSES:
                        return True
                    if row.judge == self._presence.number:
                        return False
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), ABSENCE_S)

    async def _take(
        self, who: Principal, slug: str, code: str, key: uuid.UUID
    ) -> tuple[Submission, bool]:
        """Let a submission in and store it; whether it is new comes second."""
        judge = None if self._queue else self._presence.number
        user_id = await self._known.id_of(who)
        arrival = Arrival(user_id, who.courses, slug, code, key, judge)
        # Without a queue what takes it is one statement, and needs no transaction.
        enter = self._database.begin if self._queue else self._database.connect
        async with enter() as connection:
            row, created = await let_in(connection, who, arrival, self._limits)
            again = row.status == "internal_error"
            if again:
                row = await submissions.reopen(connection, row.id, judge)
            if self._queue is not None and row.status == "pending" and (created or again):
                await self._queue.put(connection, row)
        return row, created

    async def _store_cancelled(self, work: Work) -> None:
        with suppress(DatabaseUnavailable):
            async with self._database.begin() as connection:
                row = await submissions.cancel(connection, work.row.id, work.user_id)
            if row is not None:
                work.row = row
                work.events.emit(
                    "submission",
                    {"submission": work.submission_json()},
                )
