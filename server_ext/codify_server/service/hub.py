"""Tokens of JupyterHub's: asked of the Hub, without ever making the service wait for it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from codify_jupyter.errors import CodifyError, Forbidden, Unavailable
from codify_server.access import NotSignedIn
from codify_server.service.groups import make_principal

if TYPE_CHECKING:
    from codify_jupyter.principal import Principal

_PATIENCE_S = 5.0
_REFUSED_FOR_S = 10.0
_MOST_KNOWN = 5_000
_ASKED_AT_ONCE = 50
_HUB_AWAY = (
    "The Hub does not answer just now, so nobody can be let in. Your code is safe in the "
    "notebook; try again in a moment."
)


class HubTokens:
    """Asks the Hub whose a token is, once for all who wait, and remembers the answer a while."""

    def __init__(self, api_url: str, service: str, *, remember_s: float = 60.0) -> None:
        """Take the Hub's API address and this service's name in the Hub's configuration."""
        self._url = f"{api_url.rstrip('/')}/user"
        self._scopes = {"access:services", f"access:services!service={service}"}
        self._service = service
        self._remember_s = remember_s
        self._known: OrderedDict[bytes, tuple[float, Principal | CodifyError]] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[Principal]] = {}
        # A client of its own: slow answers of the Hub must not hold up anything else.
        self._client: AsyncHTTPClient = SimpleAsyncHTTPClient(
            force_instance=True, max_clients=_ASKED_AT_ONCE
        )

    async def owner(self, token: str) -> Principal:
        """Whose it is, as the Hub said at most about a minute ago."""
        # Not the token itself: a dump of the memory should give nothing away for long.
        key = hashlib.sha256(token.encode()).digest()
        until, answer = self._known.get(key, (0.0, None))
        if answer is not None and time.monotonic() < until:
            if isinstance(answer, CodifyError):
                raise answer.with_traceback(None)
            return answer
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.create_task(self._ask(key, token), name="codify-hub")
            self._asking[key] = asking
            asking.add_done_callback(lambda done: self._asked(key, done))
        # Shielded: who gives up must not end it for the others.
        return await asyncio.shield(asking)

    def close(self) -> None:
        """Let go of the Hub."""
        for asking in self._asking.values():
            asking.cancel()
        self._client.close()

    def _asked(self, key: bytes, done: asyncio.Task[Principal]) -> None:
        self._asking.pop(key, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; if nobody did, it is no news

    async def _ask(self, key: bytes, token: str) -> Principal:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                model = await self._fetch(token)
            answer = self._judge(model)
        except (NotSignedIn, Forbidden) as error:
            self._remember(key, error, _REFUSED_FOR_S)
            raise
        except (TimeoutError, OSError, HTTPClientError, ValueError, KeyError) as error:
            raise Unavailable(_HUB_AWAY, reason="hub_unavailable", retry_after_s=5) from error
        # Not all at the same time: a class that came together would ask together again.
        self._remember(key, answer, self._remember_s * random.uniform(0.8, 1.0))  # noqa: S311
        return answer

    async def _fetch(self, token: str) -> dict[str, Any]:
        answer = await self._client.fetch(
            HTTPRequest(
                self._url,
                headers={"Authorization": f"token {token}", "Accept": "application/json"},
                request_timeout=_PATIENCE_S,
                follow_redirects=False,
            ),
            raise_error=False,
        )
        if answer.code in (401, 403):
            raise NotSignedIn("The Hub does not know this token any more. Restart your server.")
        if answer.code != 200:
            raise ValueError(f"the Hub answered {answer.code}")
        model = json.loads(answer.body)
        if not isinstance(model, dict):
            raise ValueError("the Hub's answer is no user")  # noqa: TRY004  as any bad answer
        return model

    def _judge(self, model: dict[str, Any]) -> Principal:
        if not self._scopes & set(model.get("scopes", [])):
            raise Forbidden(
                "This token does not open Codify: it lacks the scope "
                f"access:services!service={self._service}. Whoever runs the Hub can grant it.",
                reason="scope_missing",
            )
        if model.get("kind") != "user":
            raise Forbidden("Only people's tokens open Codify.", reason="not_a_user")
        name = str(model["name"])
        return make_principal(name, name, map(str, model.get("groups") or ()), "jupyterhub")

    def _remember(self, key: bytes, answer: Principal | CodifyError, seconds: float) -> None:
        self._known[key] = (time.monotonic() + seconds, answer)
        self._known.move_to_end(key)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
