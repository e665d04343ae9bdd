"""What changes in classes, told within a moment to those who watch.

The process's one listening connection says whose work on which problem has changed;
the cells are read again, once for all who watch, and handed to each of them. Whoever
falls behind, or may have missed something, is told to read the whole again.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codify_jupyter.class_view.representation import cell_json
from codify_jupyter.class_view.rules import STUCK_FOR
from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.database.presence import CHANNEL, CLASS_CHANNEL
from codify_jupyter.events import Event
from codify_jupyter.set_policy import utc_now
from codify_jupyter.store import questions
from codify_jupyter.store.class_view import grid

if TYPE_CHECKING:
    from codify_jupyter.database import Database, Presence
    from codify_jupyter.store.questions import Counts

log = logging.getLogger(__name__)

GATHER_S = 0.15
"""So long changes are gathered: a class at a deadline is then read a few times a second."""
MOST_CHANGES = 1000
"""Of one moment, and in wait for one watcher; with more the whole is read again instead."""
LONGEST_S = 900.0
"""A stream ends after so long, so that who it is for is asked again."""
PAUSE_AFTER_FAULT_S = 1.0
_TOLD = re.compile(r"(opening|question) ([0-9]{1,18}) ([0-9]{1,18})")
Pair = tuple[int, int]
"""Ids of a student and a problem."""


@dataclass(eq=False, slots=True)
class _Watcher:
    """One who watches a course: what is still to be said."""

    course: int
    cells: dict[Pair, dict[str, Any]] = field(default_factory=dict)
    questions: Counts | None = None
    resync: bool = True
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, cells: dict[Pair, dict[str, Any]], counts: Counts | None) -> None:
        self.cells |= cells
        self.questions = counts or self.questions
        if len(self.cells) > MOST_CHANGES:
            self.read_again()
        self.changed.set()

    def read_again(self) -> None:
        self.cells.clear()
        self.resync = True
        self.changed.set()


@dataclass(slots=True)
class _Gathered:
    """What has changed since the last look."""

    submissions: set[int] = field(default_factory=set)
    pairs: set[Pair] = field(default_factory=set)
    questions: bool = False


class ClassNews:
    """Hears of changes and tells those who watch. One per process."""

    def __init__(self, database: Database, presence: Presence) -> None:
        self._database = database
        self._watchers: dict[int, set[_Watcher]] = defaultdict(set)
        self._students: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._gathered = _Gathered()
        self._something = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None
        presence.hear(self)

    def start(self) -> None:
        """Begin to tell."""
        self._telling = asyncio.create_task(self._tell(), name="codify-class-news")

    async def close(self) -> None:
        """Tell no more."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)

    async def follow(self, course_id: int) -> AsyncIterator[Event]:
        """The events of a course, for a quarter of an hour.

        ``resync`` says that the whole must be read, and comes first; ``cells`` has
        what has changed since, and ``questions`` how many wait and how many are answered.
        """
        watcher = _Watcher(course_id)
        self._watchers[course_id].add(watcher)
        end, number = time.monotonic() + LONGEST_S, 0
        watcher.changed.set()
        try:
            while await set_within(watcher.changed, end - time.monotonic()):
                watcher.changed.clear()
                for name, data in _said(watcher):
                    number += 1
                    yield Event(number, name, data)
        finally:
            self._watchers[course_id].discard(watcher)
            if not self._watchers[course_id]:
                del self._watchers[course_id]

    @contextmanager
    def of_student(self, user_id: int) -> Iterator[asyncio.Event]:
        """An event that is set whenever something may have come of a student's questions."""
        changed = asyncio.Event()
        self._students[user_id].add(changed)
        try:
            yield changed
        finally:
            self._students[user_id].discard(changed)
            if not self._students[user_id]:
                del self._students[user_id]

    def told(self, channel: str, payload: str) -> None:
        """Take a notification; see ``Presence.hear``."""
        found = _TOLD.fullmatch(payload) if channel == CLASS_CHANNEL else None
        if found is not None and found[1] == "question":
            for changed in self._students.get(int(found[2]), ()):
                changed.set()
        if not self._watchers:
            return
        gathered = self._gathered
        if channel == CHANNEL and payload.isdigit():
            gathered.submissions.add(int(payload))
        elif found is not None:
            gathered.pairs.add((int(found[2]), int(found[3])))
            gathered.questions |= found[1] == "question"
        else:
            return
        if len(gathered.submissions) + len(gathered.pairs) > MOST_CHANGES:
            self._have_all_read_again()
        self._something.set()

    def missed(self) -> None:
        """Have everybody look again; see ``Presence.hear``."""
        self._have_all_read_again()
        for waiting in self._students.values():
            for changed in waiting:
                changed.set()

    def _have_all_read_again(self) -> None:
        self._gathered = _Gathered()
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.read_again()

    async def _tell(self) -> None:
        while True:
            await self._something.wait()
            await asyncio.sleep(GATHER_S)
            self._something.clear()
            gathered, self._gathered = self._gathered, _Gathered()
            try:
                await self._read_and_tell(gathered)
            except DatabaseUnavailable:
                self._have_all_read_again()
                await asyncio.sleep(PAUSE_AFTER_FAULT_S)
            except Exception:
                log.exception("changes in a class were not told one by one")
                self._have_all_read_again()
                await asyncio.sleep(PAUSE_AFTER_FAULT_S)

    async def _read_and_tell(self, gathered: _Gathered) -> None:
        courses = list(self._watchers)
        if not courses or not (gathered.submissions or gathered.pairs):
            return
        since = utc_now() - STUCK_FOR
        async with self._database.connect() as connection:
            pairs = gathered.pairs | await grid.whose(connection, gathered.submissions)
            for course in courses:
                cells = await grid.changed_cells(connection, course, sorted(pairs), since)
                counts = await questions.count(connection, course) if gathered.questions else None
                shown = {(cell.student, cell.problem): cell_json(cell) for cell in cells}
                if shown or counts:
                    for watcher in self._watchers.get(course, ()):
                        watcher.take(shown, counts)


def _said(watcher: _Watcher) -> Iterator[tuple[str, dict[str, Any]]]:
    """What there is to say; it is said once."""
    resync, watcher.resync = watcher.resync, False
    cells, watcher.cells = watcher.cells, {}
    counts, watcher.questions = watcher.questions, None
    if resync:
        yield "resync", {}
    elif cells:
        changed = [{"student": pair[0], "problem": pair[1], **one} for pair, one in cells.items()]
        yield "cells", {"cells": changed}
    if counts is not None:
        yield "questions", {"open": counts.open, "answered": counts.answered}


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, at most so long; whether it is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), max(0.0, seconds))
        return True
    return False
