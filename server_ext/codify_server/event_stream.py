"""Server-sent events on Tornado."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from tornado.iostream import StreamClosedError

from codify_jupyter.measures import STREAMS
from codify_server.handlers.base import CodifyHandler

if TYPE_CHECKING:
    from codify_jupyter.events import Event

KEEP_ALIVE_S = 15.0
"""A comment after this long a silence, so that proxies keep the connection."""


class EventStreamHandler(CodifyHandler):
    """A handler that can answer with a stream of events."""

    def initialize(self) -> None:
        """Begin with no stream."""
        super().initialize()
        self._pump: asyncio.Task[None] | None = None

    async def send_events(self, events: AsyncIterator[Event]) -> None:
        """Write events as they come until they end or the client leaves.

        When the client leaves, ``events`` is closed at once: whatever feeds it learns of that.
        """
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Accel-Buffering", "no")
        self._pump = asyncio.ensure_future(self._write_events(events))
        try:
            with STREAMS.track_inprogress():
                await self._pump
        except asyncio.CancelledError:
            if not self._pump.cancelled():
                raise
        except StreamClosedError:
            return
        if not self._finished and not self.request.connection.stream.closed():  # type: ignore[union-attr]
            await self.finish()

    async def _write_events(self, events: AsyncIterator[Event]) -> None:
        await self.flush()
        upcoming = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                done, _ = await asyncio.wait({upcoming}, timeout=KEEP_ALIVE_S)
                if not done:
                    self.write(": keep-alive\n\n")
                    await self.flush()
                    continue
                event = upcoming.result()
                if event is None:
                    return
                self.write(format_event(event))
                await self.flush()
                upcoming = asyncio.ensure_future(anext(events, None))
        finally:
            upcoming.cancel()
            await asyncio.gather(upcoming, return_exceptions=True)
            await events.aclose()  # type: ignore[attr-defined]

    def on_connection_close(self) -> None:
        """Stop the pump: nobody reads any more."""
        super().on_connection_close()
        if self._pump is not None:
            self._pump.cancel()

    def last_event_id(self) -> int:
        """The id after which a returning client wants to go on; 0 for the start."""
        text = self.request.headers.get("Last-Event-ID", "0")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def format_event(event: Event) -> str:
    """One event in the wire format. JSON keeps the data on one line."""
    data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.id}\nevent: {event.name}\ndata: {data}\n\n"
