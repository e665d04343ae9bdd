"""Where a student stands: problems and sets with their state, skills, and what to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codify_jupyter.representation import skill_json
from codify_jupyter.store import problem_sets, problems, skills, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.problems import ListedProblem

_EASIEST_FIRST = ("intro", "easy", "medium", "hard")


async def list_problems(database: Database, who: Principal) -> list[dict[str, Any]]:
    """All problems with the caller's state in each."""
    async with database.connect() as connection:
        rows = await _problems(connection, who)
    return [_summary(row) for row in rows]


async def list_sets(database: Database, who: Principal) -> list[dict[str, Any]]:
    """All sets with their problems and the caller's progress."""
    async with database.connect() as connection:
        by_slug = {row.slug: _summary(row) for row in await _problems(connection, who)}
        sets = await problem_sets.list_sets(connection)
    listed = []
    for row in sets:
        items = [by_slug[slug] for slug in row.items if slug in by_slug]
        listed.append(
            {
                "slug": row.slug,
                "title": row.title,
                "description": row.description,
                "policy": row.policy,
                "items": items,
                "solved": sum(item["state"] == "solved" for item in items),
                "total": len(items),
            }
        )
    return listed


async def show_problem(
    database: Database, catalogue: Catalogue, who: Principal, slug: str
) -> dict[str, Any]:
    """A problem as the student sees it, with the caller's state and its place in a set.

    Raises:
        NotFound: no such problem.
    """
    entry = await catalogue.get(slug)
    async with database.connect() as connection:
        mine = {row.slug: row for row in await _problems(connection, who)}[slug]
        sets = await problem_sets.list_sets(connection)
    place = None
    for row in sets:
        if slug in row.items:
            index = row.items.index(slug)
            place = {
                "set": row.slug,
                "title": row.title,
                "index": index + 1,
                "total": len(row.items),
                "previous": row.items[index - 1] if index else None,
                "next": row.items[index + 1] if index + 1 < len(row.items) else None,
            }
            break
    return {**entry.view, "state": mine.state, "attempts": mine.attempts, "place": place}


async def list_skills(database: Database, who: Principal) -> list[dict[str, Any]]:
    """The caller's skills; ``mastery`` is the share of a tag's problems that are solved."""
    async with database.connect() as connection:
        user_id = await users.find(connection, who.name)
        stored = await skills.list_for_user(connection, user_id) if user_id else []
        rows = await _problems(connection, who)
    return [
        {
            **skill_json(skill),
            "mastery": _share([row.state == "solved" for row in rows if skill.tag in row.tags]),
        }
        for skill in stored
    ]


async def suggest_next(database: Database, who: Principal) -> dict[str, Any]:
    """The next problem worth trying, with the reason in words.

    A problem that was tried and not solved comes first; then the next one of a
    set that was begun; then the easiest new one. Prerequisites come before
    what needs them.
    """
    async with database.connect() as connection:
        rows = {row.slug: row for row in await _problems(connection, who)}
        sets = await problem_sets.list_sets(connection)
    in_order = [slug for row in sets for slug in row.items if slug in rows]
    in_order += sorted(
        (slug for slug in rows if slug not in in_order),
        key=lambda slug: (_EASIEST_FIRST.index(rows[slug].difficulty), slug),
    )
    open_ones = [slug for slug in in_order if rows[slug].state != "solved"]
    if not open_ones:
        return {"problem": None, "reason": "You have solved every problem here. Well done!"}
    tried = [slug for slug in open_ones if rows[slug].state == "tried"]
    if tried:
        slug = max(tried, key=lambda slug: rows[slug].last_submission_id or 0)
        return _suggestion(rows[slug], "You have begun this one: another look may be enough.")
    slug = open_ones[0]
    missing = [
        needed
        for needed in rows[slug].prerequisites
        if needed in rows and rows[needed].state != "solved"
    ]
    if missing:
        title = rows[slug].title
        return _suggestion(rows[missing[0]], f"It prepares you for “{title}”.")
    for row in sets:
        if slug in row.items:
            begun = any(rows[item].state == "solved" for item in row.items if item in rows)
            reason = (
                f"It comes next in “{row.title}”." if begun else f"“{row.title}” begins with it."
            )
            return _suggestion(rows[slug], reason)
    return _suggestion(rows[slug], "It is the easiest one you have not solved yet.")


async def _problems(connection: AsyncConnection, who: Principal) -> list[ListedProblem]:
    user_id = await users.find(connection, who.name)
    return await problems.list_problems(connection, user_id)


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


def _suggestion(row: ListedProblem, reason: str) -> dict[str, Any]:
    return {"problem": _summary(row), "reason": reason}


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
