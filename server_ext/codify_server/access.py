"""Who may call a handler: asked of the server that the handlers are in, before every verb."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from tornado import web

from codify_jupyter.errors import CodifyError

if TYPE_CHECKING:
    from codify_jupyter.principal import Principal

RESOURCE = "codify"
"""The name under which a Jupyter authorizer is asked."""

Action = Literal["read", "write"]
Verb = TypeVar("Verb", bound=Callable[..., Awaitable[None]])


class NotSignedIn(CodifyError):
    """The request says not, or not truly, who makes it (HTTP 401)."""

    reason = "not_signed_in"


class Access(Protocol):
    """What a server knows of those who call."""

    async def check(self, handler: web.RequestHandler, action: Action) -> Principal:
        """The caller.

        Raises:
            NotSignedIn, Forbidden, Unavailable, web.HTTPError: the call is refused.
        """
        ...


def requires(action: Action) -> Callable[[Verb], Verb]:
    """Guard a handler's verb; within it the handler's ``principal`` is the caller."""

    def guard(verb: Verb) -> Verb:
        @functools.wraps(verb)
        async def guarded(self: Any, *arguments: Any) -> None:
            access: Access = self.settings["codify_access"]
            self.principal = await access.check(self, action)
            await verb(self, *arguments)

        guarded.codify_action = action  # type: ignore[attr-defined]  # read by the tests
        return guarded  # type: ignore[return-value]  # of the same signature

    return guard
