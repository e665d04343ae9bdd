"""Runs and submissions."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

from codify_jupyter.events import EventLog
from codify_server.access import requires
from codify_server.event_stream import EventStreamHandler
from codify_server.handlers.base import CodifyHandler

if TYPE_CHECKING:
    from codify_jupyter.application import Services

ANSWER_WITHIN_S = 20.0
"""Before a proxy on the way gives up; who has no verdict by then is told where to look for it."""


class RunsHandler(EventStreamHandler):
    """`runs`."""

    @requires("write")
    async def post(self) -> None:
        """Judge the public tests; nothing is stored."""
        body = self.json_body()
        body.allow("problem", "code", "run_id")
        slug, code, run_id = body.text("problem"), body.text("code"), body.optional_uuid("run_id")
        services = await self.services()
        if not self.wants_events():
            verdict = await services.runs.run(self.principal, slug, code, run_id)
            self.finish({"verdict": verdict})
            return
        await self._stream(services, slug, code, run_id)

    async def _stream(
        self, services: Services, slug: str, code: str, run_id: uuid.UUID | None
    ) -> None:
        # 404 as a status, not an event
        await services.catalogue.get(slug, self.principal, stale_is_fine=True)
        events = EventLog()

        def tell(test: dict[str, Any]) -> None:
            events.emit("test", test)

        async def run() -> None:
            try:
                verdict = await services.runs.run(self.principal, slug, code, run_id, tell)
                events.emit("verdict", {"verdict": verdict})
            finally:
                events.emit("done", {})
                events.close()

        running = asyncio.ensure_future(run())
        try:
            await self.send_events(events.follow())
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


class RunHandler(CodifyHandler):
    """`runs/{run_id}`."""

    @requires("write")
    async def delete(self, run_id: str) -> None:
        """Stop a run of the caller's."""
        services = await self.services()
        services.runs.cancel(self.principal, uuid.UUID(run_id))
        self.set_status(204)
        self.finish()


class SubmissionsHandler(EventStreamHandler):
    """`submissions`."""

    @requires("write")
    async def post(self) -> None:
        """Judge all tests, store the attempt, give a hint."""
        body = self.json_body()
        body.allow("problem", "code", "idempotency_key")
        services = await self.services()
        work = await services.submissions.submit(
            self.principal,
            body.text("problem"),
            body.text("code"),
            body.uuid("idempotency_key"),
        )
        if self.wants_events():
            await self.send_events(work.events.follow())
            return
        overloaded = services.submissions.pace.wait_s > ANSWER_WITHIN_S
        asked_for = "respond-async" in self.request.headers.get("Prefer", "")
        if asked_for or not await work.judged_within(0 if overloaded else ANSWER_WITHIN_S):
            self.set_status(202)
            self.set_header("Location", self._address(work.row.id))
            self.finish(work.as_it_is())
        else:
            self.set_status(201 if work.created else 200)
            self.finish(await work.result(services.tutor.patience_s))

    def _address(self, submission_id: int) -> str:
        return f"{self.settings['codify_api']}submissions/{submission_id}"


class SubmissionHandler(CodifyHandler):
    """`submissions/{id}`."""

    @requires("read")
    async def get(self, submission_id: str) -> None:
        """One submission of the caller's."""
        services = await self.services()
        work = await services.submissions.follow(self.principal, int(submission_id))
        self.finish(work.as_it_is())

    @requires("write")
    async def delete(self, submission_id: str) -> None:
        """Cancel a submission that is not judged yet."""
        services = await self.services()
        await services.submissions.cancel(self.principal, int(submission_id))
        self.set_status(204)
        self.finish()


class SubmissionEventsHandler(EventStreamHandler):
    """`submissions/{id}/events`."""

    @requires("read")
    async def get(self, submission_id: str) -> None:
        """The submission's events, from after `Last-Event-ID`."""
        services = await self.services()
        work = await services.submissions.follow(self.principal, int(submission_id))
        await self.send_events(work.events.follow(self.last_event_id()))


class ProblemSubmissionsHandler(CodifyHandler):
    """`problems/{slug}/submissions`."""

    @requires("read")
    async def get(self, slug: str) -> None:
        """The caller's submissions to a problem, newest first."""
        limit, before = self.page()
        services = await self.services()
        rows = await services.submissions.attempts(self.principal, slug, limit, before)
        self.finish({"submissions": rows})
