"""Where a student stands: problems and sets with their state, skills, and what to try next."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from codify_jupyter.doors import disclosure, is_open
from codify_jupyter.representation import skill_json
from codify_jupyter.set_policy import effective_policy, not_open_yet, shown_policy, utc_now
from codify_jupyter.skills import choose
from codify_jupyter.store import problem_sets, problems, set_rules, skills, submissions, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.problem_sets import ListedSet, SetHead
    from codify_jupyter.store.problems import ListedProblem
    from codify_jupyter.store.set_rules import ProblemRules


class Progress:
    """Reads where its caller stands; changes nothing."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def list_problems(self, who: Principal) -> list[dict[str, Any]]:
        """All problems with the caller's state in each."""
        now = utc_now()
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            rules = await set_rules.of_all_problems(connection, who.name, who.courses)
            listed = await problems.list_problems(connection, user_id)
        return [
            _summary(row, _told(rules[row.problem_id], who, now))
            for row in listed
            if is_open(rules[row.problem_id], who.name, now)
        ]

    async def list_sets(self, who: Principal) -> list[dict[str, Any]]:
        """All sets with their problems and the caller's progress.

        Of a set that is not released yet there is only what its policy says.
        """
        now = utc_now()
        async with self._database.connect() as connection:
            rules = await set_rules.of_all_problems(connection, who.name, who.courses)
            sets = await problem_sets.list_sets(connection, who.name, who.courses)
        return [_set_json(row, rules, who, now) for row in sets]

    async def show_problem(self, who: Principal, slug: str) -> dict[str, Any]:
        """A problem as the student sees it, with the caller's state and its place in a set.

        Raises:
            NotFound: no such problem.
            Forbidden: it is not released yet.
        """
        now = utc_now()
        entry = await self._catalogue.get(slug, who)
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            attempts = accepted = 0
            if user_id is not None:
                attempts, accepted = await submissions.count_tries(
                    connection, user_id, entry.problem_id
                )
            found = await set_rules.of_problem(connection, slug, who.name, who.courses)
            sets = await problem_sets.list_heads(connection, who.name, who.courses)
            place = await problem_sets.find_place(
                connection,
                entry.problem_id,
                who.name,
                open_sets=[one.id for one in sets if _is_released(one, who, now)],
            )
        solved = bool(accepted) and (found is None or _told(found, who, now))
        return {
            **entry.view,
            "state": "solved" if solved else "tried" if attempts else "new",
            "attempts": attempts,
            "place": asdict(place) if place else None,
        }

    async def list_skills(self, who: Principal) -> list[dict[str, Any]]:
        """The caller's skills. None in an exam: they would tell how hidden tests went."""
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            if user_id is None or await self._in_exam(connection, who, user_id):
                return []
            stored = await skills.list_for_user(connection, user_id)
        return [skill_json(skill) for skill in stored]

    async def suggest_next(self, who: Principal) -> dict[str, Any]:
        """The next problem worth trying, with the reason in words; see ``skills.choose``."""
        now = utc_now()
        async with self._database.connect() as connection:
            user_id = await users.find(connection, who.name)
            if user_id is not None and await self._in_exam(connection, who, user_id):
                return {"problem": None, "reason": "Suggestions come again after the exam."}
            path = await skills.path_of(connection, user_id)
            rules = await set_rules.of_all_problems(connection, who.name, who.courses)
            listed = await problems.list_problems(connection, user_id)
        listed = [row for row in listed if is_open(rules[row.problem_id], who.name, now)]
        offered = {row.slug for row in listed}
        candidates = [one for one in path.candidates if one.slug in offered]
        choice = choose(candidates, path.ability, path.deltas)
        if choice is None:
            reason = "You have solved every problem here. Well done!"
            return {"problem": None, "reason": reason if listed else "There are no problems yet."}
        row = next(row for row in listed if row.slug == choice.slug)
        return {"problem": _summary(row), "reason": choice.reason, "chance": choice.chance}

    async def _in_exam(self, connection: AsyncConnection, who: Principal, user_id: int) -> bool:
        """Whether results of the caller's are withheld at present."""
        tried = await submissions.tried_in_exams(connection, user_id)
        if not tried:
            return False
        rules = await set_rules.of_all_problems(connection, who.name, who.courses)
        now = utc_now()
        return any(not _told(rules[problem], who, now) for problem in tried)


def _set_json(
    row: ListedSet, rules: dict[int, ProblemRules], who: Principal, now: datetime
) -> dict[str, Any]:
    released = _is_released(row, who, now)
    items = [
        _summary(item, _told(rules[item.problem_id], who, now))
        for item in (row.items if released else ())
    ]
    zones = [
        {
            "title": zone["title"],
            "items": [
                item["slug"]
                for item, place in zip(items, row.places, strict=False)
                if place == number
            ],
        }
        for number, zone in enumerate(row.zones)
    ]
    return {
        "slug": row.slug,
        "title": row.title,
        "description": row.description,
        "policy": shown_policy(row.policy, now, who.name, row.labels),
        "items": items,
        "zones": zones,
        "solved": sum(item["state"] == "solved" for item in items),
        "total": len(row.items),
    }


def _is_released(row: ListedSet | SetHead, who: Principal, now: datetime) -> bool:
    policy = effective_policy(row.policy, who.name, row.labels)
    return row.teaches or not_open_yet(policy, now) is None


def _told(found: ProblemRules, who: Principal, now: datetime) -> bool:
    """Whether the caller may know that a problem is solved."""
    return disclosure(found.rules, who.name, now).results


def _summary(row: ListedProblem, told: bool = True) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": row.title,
        "difficulty": row.difficulty,
        "tags": list(row.tags),
        "points": row.points,
        "state": row.state if told or row.state != "solved" else "tried",
        "attempts": row.attempts,
    }
