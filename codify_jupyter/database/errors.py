"""What can go wrong with the database, in words that say what to do."""

from __future__ import annotations

from codify_jupyter.errors import CodifyError, Unavailable


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached just now; trying again is worth it."""

    reason = "database_unavailable"


class EmbeddedServerError(DatabaseUnavailable):
    """The embedded PostgreSQL server could not be set up or started."""


class MigrationError(CodifyError):
    """The database's tables could not be brought to this version's form."""

    reason = "migration_failed"


class UnknownRevision(MigrationError):
    """The database was made by another, mostly newer, version of this product."""

    reason = "unknown_revision"


class BackupFailed(CodifyError):
    """A backup could not be written or put back."""

    reason = "backup_failed"
