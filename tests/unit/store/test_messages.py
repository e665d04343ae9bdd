"""Messages are their user's, and one that is being written ends once."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.store import messages, users
from codify_jupyter.store.messages import Message
from codify_jupyter.store.problems import SavedProblem


async def ask(
    connection: AsyncConnection, user_id: int, saved: SavedProblem, words: str = "Why?"
) -> Message:
    return await messages.insert(
        connection, user_id=user_id, problem_id=saved.problem_id, role="user", text=words
    )


async def begin_answer(connection: AsyncConnection, user_id: int, saved: SavedProblem) -> Message:
    return await messages.insert(
        connection,
        user_id=user_id,
        problem_id=saved.problem_id,
        role="assistant",
        text="",
        source="llm",
        model="some-model",
        state="streaming",
    )


async def test_an_answer_grows_and_ends_once(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    answer = await begin_answer(connection, user_id, saved)
    assert await messages.append(connection, answer.id, "Look at ")
    assert await messages.append(connection, answer.id, "line 2.")
    grown = await messages.get(connection, answer.id, user_id)
    assert grown is not None
    assert (grown.text, grown.state) == ("Look at line 2.", "streaming")
    ended = await messages.finish(connection, answer.id, text="Look at line 3.", state="complete")
    assert ended is not None
    assert (ended.text, ended.state) == ("Look at line 3.", "complete")
    assert await messages.finish(connection, answer.id, text="", state="stopped") is None
    assert not await messages.append(connection, answer.id, "more")


async def test_the_newest_are_listed_oldest_of_them_first(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    ids = [(await ask(connection, user_id, saved, str(number))).id for number in range(5)]
    newest = await messages.list_for_problem(connection, user_id, saved.problem_id, limit=2)
    assert [one.id for one in newest] == ids[3:]
    before = await messages.list_for_problem(
        connection, user_id, saved.problem_id, before=newest[0].id
    )
    assert [one.id for one in before] == ids[:3]


async def test_nobody_reads_or_rates_another_ones_messages(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    answer = await begin_answer(connection, user_id, saved)
    stranger = await users.ensure(connection, "grace")
    assert await messages.get(connection, answer.id, stranger) is None
    assert await messages.rate(connection, answer.id, stranger, 1) is None
    assert await messages.list_for_problem(connection, stranger, saved.problem_id) == []


async def test_an_answer_is_rated_and_a_question_is_not(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    question = await ask(connection, user_id, saved)
    answer = await begin_answer(connection, user_id, saved)
    assert await messages.rate(connection, question.id, user_id, 1) is None
    for rating in (1, -1, None):
        rated = await messages.rate(connection, answer.id, user_id, rating)
        assert rated is not None
        assert rated.rating == rating
    with pytest.raises(IntegrityError, match="rating"):
        await messages.rate(connection, answer.id, user_id, 2)


async def test_what_a_dead_process_was_writing_has_failed(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    abandoned = await begin_answer(connection, user_id, saved)
    await connection.execute(text("UPDATE messages SET created_at = now() - interval '1 hour'"))
    young = await begin_answer(connection, user_id, saved)
    assert await messages.fail_abandoned(connection, older_than_s=600) == 1
    states = {
        one.id: one.state
        for one in await messages.list_for_problem(connection, user_id, saved.problem_id)
    }
    assert states == {abandoned.id: "failed", young.id: "streaming"}


async def test_hostile_text_of_a_model_is_stored(
    connection: AsyncConnection, user_id: int, saved: SavedProblem
) -> None:
    asked = await ask(connection, user_id, saved, "nul \x00, lone \udfff, <script>")
    assert asked.text == "nul �, lone �, <script>"
