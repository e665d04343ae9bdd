"""What every handler shares: the caller, the request's body, and errors as JSON."""

from __future__ import annotations

import json
import logging
import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tornado import web

from codify_jupyter.errors import (
    CodifyError,
    Conflict,
    Faulty,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooOften,
    Unavailable,
)
from codify_server.access import NotSignedIn, requires
from codify_server.request_body import (
    MAX_BODY_BYTES,
    MalformedRequest,
    RequestBody,
    UnsupportedMedia,
)

if TYPE_CHECKING:
    from codify_jupyter.application import Application, Services
    from codify_jupyter.principal import Principal

log = logging.getLogger(__name__)

_STATUS: dict[type[CodifyError], int] = {
    MalformedRequest: 400,
    UnsupportedMedia: 415,
    NotSignedIn: 401,
    Invalid: 422,
    TooLarge: 413,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    TooOften: 429,
    Unavailable: 503,
}

_MESSAGES = {
    401: "You are not signed in. Reload the page and sign in again.",
    403: "You may not do this. Reload the page; if it stays so, ask whoever runs this server.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    500: "Something went wrong on the server. Your code is safe; please try again.",
}


@web.stream_request_body
class CodifyHandler(web.RequestHandler):
    """Base of all handlers. Bodies are read as they arrive, so that a giant one is never held.

    Knows nothing of the server that it is in: ``access`` and ``in_jupyter`` do.
    """

    principal: Principal
    """The caller, from the server's identity and nothing else; set before every verb."""

    def initialize(self) -> None:
        """Begin with an empty body."""
        self._received = bytearray()
        self._too_long = False

    def data_received(self, chunk: bytes) -> None:
        """Collect the body, up to the limit."""
        if self._too_long or len(self._received) + len(chunk) > MAX_BODY_BYTES:
            self._too_long = True
            self._received.clear()
        else:
            self._received += chunk

    def received_body(self) -> bytes:
        """The request's body as it came.

        Raises:
            TooLarge: when it is longer than the limit.
        """
        if self._too_long:
            raise TooLarge(
                f"The request is larger than {MAX_BODY_BYTES // 1024} kB. Shorten your code.",
                reason="body_too_large",
            )
        return bytes(self._received)

    def json_body(self) -> RequestBody:
        """The request's JSON object.

        Raises:
            TooLarge, UnsupportedMedia, MalformedRequest: when it is no such thing.
        """
        received = self.received_body()
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise UnsupportedMedia("Send JSON, with the header Content-Type: application/json.")
        return RequestBody.parse(received)

    @property
    def core(self) -> Application:
        """The core's application object."""
        return self.settings["codify_application"]  # type: ignore[no-any-return]

    async def services(self) -> Services:
        """The running core; waits for it while it starts.

        Raises:
            Unavailable: when it could not start.
        """
        services = await self.core.services()
        await services.courses.welcome(self.principal)
        return services

    def query_int(self, name: str, low: int, high: int) -> int | None:
        """A whole number from the query within bounds, or None when it is absent.

        Raises:
            MalformedRequest: when it is anything else.
        """
        text = self.get_query_argument(name, None)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 20 and low <= int(text) <= high):
            raise MalformedRequest(
                f"`{name}` must be a whole number from {low} to {high}.", reason="bad_query"
            )
        return int(text)

    def page(self) -> tuple[int, int | None]:
        """The query's `limit` (50 unless told, at most 200) and `before`."""
        return self.query_int("limit", 1, 200) or 50, self.query_int("before", 1, 2**62)

    def chosen_set(self) -> str | None:
        """The query's `set`: a slug, `*` for all sets of a course, or None when it is absent."""
        return self.get_query_argument("set", None)

    def wants_events(self) -> bool:
        """Whether the caller asked for a stream."""
        return "text/event-stream" in self.request.headers.get("Accept", "")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer an error as `{message, reason}`, with an author's `findings` where there are any.

        Details go to the log only.
        """
        error = kwargs.get("exc_info", (None, None, None))[1]
        more: dict[str, Any] = {}
        if isinstance(error, CodifyError):
            status_code = next(
                (status for kind, status in _STATUS.items() if isinstance(error, kind)), 500
            )
            message, reason = error.message, error.reason
            if isinstance(error, Faulty):
                more = {"findings": error.findings}
            if isinstance(error, NotSignedIn):
                self.set_header("WWW-Authenticate", "Bearer")
            retry_after_s = getattr(error, "retry_after_s", None)
            if retry_after_s is not None:
                self.set_header("Retry-After", str(max(1, math.ceil(retry_after_s))))
        else:
            message = _MESSAGES.get(status_code, HTTPStatus(status_code).phrase + ".")
            reason = HTTPStatus(status_code).name.lower()
        self.set_status(status_code)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": message, "reason": reason, **more}))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Keep expected errors, which are answers and no incidents, short in the log."""
        if isinstance(value, CodifyError):
            log.info("%s %s: %s", self.request.method, self.request.path, value.reason)
        else:
            super().log_exception(typ, value, tb)


class UnknownPath(CodifyHandler):
    """JSON 404 for addresses under the API that do not exist."""

    @requires("read")
    async def get(self) -> None:
        """Answer 404."""
        raise web.HTTPError(404)

    post = put = delete = patch = get
