"""JupyterHub with its proxy, our service, students' servers and a browser, all on loopback."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.database import EmbeddedPostgres

from ..browser.conftest import browser_type_launch_args, context
from ..conftest import libpq_address

__all__ = ["browser_type_launch_args", "context"]

HERE = Path(__file__).parent
PROXY = HERE / "node_modules" / ".bin" / "configurable-http-proxy"
LOAD = (sys.executable, "-m", "codify_jupyter", "problems", "load")
NOBODY = 65534


def free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def accounts_are_apart() -> bool:
    """Whether students' servers can run under another account, as they do on a real Hub."""
    if os.geteuid() != 0:
        return False
    try:
        tried = subprocess.run(
            [sys.executable, "-c", "import jupyterhub, codify_server"],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            capture_output=True,
            cwd="/",
        )
    except PermissionError:  # a Python in somebody's home folder
        return False
    return tried.returncode == 0


@dataclass
class Hub:
    """A running Hub."""

    url: str
    service: str
    """The service itself, past the proxy."""
    password: str
    operator: str
    state: Path
    process: subprocess.Popen[bytes]
    apart: bool

    @property
    def log(self) -> str:
        return (self.state / "hub.log").read_text(errors="replace")

    def as_operator(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return httpx.request(
            method,
            f"{self.url}/hub/api/{path}",
            json=body,
            headers={"Authorization": f"token {self.operator}"},
            timeout=30,
            trust_env=False,
        )

    def token(self, name: str, scopes: list[str] | None = None) -> tuple[str, str]:
        """A token of somebody's, and the id to revoke it by."""
        made = self.as_operator(
            "POST",
            f"users/{name}/tokens",
            {"scopes": scopes or ["access:services!service=codify"]},
        )
        made.raise_for_status()
        return made.json()["token"], made.json()["id"]

    def ask(self, token: str | None, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        """Ask the service through the proxy."""
        headers = {"Authorization": f"token {token}"} if token else {}
        return httpx.request(
            method,
            f"{self.url}/services/codify/api/{path}",
            headers=headers | more.pop("headers", {}),
            timeout=60,
            trust_env=False,
            **more,
        )


@pytest.fixture(scope="session")
def hub(postgres: EmbeddedPostgres, database_url: str) -> Iterator[Hub]:
    assert PROXY.exists(), "run `make test-hub`, which installs the proxy"
    state = Path(tempfile.mkdtemp(prefix="codify-hub-"))
    state.chmod(0o755)
    (state / "homes").mkdir()
    ports = free_ports(4)
    password, operator = secrets.token_hex(8), secrets.token_hex(16)
    apart = accounts_are_apart()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CODIFY_")},
        "HUB_TEST_STATE": str(state),
        "HUB_TEST_PORTS": ",".join(map(str, ports)),
        "HUB_TEST_PROXY": str(PROXY),
        "HUB_TEST_PASSWORD": password,
        "HUB_TEST_OPERATOR": operator,
        "HUB_TEST_ACCOUNTS": "1" if apart else "0",
        "CODIFY_DATABASE_URL": database_url,
        "CODIFY_HUB_CACHE_S": "2",
    }
    with (state / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "hub_config.py")],
            cwd=state,
            env=environment,
            stdout=log,
            stderr=log,
        )
    running = Hub(
        f"http://127.0.0.1:{ports[0]}",
        f"http://127.0.0.1:{ports[3]}/services/codify",
        password,
        operator,
        state,
        process,
        apart,
    )
    try:
        wait_until_ready(running)
        yield running
    finally:
        process.send_signal(signal.SIGCONT)
        # The Hub ends what it started; of the proxy that may be a wrapper around the real one.
        family = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        _, left = psutil.wait_procs(family, timeout=5)
        for survivor in left:
            survivor.kill()
        artefacts = HERE.parents[1] / "artefacts" / "hub"
        artefacts.mkdir(parents=True, exist_ok=True)
        shutil.copy(state / "hub.log", artefacts / "hub.log")
        shutil.rmtree(state, ignore_errors=True)


def wait_until_ready(hub: Hub) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert hub.process.poll() is None, hub.log[-4000:]
        try:
            if httpx.get(f"{hub.url}/services/codify/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(hub.log[-4000:])


@pytest.fixture(scope="session")
def secret_course(hub: Hub, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A problem of the course that is in no package: the slug; its hidden test says SECRET."""
    folder = tmp_path_factory.mktemp("course")
    source = SHIPPED / "problems" / "ferry-fare"
    shutil.copytree(source, folder / "harbour-dues")
    problem = folder / "harbour-dues" / "problem.md"
    problem.write_text(
        problem.read_text()
        .replace("slug: ferry-fare", "slug: harbour-dues")
        .replace("be9ca6a0-05d8-4dfd-8a98-b61ce4435609", "0c6f0d4e-7f0b-4a58-8f3d-2b6a1c9e5d70")
    )
    (folder / "sets").mkdir()
    (folder / "sets" / "harbour.yaml").write_text(
        "codify-set: 1\nslug: harbour\ntitle: Harbour\ndescription: ''\nitems: [harbour-dues]\n"
    )
    subprocess.run(
        [*LOAD, "--course", "optics", str(folder)],
        env={**os.environ, "CODIFY_DATABASE_URL": database_url},
        check=True,
        capture_output=True,
    )
    return "harbour-dues"


@pytest.fixture
def sql(postgres: EmbeddedPostgres, hub: Hub) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(libpq_address(postgres), autocommit=True) as connection:
        yield connection
