"""Whether a student's words may go to the language model: consent, caps, and the record."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from codify_jupyter.store import llm_calls, messages

if TYPE_CHECKING:
    from codify_jupyter.database import Database
    from codify_jupyter.store.llm_calls import Used
    from codify_jupyter.tutor import ModelCall, Tutor, TutorSettings
    from codify_jupyter.tutor.llm import Turn

log = logging.getLogger(__name__)

Consent = Literal["not_needed", "needed", "given"]
_USED_UP = {
    "student": (
        "You have used up your share of the language model for today. The built-in tutor goes on"
        " helping you; tomorrow there is more."
    ),
    "course": (
        "Your course has used up its share of the language model for today. The built-in tutor"
        " goes on helping you."
    ),
    "day": (
        "The language model has answered all it may for today. The built-in tutor goes on helping"
        " you."
    ),
}


_FREE = frozenset({"rate_limited", "not_authorised", "refused", "unreachable"})
"""Outcomes for which no server asks money: they count no tokens."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether the model may be asked now."""

    allowed: bool
    note: str = ""
    """Why not, for the student; empty where nothing needs to be said."""
    pseudonym: str = ""
    said: tuple[str, ...] = ()
    """All that the model has told the student about the problem, for the leak gate."""
    call_id: int | None = None
    """Of the tokens set aside for the call, which ``record`` settles."""


class ModelAccess:
    """One per process."""

    def __init__(self, database: Database, tutor: Tutor) -> None:
        self._database = database
        self._tutor = tutor

    @property
    def _settings(self) -> TutorSettings:
        return self._tutor.settings

    async def about(self, user_id: int | None) -> dict[str, Any]:
        """The contract's ``TutorState``: who answers, and whether the caller agreed to it."""
        return {
            "provider": self._tutor.provider,
            "label": self._tutor.label,
            "host": self._settings.host,
            "consent": await self._consent(user_id),
        }

    async def agree(self, user_id: int, agreed: bool) -> None:
        """Note the student's answer."""
        async with self._database.begin() as connection:
            model = self._settings.agreement if agreed else None
            await llm_calls.agree(connection, user_id, model)

    async def admit(self, user_id: int, problem_id: int, sent: Sequence[Turn] = ()) -> Admission:
        """Tell whether the model may be asked for this student now.

        If so, the tokens that the call may need are set aside: who asks at the same time, in
        this process or another, finds them taken. ``record`` settles the account.

        Args:
            user_id: The student.
            problem_id: What the question is about.
            sent: What is about to be sent.
        """
        if self._tutor.provider != "llm":
            return Admission(False)
        settings = self._settings
        async with self._database.begin() as connection:
            known = await llm_calls.student(connection, user_id)
            if settings.needs_consent and known.agreed_to != settings.agreement:
                return Admission(False)
            said = await messages.said_by_model(connection, user_id, problem_id)
            await llm_calls.one_at_a_time(connection)
            full = self._full(await llm_calls.used_today(connection, user_id))
            if full is not None:
                return Admission(False, _USED_UP[full])
            call_id = await llm_calls.reserve(
                connection,
                user_id=user_id,
                problem_id=problem_id,
                model=settings.model,
                prompt_tokens=estimate_tokens(str(turn["content"]) for turn in sent),
                completion_tokens=settings.max_tokens,
            )
        return Admission(True, "", known.pseudonym, tuple(said), call_id)

    async def record(
        self, call: ModelCall, admission: Admission, *, message_id: int | None
    ) -> None:
        """Store a call for the caps and for whoever must look into a complaint."""
        if admission.call_id is None:
            return
        if not call.turns:
            async with self._database.begin() as connection:
                await llm_calls.release(connection, admission.call_id)
            return
        prompt = call.prompt_tokens or estimate_tokens(str(turn["content"]) for turn in call.turns)
        if call.outcome in _FREE and not call.reply:
            prompt = 0
        reply = call.completion_tokens or estimate_tokens([call.reply])
        async with self._database.begin() as connection:
            await llm_calls.end(
                connection,
                admission.call_id,
                message_id=message_id,
                prompt=call.turns,
                reply=call.reply,
                outcome=call.outcome,
                held_back=call.held_back,
                prompt_tokens=prompt,
                completion_tokens=reply,
            )

    async def forget_old(self) -> int:
        """Empty the records whose retention time is over; returns how many."""
        async with self._database.begin() as connection:
            return await llm_calls.forget(connection, older_than_days=self._settings.keep_days)

    async def _consent(self, user_id: int | None) -> Consent:
        if self._tutor.provider != "llm" or not self._settings.needs_consent:
            return "not_needed"
        if user_id is None:
            return "needed"
        async with self._database.begin() as connection:
            known = await llm_calls.student(connection, user_id)
        return "given" if known.agreed_to == self._settings.agreement else "needed"

    def _full(self, used: Used) -> str | None:
        settings = self._settings
        for name, tokens, cap in (
            ("student", used.student, settings.student_tokens_per_day),
            ("course", used.course, settings.course_tokens_per_day),
            ("day", used.everybody, settings.tokens_per_day),
        ):
            if cap and sum(tokens) >= cap:
                return name
        asked, answered = used.everybody
        cost = (asked * settings.price_in + answered * settings.price_out) / 1_000_000
        return "day" if settings.cost_per_day and cost >= settings.cost_per_day else None


def estimate_tokens(texts: Any) -> int:
    """About how many tokens texts have, where the server does not say: four characters each."""
    return math.ceil(sum(len(text) for text in texts) / 4)
