"""Questions to the tutor and its answers, stored and streamed."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.errors import Forbidden, Invalid, NotFound
from codify_jupyter.events import EventLog
from codify_jupyter.grounds import grounds_of
from codify_jupyter.model_access import ModelAccess
from codify_jupyter.policy import SWITCHED_OFF, Policies
from codify_jupyter.representation import message_json
from codify_jupyter.settings import MAX_QUESTION_CHARACTERS
from codify_jupyter.store import messages, users
from codify_jupyter.tutor import ModelCall, Reply
from codify_jupyter.tutor.reflection import while_asking

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue, Entry
    from codify_jupyter.database import Database
    from codify_jupyter.grounds import Grounds
    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.messages import Message, State
    from codify_jupyter.tutor import Tutor
    from codify_jupyter.tutor.llm import Turn

log = logging.getLogger(__name__)

_DAY_S = 86_400.0


@dataclass(eq=False, slots=True)
class Exchange:
    """One question while its answer is being written."""

    user_id: int
    question: Message
    answer: Message
    asked_at: float
    """By the monotonic clock: the tutor's budget runs from here."""
    events: EventLog = field(default_factory=EventLog)
    task: asyncio.Task[None] | None = None

    async def result(self) -> list[dict[str, Any]]:
        """The question and the whole answer."""
        if self.task is not None:
            await asyncio.wait({self.task})
        return [message_json(self.question), message_json(self.answer)]


