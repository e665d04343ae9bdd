"""The class view: what instructors see of what their courses do."""

from __future__ import annotations

from codify_server.access import requires
from codify_server.event_stream import EventStreamHandler
from codify_server.handlers.base import CodifyHandler


class GridHandler(CodifyHandler):
    """`courses/{course}/class`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """Students by problems."""
        services = await self.services()
        self.finish(await services.class_view.grid(self.principal, course, self.chosen_set()))


class ClassEventsHandler(EventStreamHandler):
    """`courses/{course}/class/events`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """What changes in the grid and in the inbox, live."""
        services = await self.services()
        await self.send_events(await services.class_view.follow(self.principal, course))


class ItemsHandler(CodifyHandler):
    """`courses/{course}/class/items`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """How the problems of a set do their work."""
        services = await self.services()
        rows = await services.class_view.items(self.principal, course, self.chosen_set())
        self.finish({"items": rows})


class AtRiskHandler(CodifyHandler):
    """`courses/{course}/class/at-risk`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """Who may need a hand, and why."""
        services = await self.services()
        self.finish(await services.class_view.at_risk(self.principal, course, self.chosen_set()))


class ReportHandler(CodifyHandler):
    """`courses/{course}/problems/{problem}/report`."""

    @requires("read")
    async def get(self, course: str, problem: str) -> None:
        """What the class has done with one problem."""
        services = await self.services()
        self.finish(await services.class_view.report(self.principal, course, problem))


class AttemptsHandler(CodifyHandler):
    """`courses/{course}/students/{student}/problems/{problem}/attempts`."""

    @requires("read")
    async def get(self, course: str, student: str, problem: str) -> None:
        """A student's attempts at a problem, newest first."""
        limit, before = self.page()
        services = await self.services()
        self.finish(
            await services.class_view.attempts(
                self.principal, course, int(student), problem, limit, before
            )
        )


class AttemptHandler(CodifyHandler):
    """`courses/{course}/students/{student}/problems/{problem}/attempts/{id}`."""

    @requires("read")
    async def get(self, course: str, student: str, problem: str, submission: str) -> None:
        """One attempt whole."""
        services = await self.services()
        self.finish(
            await services.class_view.attempt(
                self.principal, course, int(student), problem, int(submission)
            )
        )
