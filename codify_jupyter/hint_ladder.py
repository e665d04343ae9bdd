"""Asking for the next hint: whether it is time, and giving it."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from codify_jupyter.climbing import Ladder, ladder_of
from codify_jupyter.errors import Conflict
from codify_jupyter.policy import Policies
from codify_jupyter.representation import message_json, skill_json
from codify_jupyter.store import messages, skills, submissions, users
from codify_jupyter.tutor.reflection import while_climbing
from codify_jupyter.verdicts import verdict_from_json
from codify_jupyter.work import Work

if TYPE_CHECKING:
    from codify_jupyter.catalogue import Catalogue, Entry
    from codify_jupyter.database import Database
    from codify_jupyter.explanation import Explanation
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.messages import GivenHint
    from codify_jupyter.store.submissions import Submission
    from codify_jupyter.tutor import Tutor

log = logging.getLogger(__name__)

_UNJUDGED = ("pending", "running", "cancelled", "internal_error")
_LATEST = 12
"""So many submissions are read to find two that were judged."""


class HintLadder:
    """The rungs above the first, which comes with a verdict by itself."""

    def __init__(
        self, database: Database, tutor: Tutor, catalogue: Catalogue, explanation: Explanation
    ) -> None:
        self._database = database
        self._tutor = tutor
        self._catalogue = catalogue
        self._explanation = explanation
        self._policies = Policies(database)
        self._tasks: set[asyncio.Task[None]] = set()

    async def state(self, who: Principal, slug: str) -> dict[str, Any]:
        """Where the caller stands; the contract's ``Ladder``.

        Raises:
            NotFound: no such problem.
        """
        entry = await self._catalogue.get(slug, who)
        _, attempts, hints = await self._read(who, entry)
        return (await self._ladder(who, entry, attempts, hints)).as_json()

    async def climb(self, who: Principal, slug: str) -> Work:
        """Give the next rung; follow the events of what comes back.

        Raises:
            NotFound: no such problem.
            Conflict: there is no next rung, or it is not open yet.
        """
        entry = await self._catalogue.get(slug, who)
        user_id, attempts, hints = await self._read(who, entry)
        ladder = await self._ladder(who, entry, attempts, hints)
        if ladder.next is None or user_id is None:
            raise Conflict(ladder.note, reason="no_next_rung")
        if ladder.wait_s > 0:
            raise Conflict(
                f"The next hint opens in {max(1, round(ladder.wait_s))} seconds, or as soon as you"
                " submit changed code. What could you try until then?",
                reason="rung_locked",
            )
        latest = attempts[0]
        judged = await self._catalogue.version(latest.problem_version_id)
        work = Work(latest, judged, user_id, created=False)
        work.events.emit("reflection", {"text": while_climbing(ladder.next)})
        work.task = asyncio.create_task(self._give(work, ladder.next), name=f"rung-{latest.id}")
        self._tasks.add(work.task)
        work.task.add_done_callback(self._tasks.discard)
        return work

    async def close(self) -> None:
        """Stop all hints that are being written."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(
        self, who: Principal, entry: Entry
    ) -> tuple[int | None, list[Submission], list[GivenHint]]:
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            if user_id is None:
                return None, [], []
            rows = await submissions.list_for_problem(
                connection, user_id, entry.problem_id, limit=_LATEST
            )
            hints = await messages.hints_given(connection, user_id, entry.problem_id)
        return user_id, [row for row in rows if row.status not in _UNJUDGED][:2], hints

    async def _ladder(
        self,
        who: Principal,
        entry: Entry,
        attempts: list[Submission],
        hints: list[GivenHint],
    ) -> Ladder:
        policy = await self._policies.get(entry, who)
        return ladder_of(policy, attempts, hints, datetime.now(UTC))

    async def _give(self, work: Work, rung: int) -> None:
        try:
            assert work.row.verdict is not None, "only judged submissions have rungs"
            verdict = verdict_from_json(work.row.verdict)
            problem = work.entry.problem
            hint = await self._tutor.rung(problem, work.row.code, verdict, rung)
            async with self._database.begin() as connection:
                message = await messages.insert(
                    connection,
                    user_id=work.user_id,
                    problem_id=work.row.problem_id,
                    submission_id=work.row.id,
                    role="assistant",
                    text=hint.text,
                    source="builtin",
                    rung=hint.level,
                    rule=hint.rule,
                )
                work.skills = await skills.count_hint(connection, work.user_id, problem.tags)
            work.hint = message_json(message)
            work.events.emit("hint", {"message": work.hint})
            work.events.emit("skills", {"skills": [skill_json(one) for one in work.skills]})
            work.judged.set()
            await self._explanation.elaborate(work, verdict, hint)
        except Exception as error:
            log.exception("a hint for submission %d failed", work.row.id)
            work.failure = error
            work.events.emit(
                "error",
                {
                    "message": "The hint could not be given. Please ask for it again.",
                    "reason": "hint_failed",
                },
            )
        finally:
            work.events.emit("done", {})
            work.events.close()
            work.judged.set()