class Conversations:
    """Chats about problems, one per student and problem."""

    def __init__(
        self, database: Database, tutor: Tutor, catalogue: Catalogue, limits: Limits
    ) -> None:
        self._database = database
        self._policies = Policies(database)
        self.access = ModelAccess(database, tutor)
        self._tutor = tutor
        self._catalogue = catalogue
        self._limits = limits
        self._live: dict[int, Exchange] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._forgetting: asyncio.Task[None] | None = None

    async def ask(self, who: Principal, slug: str, text: str, code: str | None) -> Exchange:
        """Store a question and begin to answer it.

        ``code`` is the student's cell as it is now; without it the latest submission's counts.

        Raises:
            NotFound: no such problem.
            Invalid: the question is empty or too long.
            TooOften: the caller has asked too much of late.
        """
        asked_at = time.monotonic()
        text = text.strip()
        if not text:
            raise Invalid("Write a question first.", reason="empty_question")
        if len(text) > MAX_QUESTION_CHARACTERS:
            raise Invalid(
                f"The question is too long: at most {MAX_QUESTION_CHARACTERS} characters.",
                reason="question_too_long",
            )
        entry = await self._catalogue.get(slug, who)
        top = await self._top(entry, who)
        async with self._database.begin() as connection:
            user_id = await users.ensure(
                connection, who.name, display_name=who.display_name, provider=who.provider
            )
            await self._limits.take(connection, user_id, "questions")
            grounds = await self._grounds(connection, user_id, entry, code)
            question = await messages.insert(
                connection,
                user_id=user_id,
                problem_id=entry.problem_id,
                submission_id=grounds.submission_id,
                role="user",
                text=text,
            )
            answer = await messages.insert(
                connection,
                user_id=user_id,
                problem_id=entry.problem_id,
                submission_id=grounds.submission_id,
                role="assistant",
                text="",
                source="builtin" if self._tutor.provider == "builtin" else "llm",
                model=self._tutor.label if self._tutor.provider == "llm" else None,
                state="streaming",
            )
        exchange = Exchange(user_id, question, answer, asked_at)
        exchange.events.emit("message", {"message": message_json(question)})
        exchange.events.emit("message", {"message": message_json(answer)})
        if self._tutor.provider == "llm":
            exchange.events.emit("reflection", {"text": while_asking(grounds.asked)})
        self._live[answer.id] = exchange
        exchange.task = asyncio.create_task(
            self._answer(exchange, entry, grounds, top), name=f"answer-{answer.id}"
        )
        return exchange

    async def preview(
        self, who: Principal, slug: str, text: str, code: str | None
    ) -> dict[str, Any]:
        """What ``ask`` would send to the language model, word for word; nothing is sent.

        Raises:
            NotFound: no such problem.
            Forbidden: the tutor is switched off for it.
        """
        entry = await self._catalogue.get(slug, who)
        top = await self._top(entry, who)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            grounds = await self._grounds(connection, user_id, entry, code)
        turns = self._sent(entry, grounds, text.strip(), top)
        about = await self.access.about(user_id)
        return {"model": about["label"], "host": about["host"], "messages": turns}

    async def history(
        self, who: Principal, slug: str, limit: int, before: int | None
    ) -> list[dict[str, Any]]:
        """The newest messages of the caller's conversation, oldest first."""
        entry = await self._catalogue.get(slug, who)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            if user_id is None:
                return []
            rows = await messages.list_for_problem(
                connection, user_id, entry.problem_id, limit=limit, before=before
            )
            authors = await messages.authors(connection, rows)
        return [message_json(row, authors) for row in rows if row.text or row.id in self._live]

    async def rate(
        self, who: Principal, message_id: int, rating: Literal[-1, 1] | None
    ) -> dict[str, Any]:
        """Set the caller's thumb on an answer.

        Raises:
            NotFound: there is no such answer, or it is another's.
        """
        async with self._database.begin() as connection:
            user_id = await users.find(connection, who.name)
            row = await messages.rate(connection, message_id, user_id, rating) if user_id else None
        if row is None:
            raise NotFound("There is no such answer of yours to rate.", reason="unknown_message")
        return message_json(row)

    async def agree(self, who: Principal, agreed: bool) -> dict[str, Any]:
        """Note whether the caller agrees to the language model; the contract's ``TutorState``."""
        async with self._database.begin() as connection:
            user_id = await users.ensure(
                connection, who.name, display_name=who.display_name, provider=who.provider
            )
        await self.access.agree(user_id, agreed)
        return await self.access.about(user_id)

    async def user_id(self, who: Principal) -> int | None:
        """The caller's id, if the caller has left anything here."""
        async with self._database.connect() as connection:
            return await users.find(connection, who.name)

    def stop(self, message_id: int, user_id: int) -> bool:
        """Stop an answer that is being written; False when it is none of this user's here."""
        exchange = self._live.get(message_id)
        if exchange is None or exchange.user_id != user_id or exchange.task is None:
            return False
        exchange.task.cancel()
        return True

    def forget_daily(self) -> None:
        """Begin to empty, once a day, what was kept of the model's calls for long enough."""
        self._forgetting = asyncio.create_task(self._forget_daily(), name="codify-forget")

    async def close(self) -> None:
        """Stop all answers; what was written is kept."""
        tasks = [exchange.task for exchange in self._live.values() if exchange.task]
        if self._forgetting is not None:
            tasks.append(self._forgetting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _forget_daily(self) -> None:
        while True:
            try:
                await self.access.forget_old()
            except DatabaseUnavailable:
                log.warning("old records of the language model were not emptied", exc_info=True)
            await asyncio.sleep(_DAY_S)

    async def _top(self, entry: Entry, who: Principal) -> int:
        """The highest rung that may be spoken of. Raises Forbidden where there is no tutor."""
        policy = await self._policies.get(entry, who)
        if not policy.enabled:
            raise Forbidden(SWITCHED_OFF, reason="tutor_off")
        return policy.max_rung

    async def _grounds(
        self, connection: AsyncConnection, user_id: int | None, entry: Entry, code: str | None
    ) -> Grounds:
        for_model = self._tutor.provider == "llm"
        return await grounds_of(connection, user_id, entry, code, for_model=for_model)

    def _sent(self, entry: Entry, grounds: Grounds, question: str, top: int) -> list[Turn]:
        return self._tutor.preview(
            entry.problem,
            grounds.code,
            grounds.verdict,
            question,
            grounds.history,
            grounds.mastery,
            top=top,
        )

    async def _answer(self, exchange: Exchange, entry: Entry, grounds: Grounds, top: int) -> None:
        pieces: list[Reply] = []
        leaving = asyncio.ensure_future(exchange.events.on_abandoned.wait())
        writing = asyncio.ensure_future(self._write(exchange, entry, grounds, top, pieces))
        state: State = "stopped"
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if writing.done() and not writing.cancelled():
                state = "failed" if writing.exception() else "complete"
                if writing.exception():
                    log.error("an answer failed", exc_info=writing.exception())
                    exchange.events.emit(
                        "error",
                        {
                            "message": "The tutor could not answer. Please ask again.",
                            "reason": "tutor_failed",
                        },
                    )
        finally:
            # A task of its own: who leaves may also press Stop, and a second cancellation
            # must not keep the answer from being stored.
            ending = asyncio.create_task(self._end(exchange, pieces, state, writing, leaving))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            await asyncio.shield(ending)

    async def _write(
        self,
        exchange: Exchange,
        entry: Entry,
        grounds: Grounds,
        top: int,
        pieces: list[Reply],
    ) -> None:
        sent: list[Turn] = []
        if self._tutor.provider == "llm":
            sent = self._sent(entry, grounds, exchange.question.text, top)
        admission = await self.access.admit(exchange.user_id, entry.problem_id, sent)
        call = ModelCall(admission.pseudonym)

        def tell(piece: Reply) -> None:
            pieces.append(piece)
            exchange.events.emit("delta", {"message_id": exchange.answer.id, "delta": piece})

        try:
            answer = self._tutor.answer(
                entry.problem,
                grounds.code,
                grounds.verdict,
                exchange.question.text,
                grounds.history,
                grounds.mastery,
                call=call,
                said=admission.said,
                use_model=admission.allowed,
                top=top,
                waited_s=time.monotonic() - exchange.asked_at,
                turns=sent,
            )
            async with aclosing(answer) as said:
                async for piece in said:
                    tell(piece)
            if admission.note:
                tell(Reply(f"\n\n*{admission.note}*", "builtin"))
        finally:
            await asyncio.shield(self.access.record(call, admission, message_id=exchange.answer.id))

    async def _end(
        self, exchange: Exchange, pieces: list[Reply], state: State, *tasks: asyncio.Future[Any]
    ) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._finish(exchange, pieces, state)

    async def _finish(self, exchange: Exchange, pieces: list[Reply], state: State) -> None:
        try:
            async with self._database.begin() as connection:
                finished = await messages.finish(
                    connection,
                    exchange.answer.id,
                    text="".join(pieces),
                    state=state,
                    source="llm" if any(piece.source == "llm" for piece in pieces) else "builtin",
                )
            if finished is not None:
                exchange.answer = finished
            exchange.events.emit("message", {"message": message_json(exchange.answer)})
        finally:
            exchange.events.emit("done", {})
            exchange.events.close()
            self._live.pop(exchange.answer.id, None)
