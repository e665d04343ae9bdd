"""Homes for servers that tests may break, and processes of other users."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from codify_jupyter.database import EmbeddedPostgres
from codify_jupyter.database.postmaster import any_server_process, live_postmaster

from ...conftest import libpq_address, quick_folder

AS_ROOT = os.geteuid() == 0
NOBODY = pwd.getpwnam("nobody")
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can become somebody else")

CLIENT = """
import sys
from pathlib import Path
from codify_jupyter.database import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.cluster.data, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A short folder that every user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="codify-db-", dir=quick_folder()))
    folder.chmod(0o755)
    yield folder
    for data in folder.glob("**/data"):
        end_servers(data)
    shutil.rmtree(folder)


@pytest.fixture
def new_home(reachable: Path) -> Path:
    """A home that nobody has used yet."""
    return reachable / "home"


@pytest.fixture(scope="session")
def prepared_home() -> Iterator[Path]:
    """A home whose server has run once and is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="codify-db-", dir=quick_folder()))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "home")
    server.start()
    server.stop()
    wait_until(lambda: not (server.cluster.data / "postmaster.pid").exists(), "a tidy end")
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def home(reachable: Path, prepared_home: Path) -> Path:
    """A home whose database is set up: quicker than setting it up each time."""
    subprocess.run(["cp", "-a", prepared_home, reachable / "home"], check=True)
    return reachable / "home"


def wait_until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, f"not within 30 s: {what}"
        time.sleep(0.02)


def end_servers(data: Path) -> None:
    """Kill what a failed test has left behind."""
    for process in psutil.process_iter(["cmdline"]):
        if str(data) in (process.info["cmdline"] or ()):
            process.kill()  # a keeper
    if any_server_process(data):
        for process in psutil.process_iter():
            try:
                if Path(process.cwd()) == data.resolve():
                    process.kill()
            except (psutil.Error, OSError):
                continue
        wait_until(lambda: not any_server_process(data), "the server's end")


def kill(process: psutil.Process) -> None:
    """Kill it, and wait until the kernel has taken its locks away."""
    process.kill()
    wait_until(
        lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "its death"
    )


def keeper_of(data: Path) -> psutil.Process:
    (found,) = (
        process
        for process in psutil.process_iter(["cmdline"])
        if str(data) in (process.info["cmdline"] or ())
        and any(part.endswith("postmaster.py") for part in process.info["cmdline"])
    )
    return found


def spawn(script: str, *arguments: object, ordinary_user: bool = False) -> subprocess.Popen[str]:
    """Run a script with this Python, if need be as a user who is not root.

    That user may read what root can, since this Python may lie in root's home; what
    belongs to others he cannot change, and PostgreSQL takes him for what he is.
    """
    command = [sys.executable, "-c", script, *map(str, arguments)]
    if ordinary_user and AS_ROOT:
        command = [
            "setpriv",
            f"--reuid={NOBODY.pw_uid}",
            f"--regid={NOBODY.pw_gid}",
            "--clear-groups",
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
            *command,
        ]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def outcome_as_nobody(action: Callable[[], object]) -> str:
    """The name of the exception that ``action`` meets as the user nobody, or "done".

    In a fork without exec: that user could not even start this Python.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY.pw_gid)
            os.setuid(NOBODY.pw_uid)
            action()
            word = "done"
        except BaseException as error:
            word = type(error).__name__
        os.write(writing, word.encode())
        os.kill(os.getpid(), signal.SIGKILL)  # leave none of pytest's endings to the child
    os.close(writing)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as answer:
        return answer.read()


def query(server: EmbeddedPostgres, statement: str) -> object:
    with psycopg.connect(libpq_address(server), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def stop(server: EmbeddedPostgres) -> None:
    server.stop()
    wait_until(lambda: live_postmaster(server.cluster.data) is None, "the server's end")
