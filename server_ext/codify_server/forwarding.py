"""A student's server in a classroom: everything goes on to the service, nothing is kept.

What runs here runs as the student, so there is nothing here that a student may not
have: no database, no key, no hidden test, only the student's own token.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado import web
from tornado.iostream import StreamClosedError

from codify_jupyter.errors import Forbidden, NotFound, Unavailable
from codify_server.access import requires
from codify_server.handlers.base import CodifyHandler
from codify_server.routes import ROUTES

if TYPE_CHECKING:
    import httpx

    from codify_jupyter.principal import Principal

log = logging.getLogger(__name__)

PAUSES_S = (0.2, 0.5, 1.0)
"""Before each further try of a request that may safely be repeated."""
_CONNECT_S = 5.0
_ANSWER_S = 90.0
_SENT = ("Content-Type", "Accept", "Prefer", "Last-Event-ID")
_RECEIVED = (
    "Content-Type",
    "Retry-After",
    "Cache-Control",
    "X-Accel-Buffering",
    "Content-Disposition",
    "X-Content-Type-Options",
)
_KNOWN = re.compile("|".join(f"(?:{pattern})" for pattern, _ in ROUTES))
_AWAY = (
    "The Codify service does not answer just now. Your code is safe in the notebook; "
    "please try again in a moment."
)


def find_service(environment: Mapping[str, str] = os.environ) -> str | None:
    """The service's address, with a slash at the end; None to be one's own service.

    ``CODIFY_SERVICE_URL`` is an address, or only a path such as ``/services/codify``,
    which is then looked for at JupyterHub's public address.
    """
    given = environment.get("CODIFY_SERVICE_URL", "").strip()
    if given.startswith("/"):
        public = urlsplit(
            environment.get("JUPYTERHUB_PUBLIC_HUB_URL")
            or environment.get("JUPYTERHUB_PUBLIC_URL")
            or ""
        )
        if not public.netloc:
            raise ValueError(
                f"CODIFY_SERVICE_URL is the path {given!r}, but JupyterHub has no public_url to "
                "look for it at: give the whole address, such as http://proxy-public" + given
            )
        given = f"{public.scheme}://{public.netloc}{given}"
    return f"{given.rstrip('/')}/" if given else None


class ServiceClient:
    """Asks the service as the student whose server this is."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """Without a ``token`` the one that JupyterHub gave this server, or CODIFY_SERVICE_TOKEN."""
        self._api = f"{url}api/"
        self._token = token
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    @asynccontextmanager
    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> AsyncIterator[httpx.Response]:
        """The service's answer, its body not yet read. Leaving early stops what it does.

        A ``repeatable`` request is tried again when the connection breaks before an answer.

        Raises:
            Unavailable: the service is away, or broke off.
        """
        import httpx

        client = await self._ready()
        request = client.build_request(
            method,
            self._api + path + (f"?{query}" if query else ""),
            content=body or None,
            headers={**(headers or {}), "Authorization": f"token {self._its_token()}"},
        )
        answer: httpx.Response | None = None
        try:
            for pause_s in (*PAUSES_S, None):
                try:
                    answer = await client.send(request, stream=True)
                    break
                except httpx.TransportError as error:
                    never_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                    if pause_s is None or not (repeatable or never_sent):
                        raise
                    await asyncio.sleep(pause_s)
            assert answer is not None, "the last try raises"
            yield answer
        except httpx.TransportError as error:
            log.warning("the service at %s: %s", self._api, type(error).__name__)
            raise Unavailable(_AWAY, reason="service_unavailable", retry_after_s=3) from error
        finally:
            if answer is not None:
                await answer.aclose()

    async def get_json(self, path: str) -> tuple[int, Any]:
        """Status and body of a GET."""
        async with self.ask("GET", path, repeatable=True) as answer:
            return answer.status_code, json.loads(await answer.aread() or b"null")

    def _its_token(self) -> str:
        names = ("CODIFY_SERVICE_TOKEN", "JUPYTERHUB_API_TOKEN")
        return self._token or next((os.environ[name] for name in names if name in os.environ), "")

    async def _ready(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient(
                headers={"Accept-Encoding": "identity"},  # bodies are passed on as they come
                timeout=httpx.Timeout(_ANSWER_S, connect=_CONNECT_S),
                limits=httpx.Limits(max_connections=50),
                follow_redirects=False,
            )
        return self._client


class ForwardHandler(CodifyHandler):
    """Every address of the API: the caller is checked here, the answer is the service's."""

    def initialize(self) -> None:
        """Begin with nothing under way."""
        super().initialize()
        self._passing: asyncio.Task[None] | None = None

    @requires("read")
    async def get(self, path: str) -> None:
        """Pass on."""
        await self._forward(path)

    @requires("write")
    async def post(self, path: str) -> None:
        """Pass on."""
        await self._forward(path)

    @requires("write")
    async def put(self, path: str) -> None:
        """Pass on."""
        await self._forward(path)

    @requires("write")
    async def delete(self, path: str) -> None:
        """Pass on."""
        await self._forward(path)

    def on_connection_close(self) -> None:
        """Stop the service's work, too: nobody waits for it any more."""
        super().on_connection_close()
        if self._passing is not None:
            self._passing.cancel()

    async def _forward(self, path: str) -> None:
        path = path.rstrip("/")
        if not _KNOWN.fullmatch(path):
            raise web.HTTPError(404)
        self._passing = asyncio.ensure_future(self._pass_on(path))
        try:
            await self._passing
        except asyncio.CancelledError:
            if not self._passing.cancelled():
                raise
        except StreamClosedError:
            return

    async def _pass_on(self, path: str) -> None:
        client: ServiceClient = self.settings["codify_service"]
        method, sent = self.request.method or "GET", self.request.headers
        # An own idempotency key makes a submission safe to repeat; a question has none.
        repeatable = method != "POST" or path in ("submissions", "runs")
        async with client.ask(
            method,
            path,
            query=self.request.query,
            body=self.received_body(),
            headers={name: sent[name] for name in _SENT if name in sent},
            repeatable=repeatable,
        ) as answer:
            self.set_status(answer.status_code)
            for name in _RECEIVED:
                if name in answer.headers:
                    self.set_header(name, answer.headers[name])
            if "Location" in answer.headers:
                _, _, rest = answer.headers["Location"].rpartition("/api/")
                self.set_header("Location", self.settings["codify_api"] + rest)
            if path == "me" and answer.status_code == 200:
                self.finish({**json.loads(await answer.aread()), "mode": "forwarding"})
                return
            async for chunk in answer.aiter_raw():
                self.write(chunk)
                await self.flush()
        if answer.status_code == 204:
            self.clear_header("Content-Type")
        await self.finish()


async def problem_view(client: ServiceClient, _: Principal, slug: str) -> dict[str, Any]:
    """The student's view of a problem, for the notebook that is made here.

    Raises:
        NotFound, Forbidden: as the service says. Unavailable: the service is away.
    """
    status, view = await client.get_json(f"problems/{slug}")
    if status == 404:
        raise NotFound(view["message"], reason=view["reason"])
    if status == 403:
        raise Forbidden(view["message"], reason=view["reason"])
    if status != 200:
        raise Unavailable(_AWAY, reason="service_unavailable", retry_after_s=3)
    return dict(view)


async def problem_sets(client: ServiceClient, _: Principal) -> list[dict[str, Any]]:
    """The student's sets, for a link to one.

    Raises:
        Unavailable: the service is away.
    """
    status, found = await client.get_json("problem-sets")
    if status != 200:
        raise Unavailable(_AWAY, reason="service_unavailable", retry_after_s=3)
    return list(found["sets"])
