"""A human in the loop: questions that students pass on to their instructors, and the answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from codify_jupyter.class_view.news import LONGEST_S, set_within
from codify_jupyter.courses import must_teach
from codify_jupyter.errors import Conflict, Invalid, NotFound
from codify_jupyter.events import Event
from codify_jupyter.problems.instructor_view import instructor_verdict
from codify_jupyter.representation import message_json, submission_json
from codify_jupyter.settings import MAX_CODE_BYTES, MAX_QUESTION_CHARACTERS
from codify_jupyter.store import messages, questions, submissions, users
from codify_jupyter.store.class_view import scope
from codify_jupyter.store.class_view.attempts import code_before
from codify_jupyter.verdicts import verdict_from_json

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.class_view.news import ClassNews
    from codify_jupyter.database import Database
    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.questions import Listed, Question

MOST_OPEN = 5
"""Questions of one student about one problem that may wait at a time."""
MAX_ANSWER_CHARACTERS = 10_000
MESSAGES = 200
"""Of a conversation, so many of the newest are shown."""


class Questions:
    """Passes questions on and brings answers back."""

    def __init__(
        self, database: Database, catalogue: Catalogue, limits: Limits, news: ClassNews
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._limits = limits
        self._news = news

    async def own(self, who: Principal, slug: str) -> dict[str, Any]:
        """The caller's questions about a problem, and whether there is somebody to ask.

        Raises:
            NotFound: no such problem.
        """
        entry = await self._catalogue.get(slug, who)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            to = await _addressee(connection, who, entry.problem_id)
            rows = (
                await questions.of_problem(connection, user_id, entry.problem_id) if user_id else []
            )
        return {
            "to": to and {"course": to.slug, "title": to.title},
            "questions": [_question_json(row) for row in rows],
        }

    async def pass_on(
        self, who: Principal, slug: str, text: str, code: str | None
    ) -> dict[str, Any]:
        """Pass a question on, with the latest attempt, its verdict and the conversation.

        ``code`` is the cell as it is now; it is kept where it differs from the attempt.

        Raises:
            NotFound: no such problem.
            Invalid: the question is empty or too long.
            Conflict: there is nobody to ask, or too many questions wait already.
            TooOften: the caller has asked too much of late.
        """
        text = _checked(text, MAX_QUESTION_CHARACTERS, "question")
        if code is not None and len(code.encode()) > MAX_CODE_BYTES:
            code = None
        entry = await self._catalogue.get(slug, who)
        async with self._database.begin() as connection:
            to = await _addressee(connection, who, entry.problem_id)
            user_id = await users.find(connection, who.name)
            if to is None or user_id is None:
                raise Conflict(
                    "There is no instructor to pass this on to: the problem belongs to no course "
                    "that somebody teaches.",
                    reason="no_instructor",
                )
            earlier = await questions.of_problem(connection, user_id, entry.problem_id)
            if sum(one.answered_at is None for one in earlier) >= MOST_OPEN:
                raise Conflict(
                    f"{MOST_OPEN} of your questions wait for an answer. Your instructors see them "
                    "all; please wait.",
                    reason="too_many_open",
                )
            await self._limits.take(connection, user_id, "questions")
            attempts = await submissions.list_for_problem(
                connection, user_id, entry.problem_id, limit=1
            )
            latest = attempts[0] if attempts else None
            question = await questions.insert(
                connection,
                user_id=user_id,
                course_id=to.course_id,
                problem_id=entry.problem_id,
                submission_id=latest.id if latest else None,
                code=None if latest and latest.code == code else code,
            )
            message = await messages.insert(
                connection,
                user_id=user_id,
                problem_id=entry.problem_id,
                submission_id=question.submission_id,
                role="user",
                text=text,
                question_id=question.id,
            )
        return {"question": _question_json(question), "message": message_json(message)}

    async def answers(self, who: Principal) -> AsyncIterator[Event]:
        """What comes back to the caller: the events of ``questions/events``.

        ``questions`` has the ids of those that wait; it comes first, and again after each
        ``answer``, which has the problem's slug and the instructor's message. It ends
        after a quarter of an hour.
        """
        end = time.monotonic() + LONGEST_S
        user_id, after = await asyncio.shield(self._begin(who))
        if user_id is None:
            return
        with self._news.of_student(user_id) as changed:
            number, known = 0, None
            while True:
                changed.clear()
                # Shielded: who leaves just now must not tear a connection out of the pool.
                waiting, said = await asyncio.shield(self._since(user_id, after))
                for one in said:
                    number, after = number + 1, one["message"]["id"]
                    yield Event(number, "answer", one)
                if waiting != known:
                    number, known = number + 1, waiting
                    yield Event(number, "questions", {"open": waiting})
                if not await set_within(changed, end - time.monotonic()):
                    return

    async def _begin(self, who: Principal) -> tuple[int | None, int]:
        """The caller's id, and the newest message: what was said before, the reader has read."""
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            return user_id, await messages.newest(connection, user_id) if user_id else 0

    async def _since(self, user_id: int, after: int) -> tuple[list[int], list[dict[str, Any]]]:
        """The ids of the questions that wait, and what was answered since a message."""
        async with self._database.connect() as connection:
            waiting = await questions.open_of_user(connection, user_id)
            rows = await messages.from_instructors(connection, user_id, after)
            authors = await messages.authors(connection, rows)
            slugs = await questions.problem_slugs(connection, rows)
        return waiting, [
            {"problem": slugs[row.problem_id], "message": message_json(row, authors)}
            for row in rows
        ]

    async def inbox(
        self, who: Principal, course: str, state: str, limit: int, before: int | None
    ) -> dict[str, Any]:
        """The questions of a course, ``open`` or ``answered``; the contract's ``Inbox``.

        Raises:
            Forbidden, NotFound: the caller does not teach the course.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            course_id = await _course_id(connection, course)
            if state == "open":
                rows = await questions.list_open(connection, course_id)
            else:
                rows = await questions.list_answered(connection, course_id, limit, before)
            counts = await questions.count(connection, course_id)
        return {"questions": [_listed_json(row) for row in rows], **asdict(counts)}

    async def one(self, who: Principal, course: str, question_id: int) -> dict[str, Any]:
        """A question with all that goes with it; the contract's ``QuestionInFull``.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or it has no such question.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            course_id = await _course_id(connection, course)
            question = await questions.get(connection, question_id, course_id)
            if question is None:
                raise _unknown()
            asker = await questions.asker(connection, question.id)
            thread = await messages.list_for_question(connection, question.id)
            said = await messages.list_for_problem(
                connection, question.user_id, question.problem_id, limit=MESSAGES
            )
            authors = await messages.authors(connection, [*thread, *said])
            attempt = before = None
            if question.submission_id is not None:
                attempt = await submissions.find(connection, question.submission_id)
            if attempt is not None:
                before = await code_before(
                    connection, question.user_id, question.problem_id, attempt.id
                )
        verdict = None
        if attempt is not None and attempt.verdict:
            judged_by = await self._catalogue.version(attempt.problem_version_id)
            verdict = instructor_verdict(
                verdict_from_json(attempt.verdict), judged_by.problem.tests_json
            )
        return {
            "question": {
                **_question_json(question),
                "student": question.user_id,
                "user": asker.user,
                "problem": asker.problem,
                "title": asker.title,
                "code": question.code,
            },
            "thread": [message_json(row, authors) for row in thread],
            "submission": attempt and submission_json(attempt, asker.problem),
            "before": before,
            "verdict": verdict,
            "messages": [
                message_json(row, authors)
                for row in said
                if row.text and row.question_id != question.id
            ],
        }

    async def answer(
        self, who: Principal, course: str, question_id: int, text: str, seen: int
    ) -> dict[str, Any]:
        """Answer a question; the student's chat panel shows it at once.

        ``seen`` is how many answers the caller knows of, so that two instructors do not
        answer the same question without knowing of each other.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or it has no such question.
            Invalid: the answer is empty or too long.
            Conflict: somebody else has answered meanwhile.
        """
        must_teach(who, course)
        text = _checked(text, MAX_ANSWER_CHARACTERS, "answer")
        async with self._database.begin() as connection:
            course_id = await _course_id(connection, course)
            question = await questions.lock(connection, question_id, course_id)
            if question is None:
                raise _unknown()
            thread = await messages.list_for_question(connection, question.id)
            if sum(one.source == "instructor" for one in thread) > seen:
                raise Conflict(
                    "Somebody else has answered meanwhile. Read that answer first; yours is kept "
                    "in the box.",
                    reason="answered_meanwhile",
                )
            author_id = await users.ensure(
                connection, who.name, display_name=who.display_name, provider=who.provider
            )
            message = await messages.insert(
                connection,
                user_id=question.user_id,
                problem_id=question.problem_id,
                submission_id=question.submission_id,
                role="assistant",
                text=text,
                source="instructor",
                question_id=question.id,
                author_id=author_id,
            )
            question = await questions.mark_answered(connection, question.id)
        return {
            "question": _question_json(question),
            "message": message_json(message, {author_id: who.display_name or who.name}),
        }


