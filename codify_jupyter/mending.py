"""Rejudging in the background, for a course's instructors: begun, watched, stopped, applied."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from codify_runner import RunnerError

from codify_jupyter.courses import must_teach
from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.errors import Conflict
from codify_jupyter.rejudging import Rejudging
from codify_jupyter.store import courses

if TYPE_CHECKING:
    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.rejudging import Judge, Keep

log = logging.getLogger(__name__)

State = Literal["idle", "judging", "stopped", "failed"]


@dataclass(eq=False, slots=True)
class _Run:
    """One judging of a problem's submissions of a course."""

    rejudging: Rejudging
    version_id: int
    task: asyncio.Task[None] | None = None
    state: State = "judging"


class Mending:
    """Judges what students of a course handed in again, with a problem's newest tests.

    What was judged is stored piece by piece: a run that is stopped, or that a restart of
    the server ends, goes on where it was when it is begun again.
    """

    def __init__(self, database: Database, runner: Judge, catalogue: Catalogue) -> None:
        self._database = database
        self._runner = runner
        self._catalogue = catalogue
        self._runs: dict[tuple[str, str], _Run] = {}

    async def begin(self, who: Principal, course: str, slug: str) -> dict[str, Any]:
        """Begin to judge, unless that is under way; as ``show`` tells.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or it has no such problem.
        """
        rejudging, version_id = await self._rejudging(who, course, slug)
        run = self._runs.get((course, slug))
        if run is None or run.state != "judging" or run.version_id != version_id:
            await self._stop(run)
            run = self._runs[course, slug] = _Run(rejudging, version_id)
            run.task = asyncio.create_task(self._judge(run), name=f"rejudge-{slug}")
        return await self.show(who, course, slug)

    async def show(self, who: Principal, course: str, slug: str) -> dict[str, Any]:
        """How far it is, and who would rise and fall; the contract's ``Rejudgement``.

        Raises:
            Forbidden, NotFound: as ``begin``.
        """
        rejudging, version_id = await self._rejudging(who, course, slug)
        run = self._runs.get((course, slug))
        if run is not None and run.version_id != version_id:
            run = None  # it was about older tests
        comparison = await rejudging.compare()
        return {"state": run.state if run else "idle", **comparison.as_json()}

    async def stop(self, who: Principal, course: str, slug: str) -> None:
        """Stop judging; what was judged stays. Safe to repeat.

        Raises:
            Forbidden, NotFound: as ``begin``.
        """
        await self._rejudging(who, course, slug)
        await self._stop(self._runs.get((course, slug)))

    async def apply(
        self, who: Principal, course: str, slug: str, keep: Keep, *, note: bool
    ) -> dict[str, Any]:
        """Let the new results count; see ``Rejudging.apply``.

        Raises:
            Forbidden, NotFound: as ``begin``.
            Conflict: not everything is judged yet.
        """
        rejudging, _ = await self._rejudging(who, course, slug)
        comparison = await rejudging.compare()
        if not comparison.complete:
            raise Conflict(
                f"{comparison.judged} of {comparison.outdated} submissions are judged again. "
                "Begin, or wait until all are.",
                reason="not_judged",
            )
        applied = await rejudging.apply(keep, note=note)
        return {
            "changed": applied.changed,
            "kept": applied.kept,
            "told": applied.told,
            "sets": applied.sets,
        }

    async def close(self) -> None:
        """Stop all that runs."""
        for run in self._runs.values():
            await self._stop(run)

    async def _rejudging(self, who: Principal, course: str, slug: str) -> tuple[Rejudging, int]:
        must_teach(who, course)
        async with self._database.connect() as connection:
            await courses.must_hold(connection, course, slug)
        entry = await self._catalogue.newest(slug)
        return Rejudging(self._database, self._runner, entry, course), entry.version_id

    async def _judge(self, run: _Run) -> None:
        try:
            await run.rejudging.judge()
            run.state = "idle"
        except asyncio.CancelledError:
            run.state = "stopped"
            raise
        except (RunnerError, DatabaseUnavailable):
            run.state = "failed"
            log.exception("rejudging came to a halt")

    async def _stop(self, run: _Run | None) -> None:
        if run is not None and run.task is not None and not run.task.done():
            run.task.cancel()
            with suppress(asyncio.CancelledError):
                await run.task
