"""Who is who in the database, without asking it each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codify_jupyter.store import users

if TYPE_CHECKING:
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal

MOST_KNOWN = 10_000


class KnownUsers:
    """The users that this process has met, by all that their identity provider says of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[Principal, int] = {}

    async def id_of(self, who: Principal) -> int:
        """The caller's id; stores who is new, or has changed.

        Raises:
            DatabaseUnavailable: the caller is not known yet, and cannot be looked up.
        """
        known = self._ids.get(who)
        if known is None:
            async with self._database.connect() as connection:
                known = await users.ensure(
                    connection, who.name, display_name=who.display_name, provider=who.provider
                )
            if len(self._ids) >= MOST_KNOWN:
                self._ids.clear()
            self._ids[who] = known
        return known

    def forget(self, who: Principal) -> bool:
        """Ask the database the next time, as after an erasure; False when it was to be asked."""
        return self._ids.pop(who, None) is not None
