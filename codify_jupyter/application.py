"""The running core: what it is made of, how it comes up and how it goes down."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from codify_jupyter.errors import Unavailable

if TYPE_CHECKING:
    from codify_runner import Runner

    from codify_jupyter.authoring import Authoring
    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.class_view.view import ClassView
    from codify_jupyter.conversations import Conversations
    from codify_jupyter.course_content import CourseContent
    from codify_jupyter.course_records import CourseRecords
    from codify_jupyter.courses import Courses
    from codify_jupyter.database import Database
    from codify_jupyter.hint_ladder import HintLadder
    from codify_jupyter.mending import Mending
    from codify_jupyter.progress import Progress
    from codify_jupyter.publishing import Teaching
    from codify_jupyter.questions import Questions
    from codify_jupyter.queue import Queue
    from codify_jupyter.runs import Runs
    from codify_jupyter.settings import Settings
    from codify_jupyter.submissions import Submissions
    from codify_jupyter.tutor import Tutor, TutorSettings

log = logging.getLogger(__name__)

State = Literal["starting", "ready", "failed"]
START_TIMEOUT_S = 60.0
RETRY_AFTER_FAILURE_S = 5.0


@dataclass(frozen=True, slots=True)
class Services:
    """All parts, running."""

    database: Database
    runner: Runner
    tutor: Tutor
    catalogue: Catalogue
    submissions: Submissions
    runs: Runs
    conversations: Conversations
    ladder: HintLadder
    progress: Progress
    courses: Courses
    teaching: Teaching
    content: CourseContent
    records: CourseRecords
    mending: Mending
    class_view: ClassView
    questions: Questions
    authoring: Authoring


class Application:
    """Brings the parts up in the background and holds them.

    Constructing it costs nothing: even the imports happen in a thread once
    ``start`` is called, so that a Jupyter server's own start is not held up.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exit = AsyncExitStack()
        self._starting: asyncio.Task[Services] | None = None
        self._failed_at = 0.0
        self._closed = False

    @property
    def state(self) -> State:
        """Where the start-up is."""
        if self._starting is None or not self._starting.done():
            return "starting"
        if self._starting.cancelled() or self._starting.exception() is not None:
            return "failed"
        return "ready"

    def start(self) -> None:
        """Begin to come up, unless that is under way. Returns at once."""
        if self._closed:
            return
        retry = (
            self.state == "failed" and time.monotonic() - self._failed_at > RETRY_AFTER_FAILURE_S
        )
        if self._starting is None or retry:
            self._starting = asyncio.create_task(self._start(), name="codify-start")

    async def services(self) -> Services:
        """The parts, once they run.

        Raises:
            Unavailable: when they could not be brought up; a later call tries again.
        """
        self.start()
        if self._starting is None or self._closed:
            raise Unavailable("The server is shutting down.", reason="shutting_down")
        try:
            return await asyncio.wait_for(asyncio.shield(self._starting), START_TIMEOUT_S)
        except TimeoutError:
            raise Unavailable(
                "Codify is still starting. Please try again in a moment.", reason="starting"
            ) from None
        except Unavailable:
            raise
        except asyncio.CancelledError:
            if self._closed:
                raise Unavailable("The server is shutting down.", reason="shutting_down") from None
            raise
        except Exception:
            raise Unavailable(
                "Codify could not start on this server: the server's log says why, and "
                "`codify doctor` checks the set-up. Your code is safe in the notebook.",
                reason="start_failed",
                retry_after_s=RETRY_AFTER_FAILURE_S,
            ) from None

    def parts(self) -> dict[str, Any]:
        """The state of each part, for `me`; never waits."""
        state = self.state
        if state != "ready" or self._starting is None:
            return {
                "tutor": {"provider": "builtin", "label": "Built-in tutor"},
                "runner": {"state": state, "sealed": False, "protections": {}},
                "database": {"state": state},
            }
        services = self._starting.result()
        return {
            "tutor": {"provider": services.tutor.provider, "label": services.tutor.label},
            "runner": {
                "state": "ready",
                "sealed": services.runner.sealed,
                "protections": dict(services.runner.protections),
            },
            "database": {"state": "ready"},
        }

    async def drain(self, patience_s: float) -> None:
        """Wait until the submissions in hand have their verdicts, at most so long."""
        if self.state == "ready" and self._starting is not None:
            await self._starting.result().submissions.drain(patience_s)

    async def close(self) -> None:
        """Stop everything. Work that runs is cancelled; what was stored stays stored."""
        self._closed = True
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._exit.aclose()

    def _tutor_settings(self) -> TutorSettings:
        """As given, else from the environment; a fault there must not keep a class from working."""
        from codify_jupyter.tutor import TutorSettings, TutorSettingsError

        try:
            return self._settings.tutor or TutorSettings.from_environment(
                self._settings.tutor_environment
            )
        except TutorSettingsError as error:
            log.error("the built-in tutor answers alone: %s", error)  # noqa: TRY400
            return TutorSettings()

    async def _start(self) -> Services:
        exit_stack = AsyncExitStack()
        try:
            services = await self._bring_up(exit_stack)
        except BaseException as error:
            self._failed_at = time.monotonic()
            await exit_stack.aclose()
            if isinstance(error, Exception):
                log.exception("Codify could not start")
            raise
        self._exit = exit_stack
        return services

    async def _bring_up(self, exit_stack: AsyncExitStack) -> Services:
        parts = {
            name: await asyncio.to_thread(importlib.import_module, name)
            for name in (
                "codify_runner",
                "codify_jupyter.database",
                "codify_jupyter.tutor",
                "codify_jupyter.authoring",
                "codify_jupyter.catalogue",
                "codify_jupyter.course_content",
                "codify_jupyter.course_records",
                "codify_jupyter.class_view.news",
                "codify_jupyter.class_view.view",
                "codify_jupyter.courses",
                "codify_jupyter.explanation",
                "codify_jupyter.judgement",
                "codify_jupyter.known_users",
                "codify_jupyter.limits",
                "codify_jupyter.mending",
                "codify_jupyter.publishing",
                "codify_jupyter.set_links",
                "codify_jupyter.submissions",
                "codify_jupyter.runs",
                "codify_jupyter.conversations",
                "codify_jupyter.hint_ladder",
                "codify_jupyter.progress",
                "codify_jupyter.questions",
            )
        }
        settings = self._settings
        # The database's and the zygote's starts do not depend on each other.
        database, runner = await asyncio.gather(
            exit_stack.enter_async_context(
                parts["codify_jupyter.database"].open_database(settings.database_url, settings.home)
            ),
            exit_stack.enter_async_context(parts["codify_runner"].Runner()),
        )
        tutor = parts["codify_jupyter.tutor"].Tutor(self._tutor_settings(), runner)
        exit_stack.push_async_callback(tutor.close)
        await tutor.warm()
        catalogue = parts["codify_jupyter.catalogue"].Catalogue(database)
        await catalogue.load_at_start(settings)
        presence = parts["codify_jupyter.database"].Presence(database)
        news = parts["codify_jupyter.class_view.news"].ClassNews(database, presence)
        await presence.start()
        exit_stack.push_async_callback(presence.close)
        news.start()
        exit_stack.push_async_callback(news.close)
        limit = parts["codify_jupyter.limits"]
        limits = limit.Limits(limit.CLASSROOM if settings.limited else None)
        known = parts["codify_jupyter.known_users"].KnownUsers(database)
        explanation = parts["codify_jupyter.explanation"].Explanation(database, tutor)
        submissions = parts["codify_jupyter.submissions"].Submissions(
            database,
            parts["codify_jupyter.judgement"].Judgement(database, runner, explanation),
            explanation,
            catalogue,
            presence,
            limits,
            known,
            await _queue(database) if settings.judging == "workers" else None,
        )
        exit_stack.push_async_callback(submissions.close)
        conversations = parts["codify_jupyter.conversations"].Conversations(
            database, tutor, catalogue, limits
        )
        exit_stack.push_async_callback(conversations.close)
        conversations.forget_daily()
        ladder = parts["codify_jupyter.hint_ladder"].HintLadder(
            database, tutor, catalogue, explanation
        )
        exit_stack.push_async_callback(ladder.close)
        runs = parts["codify_jupyter.runs"].Runs(database, runner, catalogue, limits, known)
        exit_stack.push_async_callback(runs.close)
        mending = parts["codify_jupyter.mending"].Mending(database, runner, catalogue)
        exit_stack.push_async_callback(mending.close)
        teaching = parts["codify_jupyter.publishing"]
        places = parts["codify_jupyter.set_links"].places_of_the_operator()
        publishing = teaching.Publishing(database, catalogue, places)
        authoring = parts["codify_jupyter.authoring"].Authoring(runner, database, known, limits)
        exit_stack.push_async_callback(authoring.close)
        submissions.look_after_orphans()
        return Services(
            database=database,
            runner=runner,
            tutor=tutor,
            catalogue=catalogue,
            submissions=submissions,
            runs=runs,
            conversations=conversations,
            ladder=ladder,
            progress=parts["codify_jupyter.progress"].Progress(database, catalogue),
            courses=parts["codify_jupyter.courses"].Courses(database, known),
            teaching=teaching.Teaching(publishing),
            content=parts["codify_jupyter.course_content"].CourseContent(
                database, runner, catalogue, publishing, known, limits
            ),
            records=parts["codify_jupyter.course_records"].CourseRecords(database),
            mending=mending,
            class_view=parts["codify_jupyter.class_view.view"].ClassView(database, catalogue, news),
            questions=parts["codify_jupyter.questions"].Questions(
                database, catalogue, limits, news
            ),
            authoring=authoring,
        )


async def _queue(database: Database) -> Queue:
    """The queue; only an installation with workers has procrastinate."""
    queue = await asyncio.to_thread(importlib.import_module, "codify_jupyter.queue")
    made: Queue = queue.Queue(queue.queue_app(database))
    return made
