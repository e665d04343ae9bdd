"""Skills count every try, and every problem solved once."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database import Database
from codify_jupyter.skills import FAILED_WEIGHT, START_RATING, Standing, result_of, shift
from codify_jupyter.store import judged, messages, problems, skills, submissions, users
from codify_jupyter.store.judged import FirstHint
from codify_jupyter.store.problems import SavedProblem
from codify_jupyter.store.skills import Skill
from codify_jupyter.store.submissions import Submission

from .conftest import DOCUMENT, PUBLIC_TESTS, make_problem

TAGS = ("numbers", "functions")


async def try_it(
    connection: AsyncConnection,
    user_id: int,
    saved: SavedProblem,
    status: str,
    tags: tuple[str, ...] = TAGS,
) -> list[Skill]:
    """One submission, judged and counted as the service does it."""
    row = await take(connection, user_id, saved)
    return await count(connection, user_id, saved, row.id, status, tags)


async def take(connection: AsyncConnection, user_id: int, saved: SavedProblem) -> Submission:
    row, _ = await submissions.insert(
        connection,
        user_id=user_id,
        problem_id=saved.problem_id,
        problem_version_id=saved.version_id,
        tests_digest="0",
        code="pass",
        idempotency_key=uuid4(),
    )
    return row


async def count(
    connection: AsyncConnection,
    user_id: int,
    saved: SavedProblem,
    submission_id: int,
    status: str,
    tags: tuple[str, ...] = TAGS,
    hint: FirstHint | None = None,
) -> list[Skill]:
    whose = {"user_id": user_id, "problem_id": saved.problem_id, "submission_id": submission_id}
    known = await judged.before(connection, tags=tags, **whose)
    finished = await judged.finish(
        connection,
        tags=tags,
        status=status,
        score=1.0,
        runtime_ms=1,
        verdict={},
        known=known,
        hint=hint,
        **whose,
    )
    return [] if finished is None else finished.skills


def counts(found: list[Skill]) -> dict[str, tuple[int, int]]:
    return {skill.tag: (skill.solved, skill.attempts) for skill in found}


async def test_a_problem_counts_as_solved_once(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    for status in ("wrong_answer", "accepted", "wrong_answer", "accepted"):
        told = await try_it(connection, user_id, saved, status)
    assert counts(told) == {"functions": (1, 4), "numbers": (1, 4)}
    assert told == await skills.list_for_user(connection, user_id)


async def test_another_problem_with_the_tag_counts_too(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    other = await problems.save_problem(
        connection, make_problem(slug="other", tags=("numbers",)), PUBLIC_TESTS, DOCUMENT
    )
    await try_it(connection, user_id, saved, "accepted")
    told = await try_it(connection, user_id, other, "accepted", ("numbers",))
    assert counts(told) == {"numbers": (2, 2)}
    found = await skills.list_for_user(connection, user_id)
    assert counts(found) == {"functions": (1, 1), "numbers": (2, 2)}


async def test_users_count_apart(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    stranger = await users.ensure(connection, "grace")
    await try_it(connection, stranger, saved, "accepted")
    await try_it(connection, user_id, saved, "accepted")
    for one in (user_id, stranger):
        found = await skills.list_for_user(connection, one)
        assert counts(found) == {"functions": (1, 1), "numbers": (1, 1)}


async def test_solving_raises_mastery_of_the_problems_tags_only(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    other = await problems.save_problem(
        connection, make_problem(slug="other", tags=("numbers",)), PUBLIC_TESTS, DOCUMENT
    )
    await try_it(connection, user_id, saved, "accepted")
    await try_it(connection, user_id, other, "accepted", ("numbers",))
    found = {skill.tag: skill for skill in await skills.list_for_user(connection, user_id)}
    assert {tag: skill.problems for tag, skill in found.items()} == {"functions": 1, "numbers": 2}
    assert found["numbers"].mastery > found["functions"].mastery > 0.5


async def shifts(connection: AsyncConnection, user_id: int) -> tuple[float, dict[str, float]]:
    path = await skills.path_of(connection, user_id)
    return path.ability, path.deltas


async def test_a_result_moves_what_is_known_exactly_as_the_model_says(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    await try_it(connection, user_id, saved, "wrong_answer")
    first = shift(
        Standing(rating=START_RATING["easy"], tags=dict.fromkeys(TAGS, (0.0, 0))),
        0.0,
        weight=FAILED_WEIGHT,
    )
    ability, deltas = await shifts(connection, user_id)
    assert ability == pytest.approx(first.ability)
    assert deltas == pytest.approx(dict(first.tags))
    await try_it(connection, user_id, saved, "accepted")
    rating = START_RATING["easy"] + first.rating
    after = Standing(first.ability, 1, rating, 1, {tag: (first.tags[tag], 1) for tag in TAGS})
    second = shift(after, result_of(accepted=True, earlier_attempts=1, rungs=0))
    ability, deltas = await shifts(connection, user_id)
    assert ability == pytest.approx(first.ability + second.ability)
    assert deltas["numbers"] == pytest.approx(first.tags["numbers"] + second.tags["numbers"])
    (candidate,) = (await skills.path_of(connection, user_id)).candidates
    assert candidate.rating == pytest.approx(rating + second.rating)
    assert (candidate.state, candidate.prerequisites) == ("solved", ())


async def test_once_solved_a_problem_moves_nothing_any_more(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    await try_it(connection, user_id, saved, "accepted")
    before = await shifts(connection, user_id)
    for status in ("wrong_answer", "accepted"):
        await try_it(connection, user_id, saved, status)
    assert await shifts(connection, user_id) == before


async def test_rungs_that_were_asked_for_lower_the_result(
    connection: AsyncConnection, saved: SavedProblem
) -> None:
    abilities = []
    for name, rungs in (("ada", ()), ("grace", (1,)), ("alan", (1, 2, 3))):
        user_id = await users.ensure(connection, name)
        for rung in rungs:
            await messages.insert(
                connection,
                user_id=user_id,
                problem_id=saved.problem_id,
                role="assistant",
                text="A hint.",
                source="builtin",
                rung=rung,
            )
        await try_it(connection, user_id, saved, "accepted")
        abilities.append((await shifts(connection, user_id))[0])
    # Each success makes the problem easier for those after it, so ada has the most of all.
    assert abilities[0] >= abilities[1] > abilities[2]


async def test_hints_are_counted_beside_attempts(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    await skills.count_hint(connection, user_id, TAGS)
    await try_it(connection, user_id, saved, "wrong_answer")
    told = await skills.count_hint(connection, user_id, TAGS)
    assert [(skill.attempts, skill.hints_used) for skill in told] == [(1, 2), (1, 2)]


async def test_a_hint_is_stored_and_counted_with_its_verdict(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    row = await take(connection, user_id, saved)
    hint = FirstHint("Look at\x00 the sign.", 1, "sign")
    told = await count(connection, user_id, saved, row.id, "wrong_answer", hint=hint)
    assert [(skill.attempts, skill.hints_used) for skill in told] == [(1, 1), (1, 1)]
    (message,) = await messages.list_for_submission(connection, row.id, user_id)
    assert (message.text, message.rung) == ("Look at\N{REPLACEMENT CHARACTER} the sign.", 1)
    assert (message.source, message.rule, message.state) == ("builtin", "sign", "complete")


async def test_what_was_judged_before_changes_nothing(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    row = await take(connection, user_id, saved)
    hint = FirstHint("Look at the sign.", 1, "sign")
    first = await count(connection, user_id, saved, row.id, "wrong_answer", hint=hint)
    assert await count(connection, user_id, saved, row.id, "accepted", hint=hint) == []
    assert await skills.list_for_user(connection, user_id) == first
    assert len(await messages.list_for_submission(connection, row.id, user_id)) == 1
    stored = await submissions.get(connection, row.id, user_id)
    assert stored is not None
    assert stored.status == "wrong_answer"


@pytest.mark.parametrize("tags", [(), ("twice", "twice")])
async def test_no_tags_and_doubled_tags_do_no_harm(
    connection: AsyncConnection, user_id: int, saved: SavedProblem, tags: tuple[str, ...]
) -> None:
    told = await try_it(connection, user_id, saved, "accepted", tags)
    assert counts(told) == dict.fromkeys(tags, (1, 1))


async def test_solving_in_two_tabs_at_once_counts_once(database: Database) -> None:
    async with database.begin() as connection:
        user_id = await users.ensure(connection, "ada")
        saved = await problems.save_problem(connection, make_problem(), PUBLIC_TESTS, DOCUMENT)

    async def second_tab() -> None:
        async with database.begin() as connection:
            await try_it(connection, user_id, saved, "accepted", TAGS[::-1])

    async with database.begin() as first_tab:
        await try_it(first_tab, user_id, saved, "accepted", TAGS)
        second = asyncio.create_task(second_tab())
        await somebody_waits_for_a_lock(database)
    await second
    async with database.connect() as connection:
        found = await skills.list_for_user(connection, user_id)
    assert counts(found) == {"functions": (1, 2), "numbers": (1, 2)}


async def somebody_waits_for_a_lock(database: Database) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with database.connect() as connection, asyncio.timeout(10):
        while not await connection.scalar(waiting):  # noqa: ASYNC110  only the server knows
            await asyncio.sleep(0.01)
