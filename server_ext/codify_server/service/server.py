"""The service's life: its addresses, its start, and an end that finishes what runs."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado import web
from tornado.httpserver import HTTPServer

from codify_jupyter.application import Application
from codify_jupyter.errors import Invalid
from codify_jupyter.settings import Settings
from codify_server.handlers.base import CodifyHandler, UnknownPath
from codify_server.request_body import MAX_BODY_BYTES
from codify_server.routes import ROUTES
from codify_server.service.hub import HubTokens
from codify_server.service.logs import log_requests, request_id
from codify_server.service.monitoring import Health, Metrics, Ready
from codify_server.service.tokens import StaticTokens, TokenAccess, Tokens

log = logging.getLogger(__name__)

FINISH_WITHIN_S = 25.0
"""What runs when the end is asked for may go on for so long."""
_CLIENTS_WAITING = 1024
_LONGEST_READ_BYTES = 8 * MAX_BODY_BYTES
"""Bodies up to here are read, though not kept, to be refused in words."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where the service listens, and whom it believes."""

    host: str
    port: int
    prefix: str
    """Path before everything, with a slash at either end."""
    tokens: Tokens = field(repr=False)

    @classmethod
    def make(
        cls, *, listen: str | None, prefix: str | None, tokens_file: Path | None
    ) -> ServiceSettings:
        """From the options, else from what JupyterHub tells its services.

        Raises:
            Invalid: something is missing; the message says what.
        """
        environment = os.environ
        url = listen or environment.get("JUPYTERHUB_SERVICE_URL") or "http://127.0.0.1:8099"
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.scheme != "http" or not parts.hostname or not parts.port:
            raise Invalid(f"{url!r} is no address to listen at, such as http://127.0.0.1:8099")
        path = prefix or environment.get("JUPYTERHUB_SERVICE_PREFIX") or parts.path
        path = f"/{path.strip('/')}/" if path.strip("/") else "/"
        tokens: Tokens
        if tokens_file is not None:
            tokens = StaticTokens.read(tokens_file)
        elif environment.get("JUPYTERHUB_API_URL"):
            tokens = HubTokens(
                environment["JUPYTERHUB_API_URL"],
                environment.get("JUPYTERHUB_SERVICE_NAME", "codify"),
                remember_s=float(environment.get("CODIFY_HUB_CACHE_S", "60")),
            )
        else:
            raise Invalid(
                "nobody could be let in: run this as a service of JupyterHub (which sets "
                "JUPYTERHUB_API_URL), or give --tokens with a file that `codify token` wrote"
            )
        return cls(parts.hostname, parts.port, path, tokens)


def in_service(handler: type[CodifyHandler]) -> type[web.RequestHandler]:
    """The handler with an id for each request, and without any cookie."""

    class InService(handler):  # type: ignore[valid-type, misc]  # a class made at run time
        request_id: str | None = None

        def prepare(self) -> None:
            request_id.set(self.request_id)

        def set_default_headers(self) -> None:
            if self.request_id is None:  # these are set anew before an error is written
                sent = self.request.headers.get("X-Request-ID", "")
                fits = 0 < len(sent) <= 64 and sent.isascii() and sent.isprintable()
                self.request_id = sent if fits else secrets.token_hex(8)
            self.set_header("X-Request-ID", self.request_id)
            self.set_header("X-Content-Type-Options", "nosniff")
            self.set_header("Cache-Control", "no-store")
            self.set_header("Content-Security-Policy", "default-src 'none'")
            self.clear_header("Server")

    InService.__name__ = handler.__name__
    return InService


def web_application(
    core: Application, settings: ServiceSettings, stopping: asyncio.Event
) -> web.Application:
    """The addresses: the API below `api/`, and what monitoring asks beside it."""
    prefix = settings.prefix
    routes: list[Any] = [
        (rf"{prefix}healthz", Health),
        (rf"{prefix}readyz", Ready),
        (rf"{prefix}metrics", Metrics),
        *((rf"{prefix}api/{path}/?", in_service(handler)) for path, handler in ROUTES),
        (r".*", in_service(UnknownPath)),
    ]
    return web.Application(
        routes,
        log_function=log_requests,
        codify_application=core,
        codify_access=TokenAccess(settings.tokens),
        codify_api=f"{prefix}api/",
        codify_mode="service",
        codify_stopping=stopping,
    )


async def serve(core_settings: Settings, settings: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what runs and end."""
    core, stopping = Application(core_settings), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    server = HTTPServer(
        web_application(core, settings, stopping), xheaders=True, max_body_size=_LONGEST_READ_BYTES
    )
    server.listen(settings.port, settings.host, backlog=_CLIENTS_WAITING)
    core.start()
    log.info("listening at %s:%d%s", settings.host, settings.port, settings.prefix)
    try:
        await stopping.wait()
        log.info("ending: no new requests, what runs is finished")
        server.stop()
        await core.drain(FINISH_WITHIN_S)
    finally:
        await core.close()
        await server.close_all_connections()
        log.info("ended")
