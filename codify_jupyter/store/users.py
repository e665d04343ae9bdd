"""Users: known by the name that the identity provider gives them."""

from __future__ import annotations

from codify_schema.tables import users
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.database.engine import storable_text
from codify_jupyter.store.rows import parameters

_FIND = select(users.c.id, users.c.display_name, users.c.email, users.c.provider).where(
    users.c.name == bindparam("name")
)
_NEW = insert(users).values(**parameters("name", "display_name", "email", "provider"))
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[users.c.name],
    set_={
        "display_name": func.coalesce(_NEW.excluded.display_name, users.c.display_name),
        "email": func.coalesce(_NEW.excluded.email, users.c.email),
        "provider": _NEW.excluded.provider,
    },
).returning(users.c.id)

_INTRODUCE = _NEW.on_conflict_do_update(
    index_elements=[users.c.name],
    set_={
        "display_name": func.coalesce(users.c.display_name, _NEW.excluded.display_name),
        "email": func.coalesce(users.c.email, _NEW.excluded.email),
    },
).returning(users.c.id)


async def ensure(
    connection: AsyncConnection,
    name: str,
    display_name: str | None = None,
    email: str | None = None,
    provider: str = "jupyter",
) -> int:
    """The user's id; makes the user when new. What is None here keeps its stored value."""
    name = storable_text(name)
    display_name = storable_text(display_name) if display_name else None
    email = storable_text(email) if email else None
    found = (await connection.execute(_FIND, {"name": name})).one_or_none()
    if found is not None and (
        found.display_name == (display_name or found.display_name)
        and found.email == (email or found.email)
        and found.provider == provider
    ):
        return int(found.id)
    saved = await connection.execute(
        _SAVE,
        {"name": name, "display_name": display_name, "email": email, "provider": provider},
    )
    return int(saved.scalar_one())


async def introduce(
    connection: AsyncConnection,
    name: str,
    display_name: str | None = None,
    email: str | None = None,
    provider: str = "jupyter",
) -> int:
    """The user's id; of one who is known only what is not known yet is filled in."""
    given = {"name": name, "display_name": display_name, "email": email}
    values = {key: storable_text(value) if value else None for key, value in given.items()}
    saved = await connection.execute(_INTRODUCE, {**values, "provider": provider})
    return int(saved.scalar_one())


async def find(connection: AsyncConnection, name: str) -> int | None:
    """The user's id, or None for one who has never done anything here."""
    found = (await connection.execute(_FIND, {"name": storable_text(name)})).one_or_none()
    return None if found is None else int(found.id)
