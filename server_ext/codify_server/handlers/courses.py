"""What instructors see of their courses."""

from __future__ import annotations

from codify_server.access import requires
from codify_server.handlers.base import CodifyHandler


class StudentsHandler(CodifyHandler):
    """`courses/{slug}/students`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """The students of a course that the caller teaches."""
        services = await self.services()
        self.finish({"students": await services.courses.students(self.principal, course)})
