"""A Jupyter server of our own in a child process, for the demo, its check and the benchmark."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.errors import Unavailable

START_PATIENCE_S = 90.0
STOP_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that answers."""

    url: str
    """With a slash at the end."""
    token: str
    log: Path
    started_in_s: float

    @property
    def api(self) -> str:
        """Where our own API begins."""
        return f"{self.url}codify/api/"


def root_flags() -> list[str]:
    """Jupyter refuses to run as root unless told that this is meant."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@contextmanager
def local_server(
    state: Path,
    *,
    module: str = "jupyter_server",
    arguments: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[LocalServer]:
    """Run a server whose files all lie below ``state``; it is stopped at the end.

    Args:
        state: A folder; gets ``work`` (the notebooks), ``runtime``, ``config`` and a log.
        module: ``jupyter_server`` or ``jupyterlab``.
        arguments: Further command-line arguments.
        environment: Further environment variables.

    Raises:
        Unavailable: when it does not come up; the message ends with its log's last lines.
    """
    for folder in ("work", "runtime", "config", "data"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    log, token = state / "server.log", secrets.token_hex(16)
    command = [
        sys.executable,
        "-m",
        module,
        "--no-browser",
        "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={state / 'work'}",
        *root_flags(),
        *arguments,
    ]
    variables = {
        **os.environ,
        "JUPYTER_TOKEN": token,  # not an argument: those can be read by everyone on the machine
        "JUPYTER_RUNTIME_DIR": str(state / "runtime"),
        "JUPYTER_CONFIG_DIR": str(state / "config"),
        "JUPYTER_DATA_DIR": str(state / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(state / "config" / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(state / "config" / "workspaces"),
        **(environment or {}),
    }
    begun = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=variables
        )
    try:
        url = _wait_until_it_answers(process, state / "runtime", log)
        yield LocalServer(url, token, log, time.monotonic() - begun)
    finally:
        process.terminate()
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """The server's URL. Its info file appears once it listens."""
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        for file in runtime.glob(f"jpserver-{process.pid}.json"):
            try:
                return str(json.loads(file.read_text())["url"])
            except ValueError:
                pass  # half written
        time.sleep(0.02)
    last = log.read_text(errors="replace")[-2000:]
    raise Unavailable(f"The Jupyter server did not start. Its log ends with:\n{last}")
