"""The handlers in a Jupyter server: its sign-in, its authorizer, its protection from forgery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado import web

from codify_server.access import RESOURCE, Action
from codify_server.handlers.links import OpenProblemHandler, OpenSetHandler
from codify_server.identity import principal_maker
from codify_server.routes import SLUG

if TYPE_CHECKING:
    from codify_jupyter.principal import Principal
    from codify_server.handlers.base import CodifyHandler

PAGES: list[tuple[str, type[JupyterHandler]]] = [
    (rf"open/{SLUG}", OpenProblemHandler),
    (rf"open/sets/{SLUG}", OpenSetHandler),
]
"""Paths under `codify/` that a person opens."""
_VERBS = ("get", "post", "put", "delete", "patch", "head")


class JupyterAccess:
    """Whoever Jupyter has signed in and its authorizer allows."""

    def __init__(self, identity_provider: Any) -> None:
        self._principal = principal_maker(identity_provider)

    async def check(self, handler: web.RequestHandler, action: Action) -> Principal:
        """The caller; 403 as everywhere in Jupyter's own API when there is none."""
        user = handler.current_user
        if not user:
            raise web.HTTPError(403)
        authorizer = handler.settings["authorizer"]
        if not await ensure_async(authorizer.is_authorized(handler, user, action, RESOURCE)):
            raise web.HTTPError(403)
        return self._principal(user)


def in_jupyter(handler: type[CodifyHandler]) -> type[web.RequestHandler]:
    """The handler on top of Jupyter's, which knows tokens, cookies, XSRF and origins."""
    verbs = {
        # So that Jupyter, too, counts the verb among those that are guarded.
        verb: web.authenticated(getattr(handler, verb))
        for verb in _VERBS
        if hasattr(getattr(handler, verb), "codify_action")
    }
    return type(handler.__name__, (handler, APIHandler), verbs)
