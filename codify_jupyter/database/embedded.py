"""One private PostgreSQL server per home folder, shared by all its owner's processes.

Who uses the server holds a shared lock on ``clients.lock``, which the kernel takes
away however the process ends. A keeper process waits for the exclusive lock and
stops the server when it gets it. Starting and mending happen under ``start.lock``.
Everything here blocks: call it off the event loop.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import platformdirs
import psycopg
from sqlalchemy import URL

from codify_jupyter.database import postmaster
from codify_jupyter.database.binaries import Binaries, find_binaries
from codify_jupyter.database.cluster import (
    SUPERUSER,
    Cluster,
    explain_failure,
    locate,
    server_environment,
)
from codify_jupyter.database.errors import EmbeddedServerError

DATABASE = "codify"
HOME_VARIABLE = "CODIFY_HOME"
_log = logging.getLogger(__name__)
_LOCK_PATIENCE_S = 120.0
_READY_PATIENCE_S = 60.0
_LOG_BYTES_KEPT = 1_000_000


def default_home() -> Path:
    """``CODIFY_HOME``, else the user's data folder of this system."""
    chosen = os.environ.get(HOME_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_data_path("codify", appauthor=False)


class EmbeddedPostgres:
    """The server of one home folder, as one of its clients.

    Thread-safe. ``start`` may be called again at any time and mends what is broken.
    """

    def __init__(self, home: Path | None = None) -> None:
        self.home = home or default_home()
        self._cluster: Cluster | None = None
        self._binaries: Binaries | None = None
        self._clients: IO[str] | None = None
        self._mutex = threading.Lock()

    @property
    def cluster(self) -> Cluster:
        """The server's files; known after the first ``start``."""
        if self._cluster is None:
            raise RuntimeError("start() comes first")
        return self._cluster

    @property
    def url(self) -> URL:
        """How to reach the database; holds the password."""
        return URL.create(
            "postgresql+psycopg",
            username=SUPERUSER,
            password=self.cluster.password,
            database=DATABASE,
            query={"host": str(self.cluster.sockets), "port": "5432"},
        )

    def start(self) -> None:
        """Become a client; set up, start and mend the server as needed.

        Takes 1 to 3 s the first time, some 0.2 s to start, and 20 ms when it runs.

        Raises:
            EmbeddedServerError: with a message that says what to do.
        """
        with self._mutex:
            cluster = self._cluster or locate(self.home)
            cluster.prepare()
            self._cluster = cluster
            with _exclusive(cluster.state / "start.lock"):
                joined = self._clients or _share(cluster.state / "clients.lock")
                try:
                    self._bring_up(cluster)
                except BaseException:
                    if joined is not self._clients:
                        joined.close()
                    raise
                self._clients = joined

    def stop(self) -> None:
        """Be a client no more. The server goes with its last client, a moment later."""
        with self._mutex:
            if self._clients is None or self._cluster is None:
                return
            _ensure_keeper(self._cluster)  # a killed one would leave the server behind
            self._clients.close()
            self._clients = None

    def _bring_up(self, cluster: Cluster) -> None:
        _ensure_keeper(cluster)
        if postmaster.live_postmaster(cluster.data) is None:
            if self._binaries is None:
                self._binaries = find_binaries(cluster.user, cluster.major, cluster.state)
            if cluster.major is None:
                _log.info("Setting up the database in %s", cluster.state)
                cluster.initialise(self._binaries)
            cluster.write_settings()
            _launch(cluster, self._binaries)
        _ensure_database(cluster)


async def start_embedded(home: Path | None = None) -> EmbeddedPostgres:
    """A started server, without blocking the event loop.

    Cancelled, it still lets go of the server once the start is through.
    """
    server = EmbeddedPostgres(home)
    starting = asyncio.ensure_future(asyncio.to_thread(server.start))
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        starting.add_done_callback(lambda done: done.cancelled() or done.exception())
        starting.add_done_callback(lambda _: server.stop())
        raise
    return server


def _launch(cluster: Cluster, binaries: Binaries) -> None:
    """Start the server and wait until it takes connections."""
    end = time.monotonic() + _READY_PATIENCE_S
    while True:
        output = _try_launch(cluster, binaries)
        if output is None:
            return
        if time.monotonic() > end:
            raise EmbeddedServerError(explain_failure(output, cluster.state))
        if "pre-existing shared memory block" in output:
            time.sleep(0.1)  # the last backends of a killed server are still on their way out
        elif re.search(r'lock file ".*" already exists', output):
            # PostgreSQL found its old pid alive: the number is another's by now, or the killed
            # server is a zombie, as it stays in a container without an init process.
            if postmaster.any_server_process(cluster.data):
                time.sleep(0.1)
            else:
                for stale in (
                    cluster.data / "postmaster.pid",
                    cluster.sockets / ".s.PGSQL.5432.lock",
                    cluster.sockets / ".s.PGSQL.5432",
                ):
                    stale.unlink(missing_ok=True)
        else:
            raise EmbeddedServerError(explain_failure(output, cluster.state))


def _try_launch(cluster: Cluster, binaries: Binaries) -> str | None:
    """None when it started, else what it said."""
    with cluster.log.open("a+b") as log:
        if log.tell() > _LOG_BYTES_KEPT:
            log.truncate(0)
        said_before = log.seek(0, os.SEEK_END)
        cluster.log.chmod(0o600)
        done = subprocess.run(  # noqa: S603
            [binaries.program("pg_ctl"), "start", "--wait", f"--timeout={_READY_PATIENCE_S:.0f}"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            # By variable, because pg_ctl hands an option's path to a shell.
            env=server_environment() | {"PGDATA": str(cluster.data)},
            check=False,
            **(cluster.user.popen_arguments if cluster.user else {}),
        )
        if done.returncode == 0:
            return None
        log.seek(said_before)
        return log.read().decode(errors="replace")


def _ensure_database(cluster: Cluster) -> None:
    """Wait for the server to take connections, and make the database when it is not there."""
    end = time.monotonic() + _READY_PATIENCE_S
    while True:
        try:
            _connect(cluster, DATABASE).close()
        except psycopg.errors.CannotConnectNow:
            pass  # it recovers from a crash, or a start that was killed goes on by itself
        except psycopg.OperationalError as error:
            if "does not exist" in str(error):
                with _connect(cluster, "postgres") as connection:
                    connection.execute(f'CREATE DATABASE "{DATABASE}"')
                return
            if "starting up" not in str(error) and "shutting down" not in str(error):
                raise EmbeddedServerError(
                    f"The embedded PostgreSQL runs but takes no connection: {error}"
                ) from error
        else:
            return
        if time.monotonic() > end:
            raise EmbeddedServerError(
                f"The embedded PostgreSQL is not ready after {_READY_PATIENCE_S:.0f} s; "
                f"{cluster.log} may say why."
            )
        time.sleep(0.05)


def _connect(cluster: Cluster, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(cluster.sockets),
        port=5432,
        user=SUPERUSER,
        password=cluster.password,
        dbname=database,
        autocommit=True,
        connect_timeout=10,
    )


def _ensure_keeper(cluster: Cluster) -> None:
    """Start the keeper unless there is one: it holds ``keeper.lock`` as long as it lives."""
    with (cluster.state / "keeper.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _refuse_other_computer(cluster, lock)
            return
        lock.truncate(0)
        lock.write(json.dumps({"host": platform.node()}))
        lock.flush()
        (cluster.state / "clients.lock").touch(mode=0o600)
        # The keeper inherits the lock, so there is no moment without one of us holding it.
        subprocess.run(  # noqa: S603
            [
                sys.executable,
                "-I",
                postmaster.__file__,
                str(cluster.state / "clients.lock"),
                str(cluster.data),
                str(cluster.user.uid if cluster.user else os.geteuid()),
                str(cluster.user.gid if cluster.user else os.getegid()),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock.fileno(),),
            cwd="/",
            check=True,
        )


def _refuse_other_computer(cluster: Cluster, keeper_lock: IO[str]) -> None:
    """Two servers on one data directory would ruin it; a shared home makes that possible."""
    keeper_lock.seek(0)
    try:
        host = json.loads(keeper_lock.read())["host"]
    except (ValueError, KeyError):
        return  # it is being written
    if host != platform.node():
        raise EmbeddedServerError(
            f"The database in {cluster.state} is in use on the computer {host!r}. Stop Codify "
            "there, or set CODIFY_HOME to a folder of this computer."
        )


def _share(path: Path) -> IO[str]:
    """The clients' lock, shared. Waits while a keeper is stopping the server."""
    lock = path.open("a+")
    path.chmod(0o600)
    _acquire(lock, fcntl.LOCK_SH, "The database server is being stopped by another process")
    return lock


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a+") as lock:
        _acquire(lock, fcntl.LOCK_EX, "Another process is starting the database server")
        yield


def _acquire(lock: IO[str], kind: int, waiting_for: str) -> None:
    """Take the lock, in steps: a blocked ``flock`` could neither be timed nor explained."""
    end = time.monotonic() + _LOCK_PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                lock.close()
                raise EmbeddedServerError(
                    f"{waiting_for} for {_LOCK_PATIENCE_S:.0f} s now ({lock.name} is locked). "
                    "End it, and try again."
                ) from None
            time.sleep(0.02)
        else:
            return
