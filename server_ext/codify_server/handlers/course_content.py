"""What instructors write into a course of theirs: problems and sets."""

from __future__ import annotations

from codify_server.access import requires
from codify_server.handlers.base import CodifyHandler


class CourseProblemHandler(CodifyHandler):
    """`courses/{slug}/problems/{problem}`."""

    @requires("write")
    async def put(self, course: str, slug: str) -> None:
        """Store a problem as its newest version, if nothing speaks against it."""
        body = self.json_body()
        body.allow("name", "files")
        name, files = body.text("name"), body.text_map("files")
        services = await self.services()
        sent = await services.content.send_problem(self.principal, course, slug, name, files)
        self.finish({"problem": sent})


class CourseSetHandler(CodifyHandler):
    """`courses/{slug}/sets/{set}`."""

    @requires("read")
    async def get(self, course: str, slug: str) -> None:
        """The set as it was written last, to be changed."""
        services = await self.services()
        self.finish({"set": await services.content.show_set(self.principal, course, slug)})

    @requires("write")
    async def put(self, course: str, slug: str) -> None:
        """Make or change a set of the course."""
        values = self.json_body().plain_values()
        services = await self.services()
        done = await services.content.write_set(self.principal, course, slug, values)
        self.finish({"set": done})


class SetProblemHandler(CodifyHandler):
    """`courses/{slug}/sets/{set}/problems/{problem}`."""

    @requires("write")
    async def put(self, course: str, slug: str, problem: str) -> None:
        """Append a problem to a set, unless it is there."""
        self.json_body().allow()
        services = await self.services()
        done = await services.content.add_problem(self.principal, course, slug, problem)
        self.finish({"set": done})
