"""Event streams that go on: read one event after the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from .conftest import Service

PATIENCE_S = 20.0
"""What a slow machine needs; a test that passes never waits for it."""


class Stream:
    """A stream that is open."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, Any]:
        """The next event: its name and data."""
        name = ""
        async with asyncio.timeout(PATIENCE_S):
            async for line in self._lines:
                key, _, value = line.partition(": ")
                if key == "event":
                    name = value
                elif key == "data":
                    return name, json.loads(value)
        raise AssertionError("the stream has ended")


@asynccontextmanager
async def listening(service: Service, name: str, path: str) -> AsyncIterator[Stream]:
    """Listen to a stream as somebody."""
    async with service.client(name) as client, client.stream("GET", path) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/event-stream"
        async with aclosing(answer.aiter_lines()) as lines:  # type: ignore[type-var]
            yield Stream(lines)
