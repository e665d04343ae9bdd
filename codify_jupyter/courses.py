"""Courses: what a caller takes part in, and what an instructor sees of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.errors import Forbidden, NotFound
from codify_jupyter.known_users import MOST_KNOWN
from codify_jupyter.store import courses, openings

if TYPE_CHECKING:
    from codify_jupyter.database import Database
    from codify_jupyter.known_users import KnownUsers
    from codify_jupyter.principal import Principal


def must_teach(who: Principal, course: str) -> None:
    """See that the caller is an instructor of the course.

    Raises:
        Forbidden: the caller is a student of it.
        NotFound: there is no such course, or the caller has no part in it.
    """
    if who.teaches(course):
        return
    if course in (who.courses or ()):
        raise Forbidden("Only the instructors of this course see this.", reason="not_instructor")
    raise NotFound("You teach no such course.", reason="unknown_course")


class Courses:
    """Courses and those who are in them, as the identity provider says."""

    def __init__(self, database: Database, known: KnownUsers) -> None:
        self._database = database
        self._known = known
        self._enrolled: dict[str, Principal] = {}

    async def welcome(self, who: Principal) -> None:
        """Store what courses a caller is in, once for as long as that stays the same."""
        if who.enrolments is None or self._enrolled.get(who.name) == who:
            return
        self._known.forget(who)  # one who was erased meanwhile is stored anew
        user_id = await self._known.id_of(who)
        async with self._database.begin() as connection:
            await courses.enrol(connection, user_id, sorted(who.enrolments))
        if len(self._enrolled) >= MOST_KNOWN:
            self._enrolled.clear()
        self._enrolled[who.name] = who

    async def note_opening(self, who: Principal, problem: str) -> None:
        """Note that a student has opened a problem, by its slug, of one of their courses."""
        if any(one.role == "student" for one in who.enrolments or ()):
            # The problem is shown all the same where this cannot be noted.
            with suppress(DatabaseUnavailable):
                async with self._database.connect() as connection:
                    await openings.note(connection, who.name, problem)

    async def students(self, who: Principal, course: str) -> list[dict[str, Any]]:
        """The students of a course that the caller teaches.

        Raises:
            Forbidden, NotFound: the caller does not teach it; see ``must_teach``.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            found = await courses.students(connection, course)
        return [
            {
                **asdict(student),
                "last_seen": student.last_seen.isoformat() if student.last_seen else None,
            }
            for student in found
        ]
