"""Questions to instructors: the student's side and the instructor's."""

from __future__ import annotations

from codify_server.access import requires
from codify_server.event_stream import EventStreamHandler
from codify_server.handlers.base import CodifyHandler
from codify_server.request_body import MalformedRequest


class OwnQuestionsHandler(CodifyHandler):
    """`problems/{problem}/questions`."""

    @requires("read")
    async def get(self, problem: str) -> None:
        """The caller's questions about a problem, and whether there is somebody to ask."""
        services = await self.services()
        self.finish(await services.questions.own(self.principal, problem))

    @requires("write")
    async def post(self, problem: str) -> None:
        """Pass a question on."""
        body = self.json_body()
        body.allow("text", "code")
        text, code = body.text("text"), body.optional_text("code")
        services = await self.services()
        passed_on = await services.questions.pass_on(self.principal, problem, text, code)
        self.set_status(201)
        self.finish(passed_on)


class AnswerEventsHandler(EventStreamHandler):
    """`questions/events`."""

    @requires("read")
    async def get(self) -> None:
        """What instructors answer the caller, live."""
        services = await self.services()
        await self.send_events(services.questions.answers(self.principal))


class InboxHandler(CodifyHandler):
    """`courses/{course}/questions`."""

    @requires("read")
    async def get(self, course: str) -> None:
        """The questions that were passed on to the instructors of a course."""
        state = self.get_query_argument("state", "open")
        if state not in ("open", "answered"):
            raise MalformedRequest("`state` must be open or answered.", reason="bad_query")
        limit, before = self.page()
        services = await self.services()
        self.finish(await services.questions.inbox(self.principal, course, state, limit, before))


class QuestionHandler(CodifyHandler):
    """`courses/{course}/questions/{id}`."""

    @requires("read")
    async def get(self, course: str, question: str) -> None:
        """A question with attempt, verdict and conversation."""
        services = await self.services()
        self.finish(await services.questions.one(self.principal, course, int(question)))


class AnswersHandler(CodifyHandler):
    """`courses/{course}/questions/{id}/answers`."""

    @requires("write")
    async def post(self, course: str, question: str) -> None:
        """Answer a question."""
        body = self.json_body()
        body.allow("text", "seen")
        text, seen = body.text("text"), body.fields.get("seen", 0)
        if isinstance(seen, bool) or not isinstance(seen, int) or seen < 0:
            raise MalformedRequest("`seen` must be a whole number.", reason="bad_field")
        services = await self.services()
        answered = await services.questions.answer(
            self.principal, course, int(question), text, seen
        )
        self.set_status(201)
        self.finish(answered)
