"""Logs as one JSON object a line: what happened, never whose code or token."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from tornado import web

request_id: ContextVar[str | None] = ContextVar("codify_request_id", default=None)
"""Of the request that is being answered; also what it sets off in the background has it."""

access_log = logging.getLogger("codify.access")


class JsonLines(logging.Formatter):
    """Time, level, logger and message; the request's id and an error's traceback, if any."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        data: dict[str, Any] = {
            "time": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            data["request"] = request_id.get()
        data |= getattr(record, "facts", {})
        if record.exc_info:
            data["traceback"] = self.formatException(record.exc_info)
        return json.dumps(data, ensure_ascii=False)


def log_requests(handler: web.RequestHandler) -> None:
    """One line for a request that was answered: the path without its query, and no name."""
    request = handler.request
    access_log.info(
        "request",
        extra={
            "facts": {
                "method": request.method,
                "path": request.path,
                "status": handler.get_status(),
                "ms": round(1000 * request.request_time(), 1),
                "request": getattr(handler, "request_id", None),
            }
        },
    )


def set_up_logging(level: str) -> None:
    """Everything to the standard error, as JSON."""
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[output], force=True)
    # These tell of every request and every job at this level.
    for noisy in ("httpx", "procrastinate", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Tornado's own lines would hold the query; ours take their place.
    logging.getLogger("tornado.access").setLevel(logging.CRITICAL)
