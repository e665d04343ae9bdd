"""The conversation with the tutor."""

from __future__ import annotations

import asyncio

from codify_server.access import requires
from codify_server.event_stream import EventStreamHandler
from codify_server.handlers.base import CodifyHandler
from codify_server.request_body import MalformedRequest


class MessagesHandler(EventStreamHandler):
    """`problems/{slug}/messages`."""

    def initialize(self) -> None:
        """Begin with no answer under way."""
        super().initialize()
        self._answering: asyncio.Task[None] | None = None

    def on_connection_close(self) -> None:
        """Stop the answer of one who waits for the whole and leaves; a stream stops by itself."""
        super().on_connection_close()
        if self._answering is not None:
            self._answering.cancel()

    @requires("read")
    async def get(self, slug: str) -> None:
        """The caller's conversation about a problem, oldest first."""
        limit, before = self.page()
        services = await self.services()
        rows = await services.conversations.history(self.principal, slug, limit, before)
        self.finish({"messages": rows})

    @requires("write")
    async def post(self, slug: str) -> None:
        """Ask the tutor."""
        body = self.json_body()
        body.allow("text", "code")
        text, code = body.text("text"), body.optional_text("code")
        services = await self.services()
        exchange = await services.conversations.ask(self.principal, slug, text, code)
        if self.wants_events():
            await self.send_events(exchange.events.follow())
        else:
            self._answering = exchange.task
            self.finish({"messages": await exchange.result()})


class PreviewHandler(CodifyHandler):
    """`problems/{slug}/messages/preview`."""

    @requires("write")
    async def post(self, slug: str) -> None:
        """What a question would send to the language model."""
        body = self.json_body()
        body.allow("text", "code")
        text, code = body.text("text"), body.optional_text("code")
        services = await self.services()
        self.finish(await services.conversations.preview(self.principal, slug, text, code))


class HintsHandler(EventStreamHandler):
    """`problems/{slug}/hints`."""

    @requires("read")
    async def get(self, slug: str) -> None:
        """Where the caller stands on the hint ladder."""
        services = await self.services()
        self.finish({"ladder": await services.ladder.state(self.principal, slug)})

    @requires("write")
    async def post(self, slug: str) -> None:
        """Ask for the next hint."""
        self.json_body().allow()
        services = await self.services()
        work = await services.ladder.climb(self.principal, slug)
        if self.wants_events():
            await self.send_events(work.events.follow())
            return
        result = await work.result()
        ladder = await services.ladder.state(self.principal, slug)
        self.finish({"message": result["hint"], "ladder": ladder})


class TutorHandler(CodifyHandler):
    """`tutor`."""

    @requires("read")
    async def get(self) -> None:
        """Who answers, and whether the caller has agreed to it."""
        services = await self.services()
        user_id = await services.conversations.user_id(self.principal)
        self.finish(await services.conversations.access.about(user_id))


class ConsentHandler(CodifyHandler):
    """`tutor/consent`."""

    @requires("write")
    async def put(self) -> None:
        """Agree to the language model, or take it back."""
        body = self.json_body()
        body.allow("agreed")
        agreed = body.fields.get("agreed")
        if not isinstance(agreed, bool):
            raise MalformedRequest("`agreed` must be true or false.", reason="bad_field")
        services = await self.services()
        self.finish(await services.conversations.agree(self.principal, agreed))


class RatingHandler(CodifyHandler):
    """`messages/{id}/rating`."""

    @requires("write")
    async def put(self, message_id: str) -> None:
        """Set the caller's thumb."""
        body = self.json_body()
        body.allow("rating")
        rating = body.fields.get("rating")
        if "rating" not in body.fields or isinstance(rating, bool) or rating not in (-1, 1, None):
            raise MalformedRequest("`rating` must be 1, -1 or null.", reason="bad_field")
        services = await self.services()
        message = await services.conversations.rate(self.principal, int(message_id), rating)
        self.finish({"message": message})


class MessageStreamHandler(CodifyHandler):
    """`messages/{id}/stream`."""

    @requires("write")
    async def delete(self, message_id: str) -> None:
        """Stop an answer that is being written."""
        services = await self.services()
        user_id = await services.conversations.user_id(self.principal)
        if user_id is not None and not services.conversations.stop(int(message_id), user_id):
            services.submissions.stop_explaining(int(message_id), user_id)
        self.set_status(204)
        self.finish()