async def _addressee(
    connection: AsyncConnection, who: Principal, problem_id: int
) -> questions.Addressee | None:
    if who.enrolments is None:
        return None
    return await questions.addressee(connection, who.name, problem_id)


async def _course_id(connection: AsyncConnection, slug: str) -> int:
    found = await scope.find_course(connection, slug)
    if found is None:
        raise NotFound("You teach no such course.", reason="unknown_course")
    return found.id


def _checked(text: str, limit: int, what: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(
            f"Write {'a question' if what == 'question' else 'an answer'} first.",
            reason=f"empty_{what}",
        )
    if len(text) > limit:
        raise Invalid(
            f"The {what} is too long: at most {limit} characters.", reason=f"{what}_too_long"
        )
    return text


def _unknown() -> NotFound:
    return NotFound("This course has no such question.", reason="unknown_question")


def _question_json(row: Question) -> dict[str, Any]:
    return {
        "id": row.id,
        "submission_id": row.submission_id,
        "asked_at": row.asked_at.isoformat(),
        "answered_at": _iso(row.answered_at),
    }


def _listed_json(row: Listed) -> dict[str, Any]:
    return {
        **asdict(row),
        "asked_at": row.asked_at.isoformat(),
        "answered_at": _iso(row.answered_at),
    }


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()
