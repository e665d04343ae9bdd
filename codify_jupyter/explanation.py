"""What a student reads after a verdict: the offline hint at once, a model's words after it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from codify_jupyter.model_access import Admission, ModelAccess
from codify_jupyter.policy import Policies
from codify_jupyter.representation import message_json
from codify_jupyter.store import messages
from codify_jupyter.tutor import ModelCall

if TYPE_CHECKING:
    from codify_runner import Verdict

    from codify_jupyter.database import Database
    from codify_jupyter.store.messages import Message, State
    from codify_jupyter.tutor import Hint, Tutor
    from codify_jupyter.work import Work

log = logging.getLogger(__name__)


class Explanation:
    """Gives hints for judged submissions and stores them as messages."""

    def __init__(self, database: Database, tutor: Tutor) -> None:
        self._database = database
        self._policies = Policies(database)
        self._access = ModelAccess(database, tutor)
        self._tutor = tutor
        self._writing: dict[int, tuple[int, asyncio.Task[None]]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def first_hint(self, work: Work, verdict: Verdict) -> Hint | None:
        """The offline hint; None where the tutor is off or there is nothing to explain."""
        policy = await self._policies.get(work.entry, work.user_id)
        if not policy.enabled or verdict.status == "internal_error":
            return None
        return self._tutor.hint(work.entry.problem, work.row.code, verdict)

    async def elaborate(self, work: Work, verdict: Verdict, hint: Hint) -> None:
        """Stream a language model's text after the offline hint, where one is configured."""
        if hint.level and self._tutor.provider == "llm":
            mastery = {row.tag: row.mastery for row in work.skills}
            await self._elaborate(work, verdict, hint, mastery)

    def stop(self, message_id: int, user_id: int) -> bool:
        """Stop the writing of a message; False when it is not being written here for this user."""
        owner, task = self._writing.get(message_id, (None, None))
        if task is None or owner != user_id:
            return False
        task.cancel()
        return True

    async def _elaborate(
        self, work: Work, verdict: Verdict, hint: Hint, mastery: dict[str, float]
    ) -> None:
        problem, code = work.entry.problem, work.row.code
        top = (await self._policies.get(work.entry, work.user_id)).max_rung
        sent = self._tutor.elaboration(problem, code, verdict, hint, mastery, top=top)
        admission = await self._access.admit(work.user_id, work.row.problem_id, sent)
        if not admission.allowed:
            return
        async with self._database.begin() as connection:
            message = await messages.insert(
                connection,
                user_id=work.user_id,
                problem_id=work.row.problem_id,
                submission_id=work.row.id,
                role="assistant",
                text="",
                source="llm",
                model=self._tutor.label,
                rung=hint.level,
                rule="llm",
                state="streaming",
            )
        pieces: list[str] = []
        call = ModelCall(admission.pseudonym)
        told = self._tutor.elaborate(
            problem,
            code,
            verdict,
            hint,
            skills=mastery,
            call=call,
            said=admission.said,
            top=top,
        )
        writing = asyncio.ensure_future(self._write(work, message, pieces, told))
        leaving = asyncio.ensure_future(work.events.on_abandoned.wait())
        self._writing[message.id] = (work.user_id, writing)
        state: State = "stopped"
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if writing.done() and not writing.cancelled():
                state = "failed" if writing.exception() else "complete"
                if writing.exception():
                    # The offline hint stands; the log has the reason, never the prompt.
                    log.warning("the model gave no hint: %s", writing.exception())
        finally:
            del self._writing[message.id]
            # A task of its own: a second cancellation must not keep the text from being stored.
            ending = asyncio.create_task(
                self._end(work, message, pieces, state, call, admission, writing, leaving)
            )
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            await asyncio.shield(ending)

    async def _write(
        self, work: Work, message: Message, pieces: list[str], told: AsyncIterator[str]
    ) -> None:
        async for piece in told:
            if not pieces:
                work.events.emit("hint", {"message": message_json(message)})
            pieces.append(piece)
            work.events.emit("hint", {"message_id": message.id, "delta": piece})

    async def _end(
        self,
        work: Work,
        message: Message,
        pieces: list[str],
        state: State,
        call: ModelCall,
        admission: Admission,
        *tasks: asyncio.Future[Any],
    ) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._finish(work, message, "".join(pieces), state, call, admission)

    async def _finish(
        self,
        work: Work,
        message: Message,
        text: str,
        state: State,
        call: ModelCall,
        admission: Admission,
    ) -> None:
        await self._access.record(call, admission, message_id=message.id if text else None)
        async with self._database.begin() as connection:
            if not text:  # nothing was said: leave nothing behind
                await messages.delete(connection, message.id)
                return
            finished = await messages.finish(connection, message.id, text=text, state=state)
        if finished is None:
            return
        shown = message_json(finished)
        if state == "complete":
            work.hint = shown
        work.events.emit("hint", {"message": shown})
