"""The service, its workers and its database as processes of this machine, to be hurt at will."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from codify_server.service.tokens import digest
from ruamel.yaml import YAML

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.database import EmbeddedPostgres, postmaster
from codify_jupyter.problems import read_problem

PROBLEM = read_problem(SHIPPED / "problems" / "read-settings")
"""Eleven calls, as most problems are; one with properties takes several times as long."""
SLOW = f"def {PROBLEM.entry}(*given):\n    while True: pass\n"
"""Takes seconds to be judged: something for a fault to happen to."""
HEAVY = "\nfor _ in range(2_000_000):\n    pass\n"
"""Makes a solution compute for about 50 ms, as one that tries all there is."""


def token(student: int) -> str:
    """Of the student of that number."""
    return f"student-{student:04d}-of-a-class-that-is-not-there"


@dataclass
class Classroom:
    """All that runs."""

    url: str
    state: Path
    environment: dict[str, str]
    database: EmbeddedPostgres
    address: str
    command: list[str]
    service: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_service(self) -> None:
        """Start it and wait until it is ready."""
        self.service = self._spawn(self.command, "service.log")
        end = time.monotonic() + 90
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/readyz", trust_env=False, timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise RuntimeError((self.state / "service.log").read_text()[-3000:])

    def start_worker(self, slots: int = 1) -> subprocess.Popen[bytes]:
        """Start one more."""
        command = [sys.executable, "-m", "codify_jupyter", "worker", "--slots", str(slots)]
        made = self._spawn(command, f"worker-{len(self.workers)}.log")
        self.workers.append(made)
        log = self.state / f"worker-{len(self.workers) - 1}.log"
        end = time.monotonic() + 60
        while "worker ready" not in log.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        return made

    def kill_postmaster(self) -> None:
        """SIGKILL, as the kernel does when memory is short."""
        found = postmaster.live_postmaster(self.database.cluster.data)
        if found is not None:
            os.kill(found, signal.SIGKILL)

    def cpu_s(self) -> float:
        """CPU time of the service and its sandboxes so far, whoever else keeps the cores busy."""
        if self.service is None:
            return 0.0
        own = psutil.Process(self.service.pid)
        return sum(sum(process.cpu_times()[:4]) for process in (own, *own.children(recursive=True)))

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database past everything else."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            found = connection.execute(statement)
            return list(found.fetchall()) if found.description else []

    def stop(self) -> None:
        """End all."""
        for process in [*self.workers, *([self.service] if self.service else [])]:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in [*self.workers, *([self.service] if self.service else [])]:
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
        self.workers.clear()
        self.service = None

    def _spawn(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        with (self.state / log).open("ab") as output:
            return subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)


@contextmanager
def classroom(
    students: int, *, judging: str = "here", home: Path | None = None
) -> Iterator[Classroom]:
    """A classroom with tokens for so many students; nothing is started but the database."""
    state = Path(tempfile.mkdtemp(prefix="codify-load-", dir=home))
    state.chmod(0o755)
    database = EmbeddedPostgres(state / "home")
    database.start()
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    entries = {
        f"student-{number:04d}": {"sha256": digest(token(number)), "groups": ["codify-load"]}
        for number in range(students)
    }
    with (state / "tokens.yaml").open("w") as file:
        YAML().dump(entries, file)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "codify_jupyter", "serve", "--log-level", "warning"]
    command += ["--listen", url, "--tokens", str(state / "tokens.yaml")]
    running = Classroom(
        url,
        state,
        {
            **os.environ,
            "CODIFY_HOME": str(state / "home"),
            "CODIFY_JUDGING": judging,
            "CODIFY_SHIPPED_PROBLEMS": "no",
            "CODIFY_PROBLEMS": str(PROBLEM.path),
        },
        database,
        address,
        command,
    )
    try:
        yield running
    finally:
        running.stop()
        database.stop()
        time.sleep(1)
        shutil.rmtree(state, ignore_errors=True)
