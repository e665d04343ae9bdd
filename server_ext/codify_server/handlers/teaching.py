"""What instructors do with the sets, the class list and the results of a course of theirs."""

from __future__ import annotations

import json
from typing import Any, Literal, cast

from codify_server.access import requires
from codify_server.handlers.base import CodifyHandler
from codify_server.request_body import MalformedRequest


class Download(CodifyHandler):
    """A handler that can answer with a file."""

    def send_file(self, name: str, content_type: str, content: str | bytes) -> None:
        """Answer with a file to be saved; ``name`` is made of slugs."""
        self.set_header("Content-Type", content_type)
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(content)

    def query_word(self, name: str, words: tuple[str, ...]) -> str:
        """One of some words from the query; the first when it is absent.

        Raises:
            MalformedRequest: it is another.
        """
        value = self.get_query_argument(name, words[0])
        if value not in words:
            listed = ", ".join(words)
            raise MalformedRequest(f"`{name}` must be one of: {listed}.", reason="bad_query")
        return value


class CourseSetsHandler(CodifyHandler):
    """`courses/{slug}/sets`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """The sets of the course, with their state and links."""
        services = await self.services()
        self.finish({"sets": await services.teaching.sets(self.principal, course)})


class PublicationHandler(CodifyHandler):
    """`courses/{slug}/sets/{set}/publication`."""

    @requires("write")
    async def put(self, course: str, slug: str) -> None:
        """Publish what was loaded last."""
        body = self.json_body()
        body.allow("keep_versions")
        keep = body.flag("keep_versions", False)
        services = await self.services()
        done = await services.teaching.publish(self.principal, course, slug, keep_versions=keep)
        self.finish({"set": done})

    @requires("write")
    async def delete(self, course: str, slug: str) -> None:
        """Show it to students no more."""
        services = await self.services()
        await services.teaching.withdraw(self.principal, course, slug)
        self.set_status(204)
        self.finish()


class SetNotebookHandler(Download):
    """`courses/{slug}/sets/{set}/notebook`."""

    @requires("read")
    async def get(self, course: str, slug: str) -> None:
        """The set as a notebook: all of it, or what a student gets."""
        student = self.get_query_argument("student", "")
        services = await self.services()
        made = await services.teaching.notebook(self.principal, course, slug, student)
        text = json.dumps(made, indent=1, ensure_ascii=False)
        self.send_file(f"{slug}.ipynb", "application/x-ipynb+json", text)


class SetPolicyHandler(CodifyHandler):
    """`courses/{slug}/sets/{set}/policy`."""

    @requires("read")
    async def get(self, course: str, slug: str) -> None:
        """What the set allows a student, or those with some labels."""
        student = self.get_query_argument("student", "")
        labels = self.get_query_arguments("label")
        services = await self.services()
        policy = await services.teaching.policy(self.principal, course, slug, student, labels)
        self.finish({"policy": policy})


class GradesHandler(Download):
    """`courses/{slug}/sets/{set}/grades`."""

    @requires("read")
    async def get(self, course: str, slug: str) -> None:
        """The grades as JSON, or as a file for nbgrader or Moodle."""
        form = self.query_word("format", ("json", "nbgrader", "moodle"))
        services = await self.services()
        records = services.records
        if form == "json":
            self.finish(await records.grades(self.principal, course, slug))
            return
        kind = cast("Literal['nbgrader', 'moodle']", form)
        text = await records.grades_csv(self.principal, course, slug, kind)
        self.send_file(f"{slug}-grades.csv", "text/csv; charset=utf-8", text)


class GradebookHandler(CodifyHandler):
    """`courses/{slug}/sets/{set}/gradebook`."""

    @requires("write")
    async def post(self, course: str, slug: str) -> None:
        """Fill the points into the gradebook that Canvas exported; nothing is stored."""
        body = self.json_body()
        body.allow("gradebook", "column")
        gradebook, column = body.text("gradebook"), body.optional_text("column") or ""
        services = await self.services()
        self.finish(
            await services.records.fill_gradebook(self.principal, course, slug, gradebook, column)
        )


class RosterHandler(Download):
    """`courses/{slug}/roster`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """The class list as CSV."""
        services = await self.services()
        text = await services.records.roster(self.principal, course)
        self.send_file(f"{course}-roster.csv", "text/csv; charset=utf-8", text)

    @requires("write")
    async def put(self, course: str) -> None:
        """Enter the people of a class list; nobody is removed."""
        body = self.json_body()
        body.allow("csv")
        text = body.text("csv")
        services = await self.services()
        self.finish({"people": await services.records.enter_roster(self.principal, course, text)})


class ResearchHandler(Download):
    """`courses/{slug}/research`."""

    @requires("write")
    async def post(self, course: str) -> None:
        """What those did who consented, under pseudonyms, as a zip file."""
        body = self.json_body()
        body.allow("consent")
        consented = body.texts("consent")
        services = await self.services()
        packed = await services.records.research(self.principal, course, consented)
        self.send_file(f"{course}-progsnap2.zip", "application/zip", packed)


class RejudgementHandler(CodifyHandler):
    """`courses/{slug}/problems/{problem}/rejudgement`."""

    @requires("read")
    async def get(self, course: str, slug: str) -> None:
        """How far it is, and who would rise and fall."""
        services = await self.services()
        self._finish(await services.mending.show(self.principal, course, slug))

    @requires("write")
    async def post(self, course: str, slug: str) -> None:
        """Begin to judge with the newest tests, or go on; nothing counts yet."""
        self.json_body().allow()
        services = await self.services()
        shown = await services.mending.begin(self.principal, course, slug)
        self.set_status(202)
        self._finish(shown)

    @requires("write")
    async def delete(self, course: str, slug: str) -> None:
        """Stop judging; what was judged stays."""
        services = await self.services()
        await services.mending.stop(self.principal, course, slug)
        self.set_status(204)
        self.finish()

    def _finish(self, shown: dict[str, Any]) -> None:
        self.finish({"rejudgement": shown})


class NewResultsHandler(CodifyHandler):
    """`courses/{slug}/problems/{problem}/rejudgement/results`."""

    @requires("write")
    async def put(self, course: str, slug: str) -> None:
        """Let the new results count."""
        body = self.json_body()
        body.allow("keep", "note")
        keep = cast("Literal['better', 'newest']", body.one_of("keep", ("better", "newest")))
        note = body.flag("note", True)
        services = await self.services()
        done = await services.mending.apply(self.principal, course, slug, keep, note=note)
        self.finish({"applied": done})
