"""The events of one piece of work, kept so that a listener may come late or come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``data`` is JSON-ready."""

    id: int
    """Counts from 1 within its log."""
    name: str
    data: dict[str, Any]


class EventLog:
    """A growing list of events with any number of listeners.

    Listeners read the list at their own pace; nothing is queued per listener,
    so a slow one costs no memory. Emit and close from the event loop only.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._closed = False
        self._grown = asyncio.Event()
        self.listeners = 0
        self.on_abandoned: asyncio.Event = asyncio.Event()
        """Set when the last listener has left before the log was closed."""

    @property
    def closed(self) -> bool:
        """Whether no further event will come."""
        return self._closed

    def emit(self, name: str, data: dict[str, Any]) -> None:
        """Append an event and wake the listeners."""
        self._events.append(Event(len(self._events) + 1, name, data))
        self._wake()

    def close(self) -> None:
        """Say that no further event will come."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()

    async def follow(self, after: int = 0) -> AsyncIterator[Event]:
        """Yield the events with an id above ``after``, then new ones until the log is closed."""
        self.listeners += 1
        self.on_abandoned.clear()
        position = max(after, 0)
        try:
            while True:
                while position < len(self._events):
                    yield self._events[position]
                    position += 1
                if self._closed:
                    return
                await self._grown.wait()
        finally:
            self.listeners -= 1
            if self.listeners == 0 and not self._closed:
                self.on_abandoned.set()
