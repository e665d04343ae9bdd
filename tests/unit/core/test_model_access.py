"""Consent, caps and the record of what went to a language model."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from codify_jupyter.database import Database
from codify_jupyter.model_access import ModelAccess
from codify_jupyter.problems.student_view import public_tests_json, student_view
from codify_jupyter.store import llm_calls, problems, users
from codify_jupyter.tutor import ModelCall, Tutor, TutorSettings
from codify_jupyter.tutor.llm import Turn
from tests.unit.core.test_application import PROBLEM

REMOTE = TutorSettings(base_url="https://llm.example/v1", api_key="sk-secret", model="m-1")
HERE = TutorSettings(base_url="http://127.0.0.1:9/v1", model="m-1")


async def ids(database: Database) -> tuple[int, int]:
    async with database.begin() as connection:
        user_id = await users.ensure(connection, "ada", display_name="Ada", provider="jupyter")
        saved = await problems.save_problem(
            connection, PROBLEM, public_tests_json(PROBLEM), student_view(PROBLEM)
        )
    return user_id, saved.problem_id


def call_of(tokens: int = 100) -> ModelCall:
    turns: list[Turn] = [{"role": "user", "content": "Why?"}]
    return ModelCall("x", turns, "Because.", "complete", 1, tokens, tokens)


async def test_nothing_goes_to_another_machine_without_consent(database: Database) -> None:
    user_id, problem_id = await ids(database)
    access = ModelAccess(database, Tutor(REMOTE))
    assert (await access.about(user_id))["consent"] == "needed"
    assert not (await access.admit(user_id, problem_id)).allowed
    await access.agree(user_id, True)
    admitted = await access.admit(user_id, problem_id)
    assert admitted.allowed
    assert admitted.pseudonym
    assert "ada" not in admitted.pseudonym
    assert (await access.admit(user_id, problem_id)).pseudonym == admitted.pseudonym
    other = ModelAccess(database, Tutor(replace(REMOTE, model="m-2")))
    assert not (await other.admit(user_id, problem_id)).allowed, "another model, another consent"
    await access.agree(user_id, False)
    assert not (await access.admit(user_id, problem_id)).allowed


async def test_a_model_on_this_machine_needs_none_unless_told_so(database: Database) -> None:
    user_id, problem_id = await ids(database)
    assert (await ModelAccess(database, Tutor(HERE)).admit(user_id, problem_id)).allowed
    strict = ModelAccess(database, Tutor(replace(HERE, consent="always")))
    assert not (await strict.admit(user_id, problem_id)).allowed
    assert not (await ModelAccess(database, Tutor()).admit(user_id, problem_id)).allowed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"student_tokens_per_day": 200}, "your share"),
        ({"course_tokens_per_day": 200}, "Your course"),
        ({"tokens_per_day": 200}, "all it may"),
        ({"price_in": 1e6, "price_out": 1e6, "cost_per_day": 150.0}, "all it may"),
    ],
)
async def test_each_cap_holds_and_is_told_kindly(
    database: Database, changes: dict[str, float], words: str
) -> None:
    user_id, problem_id = await ids(database)
    async with database.begin() as connection:
        await connection.execute(text("INSERT INTO courses (slug, title) VALUES ('c', 'C')"))
        await connection.execute(
            text("INSERT INTO enrolments (user_id, course_id) SELECT :id, id FROM courses"),
            {"id": user_id},
        )
    access = ModelAccess(database, Tutor(replace(HERE, **changes)))  # type: ignore[arg-type]
    admitted = await access.admit(user_id, problem_id)
    assert admitted.allowed
    await access.record(call_of(), admitted, message_id=None)
    refused = await access.admit(user_id, problem_id)
    assert not refused.allowed
    assert words in refused.note
    assert "built-in tutor goes on" in refused.note


async def test_prompts_and_replies_are_kept_for_their_time_and_keys_never(
    database: Database,
) -> None:
    user_id, problem_id = await ids(database)
    access = ModelAccess(database, Tutor(replace(REMOTE, consent="never")))
    admitted = await access.admit(user_id, problem_id)
    await access.record(call_of(), admitted, message_id=None)
    async with database.begin() as connection:
        row = (await connection.execute(text("SELECT * FROM llm_calls"))).one()
        assert (row.prompt[0]["content"], row.reply, row.held_back) == ("Why?", "Because.", 1)
        assert "sk-secret" not in repr(row)
    assert await access.forget_old() == 0
    async with database.begin() as connection:
        await connection.execute(
            text("UPDATE llm_calls SET created_at = now() - interval '40 days'")
        )
    assert await access.forget_old() == 1
    async with database.begin() as connection:
        row = (await connection.execute(text("SELECT * FROM llm_calls"))).one()
        used = await llm_calls.used_today(connection, user_id)
    assert (row.prompt, row.reply, row.prompt_tokens) == (None, None, 100)
    assert used.student == (0, 0)


async def test_those_who_ask_at_once_in_two_processes_share_one_cap(database: Database) -> None:
    user_id, problem_id = await ids(database)
    settings = replace(HERE, student_tokens_per_day=3 * HERE.max_tokens)
    first, second = (ModelAccess(database, Tutor(settings)) for _ in range(2))
    admissions = await asyncio.gather(
        *(access.admit(user_id, problem_id) for access in (first, second) for _ in range(6))
    )
    assert sum(one.allowed for one in admissions) == 3
    going = [one for one in admissions if one.allowed]
    await first.record(ModelCall(), going[0], message_id=None)  # it never came to a call
    await first.record(call_of(1), going[1], message_id=None)  # it took less than set aside
    assert (await second.admit(user_id, problem_id)).allowed


async def test_what_is_sent_is_set_aside_before_it_is_sent(database: Database) -> None:
    user_id, problem_id = await ids(database)
    access = ModelAccess(database, Tutor(HERE))
    sent: list[Turn] = [{"role": "user", "content": "x" * 4000}]
    await access.admit(user_id, problem_id, sent)
    async with database.begin() as connection:
        used = await llm_calls.used_today(connection, user_id)
    assert used.student == (1000, HERE.max_tokens)


async def test_a_call_that_the_server_refuses_counts_no_tokens(database: Database) -> None:
    user_id, problem_id = await ids(database)
    access = ModelAccess(database, Tutor(HERE))
    turns: list[Turn] = [{"role": "user", "content": "Why? " * 100}]
    for outcome in ("rate_limited", "not_authorised", "unreachable"):
        admitted = await access.admit(user_id, problem_id, turns)
        await access.record(ModelCall("x", turns, "", outcome), admitted, message_id=None)
    async with database.begin() as connection:
        used = await llm_calls.used_today(connection, user_id)
        rows = (await connection.execute(text("SELECT outcome, ended_at FROM llm_calls"))).all()
    assert used.student == (0, 0)
    assert len(rows) == 3
    assert all(row.ended_at is not None for row in rows)
