"""Problems, sets, and the caller's way through them."""

from __future__ import annotations

from codify_server.access import requires
from codify_server.handlers.base import CodifyHandler
from codify_server.notebooks import Notebooks


class ProblemSetsHandler(CodifyHandler):
    """`problem-sets`."""

    @requires("read")
    async def get(self) -> None:
        """The sets with the caller's progress."""
        services = await self.services()
        self.finish({"sets": await services.progress.list_sets(self.principal)})


class ProblemsHandler(CodifyHandler):
    """`problems`."""

    @requires("read")
    async def get(self) -> None:
        """All problems with the caller's state."""
        services = await self.services()
        self.finish({"problems": await services.progress.list_problems(self.principal)})


class ProblemHandler(CodifyHandler):
    """`problems/{slug}`."""

    @requires("read")
    async def get(self, slug: str) -> None:
        """One problem as the student sees it."""
        services = await self.services()
        shown = await services.progress.show_problem(self.principal, slug)
        services.runs.prepare(self.principal, slug)
        await services.courses.note_opening(self.principal, slug)
        self.finish(shown)


class NotebookHandler(CodifyHandler):
    """`problems/{slug}/notebook`."""

    @requires("write")
    async def post(self, slug: str) -> None:
        """Make the caller's notebook for a problem, unless it is there."""
        view = await self.settings["codify_problem_view"](self.principal, slug)
        notebooks = Notebooks(
            self.settings["contents_manager"],
            self.settings["kernel_spec_manager"],
            self.settings["codify_notebook_dir"],
        )
        path, created = await notebooks.open(view)
        self.set_status(201 if created else 200)
        self.finish({"path": path, "created": created})


class SkillsHandler(CodifyHandler):
    """`skills`."""

    @requires("read")
    async def get(self) -> None:
        """The caller's skills."""
        services = await self.services()
        self.finish({"skills": await services.progress.list_skills(self.principal)})


class NextHandler(CodifyHandler):
    """`next`."""

    @requires("read")
    async def get(self) -> None:
        """The next problem worth trying."""
        services = await self.services()
        self.finish(await services.progress.suggest_next(self.principal))
