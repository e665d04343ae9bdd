"""Where a student stands: problems and sets with their state, skills, and what to try next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from codify_jupyter.representation import skill_json
from codify_jupyter.set_policy import shown_policy, utc_now
from codify_jupyter.skills import choose
from codify_jupyter.store import courses, problem_sets, problems, skills, submissions, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.problems import ListedProblem


class Progress:
    """Reads where its caller stands; changes nothing."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def list_problems(self, who: Principal) -> list[dict[str, Any]]:
        """All problems with the caller's state in each."""
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            return [_summary(row) for row in await self._open_problems(connection, who, user_id)]

    async def list_sets(self, who: Principal) -> list[dict[str, Any]]:
        """All sets with their problems and the caller's progress."""
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            closed = await courses.closed_sets(connection, who.courses)
            sets = await problem_sets.list_sets(connection, user_id)
            labels = await problem_sets.labels(connection, user_id)
        now = utc_now()
        return [
            {
                "slug": row.slug,
                "title": row.title,
                "description": row.description,
                "policy": shown_policy(row.policy, now, who.name, labels.get(row.id, ())),
                "items": [_summary(item) for item in row.items],
                "solved": row.solved,
                "total": len(row.items),
            }
            for row in sets
            if row.id not in closed
        ]

    async def show_problem(self, who: Principal, slug: str) -> dict[str, Any]:
        """A problem as the student sees it, with the caller's state and its place in a set.

        Raises:
            NotFound: no such problem.
        """
        entry = await self._catalogue.get(slug, who)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            attempts = accepted = 0
            if user_id is not None:
                attempts, accepted = await submissions.count_tries(
                    connection, user_id, entry.problem_id
                )
            place = await problem_sets.find_place(
                connection,
                entry.problem_id,
                closed_sets=await courses.closed_sets(connection, who.courses),
            )
        return {
            **entry.view,
            "state": "solved" if accepted else "tried" if attempts else "new",
            "attempts": attempts,
            "place": asdict(place) if place else None,
        }

    async def list_skills(self, who: Principal) -> list[dict[str, Any]]:
        """The caller's skills."""
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            stored = await skills.list_for_user(connection, user_id) if user_id else []
        return [skill_json(skill) for skill in stored]

    async def suggest_next(self, who: Principal) -> dict[str, Any]:
        """The next problem worth trying, with the reason in words; see ``skills.choose``."""
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            path = await skills.path_of(connection, user_id)
            listed = await self._open_problems(connection, who, user_id)
        offered = {row.slug for row in listed}
        candidates = [one for one in path.candidates if one.slug in offered]
        choice = choose(candidates, path.ability, path.deltas)
        if choice is None:
            reason = "You have solved every problem here. Well done!"
            return {"problem": None, "reason": reason if listed else "There are no problems yet."}
        row = next(row for row in listed if row.slug == choice.slug)
        return {"problem": _summary(row), "reason": choice.reason, "chance": choice.chance}

    async def _open_problems(
        self, connection: AsyncConnection, who: Principal, user_id: int | None
    ) -> list[ListedProblem]:
        closed = await courses.closed_problems(connection, who.courses)
        listed = await problems.list_problems(connection, user_id)
        return [row for row in listed if row.problem_id not in closed]


def _summary(row: ListedProblem) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": row.title,
        "difficulty": row.difficulty,
        "tags": list(row.tags),
        "points": row.points,
        "state": row.state,
        "attempts": row.attempts,
    }
