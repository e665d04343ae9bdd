"""One sandbox for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from codify_runner import Runner


@pytest_asyncio.fixture
async def runner() -> AsyncIterator[Runner]:
    async with Runner() as started:
        yield started
