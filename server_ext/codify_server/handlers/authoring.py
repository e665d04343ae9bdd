"""For those who write problems."""

from __future__ import annotations

from codify_server.access import requires
from codify_server.event_stream import EventStreamHandler
from codify_server.handlers.base import CodifyHandler


class ChecksHandler(EventStreamHandler):
    """`authoring/checks`."""

    @requires("write")
    async def post(self) -> None:
        """Check a problem that is being written, event by event. Nothing is stored."""
        body = self.json_body()
        body.allow("name", "files", "slug")
        name, files = body.text("name"), body.text_map("files")
        slug = body.optional_text("slug")
        services = await self.services()
        written = services.authoring.written(name, files)
        await self.send_events(await services.authoring.check(self.principal, written, slug))


class NewProblemHandler(CodifyHandler):
    """`authoring/problems`."""

    @requires("write")
    async def post(self) -> None:
        """The files of a small problem to begin with. Nothing is stored."""
        body = self.json_body()
        body.allow("slug", "form", "title", "entry")
        services = await self.services()
        files = await services.authoring.new(
            self.principal,
            body.text("slug"),
            notebook=body.one_of("form", ("folder", "notebook")) == "notebook",
            title=body.optional_text("title") or "",
            entry=body.optional_text("entry") or "",
        )
        self.finish({"files": files})
