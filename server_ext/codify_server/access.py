"""Who may call a handler: signed in, and allowed to by the server's authorizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from jupyter_server.auth.decorator import authorized
from tornado import web

RESOURCE = "codify"
"""The name under which a Jupyter authorizer is asked."""

Verb = TypeVar("Verb", bound=Callable[..., Any])


def requires(action: Literal["read", "write"]) -> Callable[[Verb], Verb]:
    """Guard a handler's verb. The action is always given: the library caches the first it sees."""

    def guard(verb: Verb) -> Verb:
        check: Callable[[Verb], Verb] = authorized(action, RESOURCE)
        guarded = web.authenticated(check(verb))
        guarded.codify_action = action  # type: ignore[attr-defined]  # read by the tests
        return cast(Verb, guarded)

    return guard
