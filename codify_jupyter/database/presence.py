"""This process as the others see it in the database: alive, and told what has changed.

One connection of its own holds an advisory lock on the process's number, which
PostgreSQL takes away the moment the process is gone, and listens for ids of
submissions that have changed and for what else concerns a class.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

import psycopg

from codify_jupyter.database.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from codify_jupyter.database.connections import Database

CHANNEL = "codify_submission"
CLASS_CHANNEL = "codify_class"
"""Carries ``opening USER PROBLEM`` and ``question USER PROBLEM``, by their ids."""
PRESENCE_CLASS = int.from_bytes(b"cdfy", "big")
"""First half of the advisory locks' keys; the second is the process's number."""
_LONGEST_PAUSE_S = 5.0
_FIRST_PAUSE_S = 0.1

log = logging.getLogger(__name__)


class Hearer(Protocol):
    """Hears all that is told to this process. Both calls must return at once."""

    def told(self, channel: str, payload: str) -> None:
        """Take a notification."""
        ...

    def missed(self) -> None:
        """Know that there may have been others, which nobody heard."""
        ...


class Presence:
    """Holds the connection, and makes it anew when it breaks. One per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.number = secrets.randbelow(2**31 - 1) + 1
        self._watched: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._hearers: list[Hearer] = []
        self._known = asyncio.Event()
        self._holding: asyncio.Task[None] | None = None

    @property
    def known(self) -> bool:
        """Whether the others can see this process just now."""
        return self._known.is_set()

    async def start(self) -> None:
        """Make oneself known, before any work is taken on."""
        self._holding = asyncio.create_task(self._hold_on(), name="codify-presence")
        waiting = asyncio.ensure_future(self._known.wait())
        await asyncio.wait({waiting, self._holding}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._holding.done():
            self._holding.result()

    async def close(self) -> None:
        """Be gone."""
        if self._holding is not None:
            self._holding.cancel()
            await asyncio.gather(self._holding, return_exceptions=True)

    @contextmanager
    def watch(self, submission_id: int) -> Iterator[asyncio.Event]:
        """An event that is set whenever the submission may have changed.

        Also after a time without a connection, when nobody knows what was missed:
        so watch first, then read, then wait.
        """
        changed = asyncio.Event()
        self._watched[submission_id].add(changed)
        try:
            yield changed
        finally:
            self._watched[submission_id].discard(changed)
            if not self._watched[submission_id]:
                del self._watched[submission_id]

    def hear(self, hearer: Hearer) -> None:
        """Have ``hearer`` hear all notifications from now on."""
        self._hearers.append(hearer)

    def tell(self, submission_id: int) -> None:
        """Wake those in this process who watch the submission."""
        for changed in self._watched.get(submission_id, ()):
            changed.set()

    async def _hold_on(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                await self._hold()
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log.warning("the listening connection was lost: %s", type(error).__name__)
            if self._known.is_set():
                pause_s = _FIRST_PAUSE_S
            self._known.clear()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            with suppress(DatabaseUnavailable):
                async with self._database.connect():  # has an embedded server started again
                    pass

    async def _hold(self) -> None:
        url = self._database.url.set(drivername="postgresql")
        async with await psycopg.AsyncConnection.connect(
            url.render_as_string(hide_password=False),
            autocommit=True,
            application_name="codify-listener",
            connect_timeout=10,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=2,
        ) as connection:
            await connection.execute(
                "SELECT pg_advisory_lock_shared(%s, %s)", (PRESENCE_CLASS, self.number)
            )
            await connection.execute(f"LISTEN {CHANNEL}")
            await connection.execute(f"LISTEN {CLASS_CHANNEL}")
            self._known.set()
            # What was told while nobody listened is gone: have everybody look again.
            for submission_id in list(self._watched):
                self.tell(submission_id)
            for hearer in self._hearers:
                hearer.missed()
            async for notification in connection.notifies():
                channel, payload = notification.channel, notification.payload
                if channel == CHANNEL and payload.isdigit():
                    self.tell(int(payload))
                for hearer in self._hearers:
                    hearer.told(channel, payload)
