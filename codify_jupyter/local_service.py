"""A classroom's service of our own in a child process, for the benchmark and the browser tests."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from codify_jupyter.errors import Unavailable

START_PATIENCE_S = 90.0
STOP_PATIENCE_S = 40.0


@dataclass(frozen=True, slots=True)
class LocalService:
    """A service that answers."""

    url: str
    """Without a slash at the end."""
    tokens: Mapping[str, str]
    """By name."""
    log: Path
    pid: int

    def client(self, name: str) -> httpx.Client:
        """A client that asks as somebody."""
        return httpx.Client(
            base_url=f"{self.url}/api/",
            headers={"Authorization": f"token {self.tokens[name]}"},
            timeout=60,
            trust_env=False,
        )


@contextmanager
def local_service(
    state: Path,
    people: Mapping[str, Sequence[str]],
    *,
    environment: Mapping[str, str] | None = None,
) -> Iterator[LocalService]:
    """Run `codify serve` for some people, whose groups are given; it is stopped at the end.

    Args:
        state: A folder; gets the tokens' digests and a log.
        people: Name -> groups, such as ``codify-optics`` or ``codify-instructor-optics``.
        environment: Further environment variables.

    Raises:
        Unavailable: when it does not come up; the message ends with its log's last lines.
    """
    state.mkdir(parents=True, exist_ok=True)
    tokens = {name: secrets.token_urlsafe(32) for name in people}
    entries = {
        name: {
            "sha256": hashlib.sha256(tokens[name].encode()).hexdigest(),
            "groups": list(groups),
        }
        for name, groups in people.items()
    }
    file, log = state / "tokens.yaml", state / "service.log"
    file.write_text(json.dumps(entries), encoding="utf-8")  # which is YAML, too
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/classroom"
    command = [sys.executable, "-m", "codify_jupyter", "serve", "--log-level", "warning"]
    command += ["--listen", url, "--tokens", str(file)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
        )
    try:
        _wait_until_it_is_ready(process, url, log)
        yield LocalService(url, tokens, log, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_is_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    last = log.read_text(errors="replace")[-2000:]
    raise Unavailable(f"The service did not start. Its log ends with:\n{last}")
