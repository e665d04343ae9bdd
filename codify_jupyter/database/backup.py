"""The whole database in one file, and back again, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from codify_jupyter.database.binaries import find_binaries
from codify_jupyter.database.errors import BackupFailed, EmbeddedServerError

_PATIENCE_S = 3600.0


def back_up(url: URL, file: Path) -> None:
    """Write a backup, whole or not at all; students may go on working meanwhile. Blocks.

    Raises:
        BackupFailed: with what PostgreSQL said.
    """
    unfinished = file.with_name(file.name + ".part")
    unfinished.touch(mode=0o600)  # it holds everybody's work
    try:
        _run("pg_dump", url, ["--format=custom", f"--file={unfinished}", "--no-owner"])
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(url: URL, file: Path) -> None:
    """Put a backup in the place of what the database holds, whole or not at all. Blocks.

    Stop services and workers first.

    Raises:
        BackupFailed: with what PostgreSQL said; then nothing was changed.
    """
    _run(
        "pg_restore",
        url,
        [
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            f"--dbname={url.database}",
            str(file),
        ],
    )


def _run(name: str, url: URL, arguments: list[str]) -> None:
    host = url.query.get("host", url.host)
    port = url.query.get("port", url.port or 5432)
    # By variables: what stands on a command line can be read by everybody on the machine.
    connection = {
        "PGHOST": host,
        "PGPORT": port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    environment = {key: str(value) for key, value in connection.items() if value is not None}
    try:
        done = subprocess.run(  # noqa: S603
            [_program(name), *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BackupFailed(f"{name} could not be run: {error}") from error
    if done.returncode != 0:
        raise BackupFailed(f"{name} failed: {done.stderr.strip()[-1000:]}")


def _program(name: str) -> str:
    try:
        return find_binaries(None, None, Path("/")).program(name)
    except EmbeddedServerError:
        return shutil.which(name) or name
