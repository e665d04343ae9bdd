"""Authors' checks under way: one for each author, the newest."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codify_jupyter.authoring.check import check
from codify_jupyter.authoring.written import Written
from codify_jupyter.errors import Forbidden, Invalid
from codify_jupyter.events import Event, EventLog
from codify_jupyter.problems.findings import ProblemError
from codify_jupyter.problems.new_problem import new_problem, sound_entry, sound_slug

if TYPE_CHECKING:
    from codify_runner import Runner, Verdict

    from codify_jupyter.database import Database
    from codify_jupyter.known_users import KnownUsers
    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal

log = logging.getLogger(__name__)

_SUPERSEDED = "This check was stopped: a newer one has begun."
_BROKEN = "The check broke off. Save again; the server's log says what happened."


class Authoring:
    """What the authors of problems are served with. Nothing of it is stored."""

    def __init__(
        self, runner: Runner, database: Database, known: KnownUsers, limits: Limits
    ) -> None:
        self._runner = runner
        self._database = database
        self._known = known
        self._limits = limits
        self._running: dict[str, asyncio.Task[None]] = {}

    @staticmethod
    def written(name: str, files: Mapping[str, str]) -> Written:
        """What an author wrote, by the names of its files.

        Raises:
            Invalid, TooLarge: it is nothing that could be checked.
        """
        return Written.checked(name, files)

    async def check(
        self, who: Principal, written: Written, slug: str | None = None
    ) -> AsyncIterator[Event]:
        """The events of a check; a check of the caller's that is under way ends.

        Leaving the events ends the check.

        Raises:
            Forbidden: the caller may not author here.
            TooOften: the caller checks very often.
        """
        _must_author(who)
        await self._count(who)
        events = EventLog()
        before = self._running.get(who.name)
        if before is not None:
            before.cancel()
        judge = Turns(self._runner, who.name)
        task = asyncio.create_task(check(written, judge, events.emit, slug), name="check")
        task.add_done_callback(lambda done: _close(done, events))
        self._running[who.name] = task
        return self._follow(who, task, events)

    async def new(
        self, who: Principal, slug: str, *, notebook: bool, title: str = "", entry: str = ""
    ) -> dict[str, str]:
        """The files of a small problem to begin with, by name; a notebook is one file.

        Raises:
            Forbidden: the caller may not author here.
            Invalid: the slug, the title or the entry cannot be one.
        """
        _must_author(who)
        if not sound_slug(slug):
            raise Invalid(
                "A short name has small letters, digits and hyphens, such as running-mean.",
                reason="bad_slug",
            )
        if entry and not sound_entry(entry):
            raise Invalid(
                f"`{entry[:80]}` cannot be the name of a function in Python.", reason="bad_entry"
            )
        try:
            return await asyncio.to_thread(_new_files, slug, notebook, title, entry)
        except ProblemError as error:
            raise Invalid(error.findings[0].message, reason="bad_title") from None

    async def close(self) -> None:
        """Stop the checks that are under way."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _count(self, who: Principal) -> None:
        if self._limits.rate("runs") is not None:
            user_id = await self._known.id_of(who)
            async with self._database.connect() as connection:
                await self._limits.take(connection, user_id, "runs")

    async def _follow(
        self, who: Principal, task: asyncio.Task[None], events: EventLog
    ) -> AsyncIterator[Event]:
        try:
            async for event in events.follow():
                yield event
        finally:
            task.cancel()
            if self._running.get(who.name) is task:
                del self._running[who.name]


def _new_files(slug: str, notebook: bool, title: str, entry: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="codify-authoring-") as temporary:
        root = Path(temporary)
        destination = root / f"{slug}.ipynb" if notebook else root
        made = new_problem(destination, slug, title=title, entry=entry).path
        if notebook:
            return {made.name: made.read_text("utf-8")}
        files = (file for file in sorted(made.rglob("*")) if file.is_file())
        return {file.relative_to(made).as_posix(): file.read_text("utf-8") for file in files}


def _close(task: asyncio.Task[None], events: EventLog) -> None:
    """Say how a check ended that did not end by itself."""
    if task.cancelled():
        events.emit("error", {"message": _SUPERSEDED, "reason": "superseded"})
    elif task.exception() is not None:
        log.error("a check broke off", exc_info=task.exception())
        events.emit("error", {"message": _BROKEN, "reason": "check_failed"})
    events.close()


class Turns:
    """The runner with its turns taken in the author's name."""

    def __init__(self, runner: Runner, owner: str) -> None:
        self._runner = runner
        self._owner = owner

    async def judge(self, code: str, tests_json: dict[str, Any]) -> Verdict:
        """Judge one program."""
        return await self._runner.judge(code, tests_json, owner=self._owner)


def _must_author(who: Principal) -> None:
    if not who.may_author:
        raise Forbidden(
            "Only instructors can check problems here. Ask whoever runs this course.",
            reason="not_instructor",
        )
