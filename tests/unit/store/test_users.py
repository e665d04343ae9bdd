"""A user is one row, whatever is learnt of him later."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database import Database
from codify_jupyter.store import users


async def test_a_user_is_made_once_and_learns_new_details(connection: AsyncConnection) -> None:
    assert await users.find(connection, "ada") is None
    made = await users.ensure(connection, "ada", display_name="Ada")
    assert await users.ensure(connection, "ada", email="ada@example.org") == made
    assert await users.ensure(connection, "ada") == made
    assert await users.find(connection, "ada") == made
    row = (await connection.execute(text("SELECT display_name, email FROM users"))).one()
    assert tuple(row) == ("Ada", "ada@example.org")


async def test_eight_first_requests_at_once_make_one_user(database: Database) -> None:
    async def request() -> int:
        async with database.begin() as connection:
            return await users.ensure(connection, "ada", display_name="Ada")

    assert len(set(await asyncio.gather(*(request() for _ in range(8))))) == 1
