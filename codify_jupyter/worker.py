"""A worker: judges what is in the queue, on this machine or on any other."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from codify_runner import Runner
from codify_schema.tables import UNFINISHED_STATUSES
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.exceptions import ConnectorException

from codify_jupyter.catalogue import Catalogue
from codify_jupyter.database import Database, Presence, open_database
from codify_jupyter.explanation import Explanation
from codify_jupyter.judgement import Judgement
from codify_jupyter.queue import QUEUE, TASK, queue_app
from codify_jupyter.store import submissions
from codify_jupyter.tutor import Tutor
from codify_jupyter.work import Work

if TYPE_CHECKING:
    from codify_jupyter.settings import Settings

log = logging.getLogger(__name__)

HEARTBEAT_S = 2.0
DEAD_AFTER_S = 8.0
"""A worker that has not been heard of for so long is gone, and its jobs are given to others."""
LOOK_EVERY_S = 2.0
FINISH_WITHIN_S = 25.0
"""What runs at the end may go on for so long; then the queue has it again."""
PAUSE_AFTER_FAULT_S = 1.0


class Worker:
    """One process that judges ``slots`` submissions at a time."""

    def __init__(self, settings: Settings, slots: int | None = None) -> None:
        self._settings = settings
        self.slots = slots or max(1, os.cpu_count() or 1)
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Take no more jobs, finish those at work, then let ``run`` return."""
        self._stopped.set()

    async def run(self) -> None:
        """Work until ``stop``; a database that goes away is waited for."""
        async with self._parts() as (app, database):
            async with database.connect():
                log.info("worker ready: %d slots", self.slots)
            while not self._stopped.is_set():
                try:
                    await self._work(app)
                except (ConnectorException, OSError) as error:
                    log.warning("the queue is out of reach: %s", type(error).__name__)
                    await asyncio.sleep(PAUSE_AFTER_FAULT_S)

    async def _work(self, app: App) -> None:
        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self.slots,
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=DEAD_AFTER_S,
                    shutdown_graceful_timeout=FINISH_WITHIN_S,
                    delete_jobs="successful",
                )
            )
            looking = asyncio.create_task(_free_jobs_of_the_dead(app))
            stopping = asyncio.create_task(self._stopped.wait())
            tasks = {working, looking, stopping}
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                results = await asyncio.gather(working, looking, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result

    @asynccontextmanager
    async def _parts(self) -> AsyncIterator[tuple[App, Database]]:
        settings = self._settings
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(
                open_database(settings.database_url, settings.home, pool_size=4)
            )
            runner = await stack.enter_async_context(Runner(concurrency=self.slots))
            presence = Presence(database)
            await presence.start()
            stack.push_async_callback(presence.close)
            explanation = Explanation(database, Tutor(runner=runner))
            judgement = Judgement(database, runner, explanation)
            app = queue_app(database)
            _add_task(app, Jobs(database, Catalogue(database), judgement, presence))
            yield app, database


class Jobs:
    """Judges one submission of the queue."""

    def __init__(
        self, database: Database, catalogue: Catalogue, judgement: Judgement, presence: Presence
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._judgement = judgement
        self._presence = presence

    async def judge(self, submission_id: int) -> None:
        """Judge it, unless that has happened, or is not wanted any more."""
        with self._presence.watch(submission_id) as changed:
            async with self._database.connect() as connection:
                row = await submissions.find(connection, submission_id)
            if row is None or row.status not in UNFINISHED_STATUSES:
                return
            entry = await self._catalogue.version(row.problem_version_id)
            work = Work(row, entry, row.user_id, created=False)
            judging = asyncio.ensure_future(self._judgement.pass_on(work))
            try:
                while not judging.done():
                    waiting = asyncio.ensure_future(changed.wait())
                    await asyncio.wait({judging, waiting}, return_when=asyncio.FIRST_COMPLETED)
                    waiting.cancel()
                    if not judging.done() and not await self._is_open(submission_id):
                        return
                    changed.clear()
                await judging
            finally:
                judging.cancel()
                await asyncio.gather(judging, return_exceptions=True)

    async def _is_open(self, submission_id: int) -> bool:
        async with self._database.connect() as connection:
            row = await submissions.find(connection, submission_id)
        return row is not None and row.status in UNFINISHED_STATUSES


def _add_task(app: App, jobs: Jobs) -> None:
    @app.task(
        name=TASK,
        queue=QUEUE,
        pass_context=True,
        # Whatever went wrong, here or with the database, may go right another time.
        retry=RetryStrategy(max_attempts=10, linear_wait=1),
    )
    async def judge(context: JobContext, submission_id: int) -> None:
        await jobs.judge(submission_id)


async def _free_jobs_of_the_dead(app: App) -> None:
    """Give jobs of workers that are gone to those that live."""
    while True:
        manager = app.job_manager
        for job in await manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=DEAD_AFTER_S
        ):
            log.warning("job %s of a worker that is gone is queued again", job.id)
            await manager.retry_job(job)
        await asyncio.sleep(LOOK_EVERY_S)


async def run_worker(settings: Settings, slots: int | None) -> None:
    """Run a worker until SIGTERM or SIGINT."""
    worker = Worker(settings, slots)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    await worker.run()
