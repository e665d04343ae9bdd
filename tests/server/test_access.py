"""Nobody gets in who is not signed in, and every handler asks."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from codify_server.handlers.base import UnknownPath
from codify_server.routes import NOTEBOOK_ROUTES, ROUTES
from tornado.httpclient import HTTPClientError, HTTPResponse

from .conftest import Api

ALL_ROUTES = [*ROUTES, *NOTEBOOK_ROUTES]
VERBS = ("get", "post", "put", "delete", "patch", "head")


def own_verbs(handler: type) -> list[str]:
    """The verbs that a handler answers; Tornado's own answer 405."""
    return [verb for verb in VERBS if "tornado" not in getattr(handler, verb).__module__]


@pytest.mark.parametrize("handler", [*(handler for _, handler in ALL_ROUTES), UnknownPath])
def test_every_verb_is_guarded(handler: type) -> None:
    verbs = own_verbs(handler)
    assert verbs
    for verb in verbs:
        action = getattr(getattr(handler, verb), "codify_action", None)
        assert action == ("read" if verb == "get" else "write") or handler is UnknownPath


@pytest.mark.parametrize(
    ("method", "path"),
    [(verb.upper(), pattern) for pattern, handler in ALL_ROUTES for verb in own_verbs(handler)],
)
async def test_a_stranger_is_refused(
    api: Api,
    jp_serverapp: Any,
    http_server_client: Any,
    jp_base_url: str,
    method: str,
    path: str,
) -> None:
    for pattern, example in {
        "([a-z0-9][a-z0-9-]{0,79})": "running-mean",
        "([1-9][0-9]{0,17})": "1",
    }.items():
        path = path.replace(pattern, example)
    if "0-9a-fA-F" in path:
        path = "runs/00000000-0000-0000-0000-000000000000"
    with pytest.raises(HTTPClientError) as refused:
        await http_server_client.fetch(
            f"{jp_base_url}codify/api/{path}",
            method=method,
            body=b"{}" if method in ("POST", "PUT") else None,
            headers={"Content-Type": "application/json"},
        )
    assert refused.value.code == 403
    assert b"running_mean" not in (refused.value.response.body if refused.value.response else b"")


async def test_an_authorizer_can_refuse(
    api: Api, jp_serverapp: Any, jp_fetch: Callable[..., Awaitable[HTTPResponse]]
) -> None:
    asked = []

    class Refuse:
        def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
            asked.append((action, resource))
            return action == "read"

    jp_serverapp.web_app.settings["authorizer"] = Refuse()
    assert (await api.get("problems")).status == 200
    refused = await api.post("runs", {"problem": "running-mean", "code": "x"})
    assert refused.status == 403
    assert asked == [("read", "codify"), ("write", "codify")]


def test_routes_know_only_guarded_handlers() -> None:
    assert all(inspect.isclass(handler) for _, handler in ALL_ROUTES)
    assert len({pattern for pattern, _ in ALL_ROUTES}) == len(ALL_ROUTES)


async def test_a_link_to_a_problem_leads_the_signed_in_to_it_and_strangers_to_the_login(
    api: Api, jp_serverapp: Any, jp_fetch: Callable[..., Awaitable[HTTPResponse]]
) -> None:
    for headers, place in (({}, "lab?codify=ferry-fare"), ({"Authorization": ""}, "login?next=")):
        with pytest.raises(HTTPClientError) as led_on:
            await jp_fetch("codify/open", "ferry-fare", headers=headers, follow_redirects=False)
        assert led_on.value.code == 302
        assert place in led_on.value.response.headers["Location"]  # type: ignore[union-attr]
