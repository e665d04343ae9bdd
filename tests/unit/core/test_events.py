"""Event logs: nobody misses anything, whenever he comes."""

from __future__ import annotations

import asyncio

from codify_jupyter.events import EventLog


async def names(log: EventLog, after: int = 0) -> list[str]:
    return [event.name async for event in log.follow(after)]


async def test_one_who_comes_late_gets_everything() -> None:
    log = EventLog()
    early = asyncio.create_task(names(log))
    await asyncio.sleep(0)
    log.emit("one", {})
    log.emit("two", {})
    late = asyncio.create_task(names(log))
    await asyncio.sleep(0)
    log.emit("three", {})
    log.close()
    assert await early == await late == ["one", "two", "three"]


async def test_one_who_comes_back_goes_on_where_he_was() -> None:
    log = EventLog()
    for name in ("one", "two", "three"):
        log.emit(name, {})
    log.close()
    assert await names(log, after=2) == ["three"]
    assert await names(log, after=99) == []


async def test_it_is_abandoned_when_the_last_listener_leaves_and_not_before() -> None:
    log = EventLog()
    first, second = asyncio.create_task(names(log)), asyncio.create_task(names(log))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait({first})
    assert not log.on_abandoned.is_set()
    second.cancel()
    await asyncio.wait({second})
    assert log.on_abandoned.is_set()


async def test_the_end_is_no_abandonment() -> None:
    log = EventLog()
    listener = asyncio.create_task(names(log))
    await asyncio.sleep(0)
    log.close()
    await listener
    assert not log.on_abandoned.is_set()
