"""PostgreSQL: an embedded server or one that is given, its connections, its migrations."""

from __future__ import annotations

from codify_jupyter.database.connections import Database, open_database
from codify_jupyter.database.embedded import EmbeddedPostgres, default_home
from codify_jupyter.database.errors import (
    DatabaseUnavailable,
    EmbeddedServerError,
    MigrationError,
    UnknownRevision,
)
from codify_jupyter.database.presence import Presence

__all__ = [
    "Database",
    "DatabaseUnavailable",
    "EmbeddedPostgres",
    "EmbeddedServerError",
    "MigrationError",
    "Presence",
    "UnknownRevision",
    "default_home",
    "open_database",
]
