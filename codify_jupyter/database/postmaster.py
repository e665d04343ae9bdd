"""The server's process: finding it, stopping it, and stopping it when nobody needs it.

Run as a script this is the *keeper*: it waits until the last client has let go
of the clients' lock, however that client ended, and stops the server. It is
started by file name, so that it loads nothing but this module and psutil.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

import psutil

_PATIENCE_S = 60.0
_IMMEDIATE_PATIENCE_S = 10.0


def live_postmaster(data: Path) -> int | None:
    """The pid of the server that has ``data`` open, or None.

    ``postmaster.pid`` alone proves nothing: it survives a kill, and after a
    restart of the machine its number may be anyone's.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _serves(pid, data) else None


def any_server_process(data: Path) -> bool:
    """Whether any process of a server, a mere backend included, still works on ``data``."""
    return any(_serves(process.pid, data) for process in psutil.process_iter())


def _serves(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if not process.name().startswith("postgres"):
            return False
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return Path(process.cwd()) == data.resolve()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
    except psutil.AccessDenied:
        # A PostgreSQL of somebody else's cannot be one that we started.
        return False


def stop_postmaster(data: Path) -> bool:
    """Stop the server, at first in good order, then at any cost. False when it will not go."""
    for how, patience in (
        (signal.SIGINT, _PATIENCE_S),
        (signal.SIGQUIT, _IMMEDIATE_PATIENCE_S),
    ):
        pid = live_postmaster(data)
        if pid is None:
            return True
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return True
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if live_postmaster(data) is None:
                return True
            time.sleep(0.02)
    return False


def keep(clients_lock: Path, data: Path, uid: int, gid: int) -> None:
    """Wait for the last client to go, then stop the server."""
    with clients_lock.open("r+") as clients:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
        fcntl.flock(clients, fcntl.LOCK_EX)
        # Who wants to be a client now waits until the lock goes with this process.
        stop_postmaster(data)


def _leave_the_caller() -> None:
    """Go on as a process that nobody has to wait for and no terminal can interrupt."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")


if __name__ == "__main__":
    _leave_the_caller()
    keep(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
