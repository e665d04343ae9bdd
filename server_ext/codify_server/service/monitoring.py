"""What the operator's tools ask: does it live, can it serve, how does it fare."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado import web

from codify_jupyter import measures
from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.errors import Unavailable
from codify_jupyter.store import submissions

if TYPE_CHECKING:
    from codify_jupyter.application import Application

_PATIENCE_S = 3.0


class Health(web.RequestHandler):
    """`healthz`: the process lives. Asks nobody, so that a slow database restarts nothing."""

    def get(self) -> None:
        """Answer."""
        self.finish({"status": "ok"})


class Ready(web.RequestHandler):
    """`readyz`: database, migrations and sandbox are as they should be, and it is not ending."""

    async def get(self) -> None:
        """200 or 503, with what each part says."""
        core: Application = self.settings["codify_application"]
        parts = {"stopping": self.settings["codify_stopping"].is_set()}
        try:
            async with asyncio.timeout(_PATIENCE_S):
                services = await core.services()
                # Its tables were brought up to date, or found so, when it was opened.
                parts["sandbox"] = services.runner.sealed
                async with services.database.connect() as connection:
                    await submissions.backlog(connection)
                parts["database"] = True
        except (TimeoutError, Unavailable):
            parts["database"] = False
        ready = parts.get("database", False) and parts.get("sandbox", False)
        self.set_status(200 if ready and not parts["stopping"] else 503)
        self.finish({"status": "ready" if ready else "not ready", **parts})


class Metrics(web.RequestHandler):
    """`metrics`, in Prometheus's text format; no label names a person."""

    async def get(self) -> None:
        """The figures of this process, and of the common queue."""
        core: Application = self.settings["codify_application"]
        if core.state == "ready":
            services = await core.services()
            measures.SLOTS.set(services.runner.concurrency)
            try:
                async with asyncio.timeout(_PATIENCE_S), services.database.connect() as connection:
                    count, age_s = await submissions.backlog(connection)
            except (TimeoutError, DatabaseUnavailable):
                pass  # the other figures are worth having all the more
            else:
                measures.OPEN.set(count)
                measures.OLDEST_OPEN_SECONDS.set(age_s)
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest())
