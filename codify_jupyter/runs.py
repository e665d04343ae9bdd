"""Runs: the public tests, judged at once, nothing stored."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from codify_runner import RunnerError

from codify_jupyter.errors import CodifyError, Conflict, Unavailable
from codify_jupyter.problems.student_view import student_test_result, student_verdict
from codify_jupyter.submitted_code import check_code

if TYPE_CHECKING:
    from codify_runner import Runner, TestResult, Verdict

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.known_users import KnownUsers
    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal

log = logging.getLogger(__name__)


class Runs:
    """Runs under way, so that their owners can cancel them."""

    def __init__(
        self,
        database: Database,
        runner: Runner,
        catalogue: Catalogue,
        limits: Limits,
        known: KnownUsers,
    ) -> None:
        self._database = database
        self._known = known
        self._limits = limits
        self._runner = runner
        self._catalogue = catalogue
        self._running: dict[tuple[str, uuid.UUID], asyncio.Task[Verdict]] = {}
        self._preparing: dict[str, asyncio.Task[None]] = {}

    def prepare(self, who: Principal, slug: str) -> None:
        """Warm the runner up for a problem, in the background: its student is reading it."""
        if slug not in self._preparing:
            task = asyncio.create_task(self._prepare(who, slug), name=f"prepare-{slug}")
            self._preparing[slug] = task
            task.add_done_callback(lambda _: self._preparing.pop(slug, None))

    async def close(self) -> None:
        """Stop what warms up."""
        for task in list(self._preparing.values()):
            task.cancel()
        await asyncio.gather(*self._preparing.values(), return_exceptions=True)

    async def run(
        self,
        who: Principal,
        slug: str,
        code: str,
        run_id: uuid.UUID | None = None,
        on_test: Callable[[dict[str, Any]], None] | None = None,
    ) -> dict[str, Any]:
        """Judge the public tests and return the student's view of the verdict.

        ``on_test`` gets the student's view of each test's result as it ends.

        Raises:
            NotFound: no such problem.
            Invalid, TooLarge: the code cannot be judged.
            Conflict: this run id is at work already, or the run was cancelled.
            TooOften: the caller has run the tests too often of late.
            Unavailable: the runner failed; trying again may help.
        """
        check_code(code)
        entry = await self._catalogue.get(slug, who, stale_is_fine=True)
        tests_json = entry.problem.tests_json
        key = (who.name, run_id or uuid.uuid4())
        if key in self._running:
            raise Conflict("This run is already under way.", reason="run_in_progress")
        if self._limits.rate("runs") is not None:
            user_id = await self._known.id_of(who)
            async with self._database.connect() as connection:
                await self._limits.take(connection, user_id, "runs")

        def tell(result: TestResult) -> None:
            if on_test is not None:
                on_test(student_test_result(result, tests_json))

        task = asyncio.ensure_future(
            self._runner.judge(code, tests_json, visibility="public", on_test=tell, owner=who.name)
        )
        self._running[key] = task
        try:
            return student_verdict(await task, tests_json)
        except asyncio.CancelledError:
            task.cancel()
            if task.cancelled() and not _being_cancelled():
                raise Conflict("The run was stopped.", reason="cancelled") from None
            raise
        except RunnerError as error:
            raise Unavailable(
                "The tests could not be run just now. Please try again.", reason="runner_failed"
            ) from error
        finally:
            del self._running[key]

    async def _prepare(self, who: Principal, slug: str) -> None:
        try:
            entry = await self._catalogue.get(slug, who, stale_is_fine=True)
            await self._runner.prepare(entry.problem.tests_json)
        except (RunnerError, CodifyError):
            # Whoever runs the tests will be told; here nobody has asked for anything.
            log.warning("the runner could not be prepared for %s", slug, exc_info=True)

    def cancel(self, who: Principal, run_id: uuid.UUID) -> None:
        """Stop a run of this caller's, if it is under way."""
        task = self._running.get((who.name, run_id))
        if task is not None:
            task.cancel()


def _being_cancelled() -> bool:
    """Whether the current task itself is cancelled, rather than the run it waits for."""
    current = asyncio.current_task()
    return current is not None and current.cancelling() > 0
