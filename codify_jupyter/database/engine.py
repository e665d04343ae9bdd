"""The SQLAlchemy engine: the address, the pool, and JSON that PostgreSQL takes."""

from __future__ import annotations

import json
import select
from typing import Any

from psycopg import AsyncConnection
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from codify_jupyter.database.errors import DatabaseUnavailable

_OUR_DRIVER = "postgresql+psycopg"
_KNOWN_SCHEMES = {"postgresql", "postgres", _OUR_DRIVER, "postgresql+psycopg_async"}
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def parse_url(address: str) -> URL:
    """A PostgreSQL address as people write it, for our driver.

    Raises:
        DatabaseUnavailable: when it is none. The message never holds the address,
            which may contain a password.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _KNOWN_SCHEMES:
        raise DatabaseUnavailable(
            "The database's address must look like postgresql://user:password@host/database; "
            "check CODIFY_DATABASE_URL.",
            reason="bad_database_url",
        )
    return url.set(drivername=_OUR_DRIVER)


def make_engine(url: URL, pool_size: int) -> AsyncEngine:
    """An engine that connects when first used, with at most ``pool_size`` connections."""
    connect_args: dict[str, Any] = {"application_name": "codify"}
    if not url.query.get("host", "").startswith("/"):  # type: ignore[union-attr]
        # Find out within seconds, not hours, that a server on the network is gone.
        connect_args |= {
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        }
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        connect_args=connect_args,
        hide_parameters=True,  # an error's text must not hold a student's code
        json_serializer=storable_json,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_dead_connection)
    return engine


def _refuse_dead_connection(adapted: Any, _record: object, _proxy: object) -> None:
    """Have the pool replace a connection that its server has closed.

    A server that goes says so, so an idle connection with something to read is a dead
    one. Asking the kernel costs microseconds; a "pre-ping" would cost a round trip.
    """
    connection: AsyncConnection[Any] = adapted.driver_connection
    if connection.closed:
        raise DisconnectionError("the connection is closed")
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError("the server has closed the connection")


def storable_text(text: str) -> str:
    """The text with U+FFFD for what PostgreSQL cannot hold: NUL and lone surrogates."""
    if "\x00" in text:
        text = text.replace("\x00", _REPLACEMENT)
    if not text.isascii():
        text = "".join(_REPLACEMENT if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def storable_json(value: Any) -> str:
    """``value`` as JSON, its texts made storable.

    Raises:
        TypeError, ValueError: for what JSON does not know, NaN included.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if "\\u0000" not in text and text.isascii():
        return text
    return json.dumps(_storable(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, dict):
        return {_storable(key): _storable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(entry) for entry in value]
    return value
