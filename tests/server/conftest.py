"""A Jupyter server in this process with the extension on, over real PostgreSQL and runner."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import Problem, read_problem

pytest_plugins = ["pytest_jupyter.jupyter_server"]

PROBLEMS = ("running-mean", "ferry-fare", "club-ledger", "frost-report")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[tuple[int, str, dict[str, Any]]]:
        """The events of a stream: id, name, data."""
        parsed = []
        for block in self.body.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "event" in fields:
                parsed.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
        return parsed


class Api:
    """Asks our API as the signed-in user, and takes error statuses for answers."""

    def __init__(self, fetch: Callable[..., Awaitable[HTTPResponse]]) -> None:
        self._fetch = fetch

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Answer:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        try:
            answer = await self._fetch(
                "codify/api",
                *path.split("/"),
                method=method,
                body=data,
                headers=sent,
                params=query or {},
                allow_nonstandard_methods=True,
                request_timeout=60,
            )
        except HTTPClientError as error:
            if error.response is None:  # no answer at all, a time-out say
                raise
            answer = error.response
        return Answer(answer.code, answer.headers, answer.body or b"")

    async def get(self, path: str, **more: Any) -> Answer:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return await self.ask("POST", path, body, **more)

    async def submit(self, slug: str, code: str, key: str | None = None, **more: Any) -> Answer:
        body = {"problem": slug, "code": code, "idempotency_key": key or str(uuid.uuid4())}
        return await self.ask("POST", "submissions", body, **more)

    async def stream(self, path: str, body: Any) -> Answer:
        return await self.post(path, body, headers={"Accept": "text/event-stream"})


@pytest.fixture(scope="session")
def some_problems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the shipped problems: reading them all for every server would only take time."""
    folder = tmp_path_factory.mktemp("problems")
    for slug in PROBLEMS:
        (folder / slug).symlink_to(SHIPPED / "problems" / slug)
    return folder


@pytest.fixture
def jp_server_config(empty_database_url: str, some_problems: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"codify_server": True}},
        "CodifyExtension": {
            "database_url": empty_database_url,
            "shipped_problems": False,
            "problem_paths": [str(some_problems / slug) for slug in PROBLEMS],
        },
    }


@pytest.fixture
def api(plain_api: Api) -> Api:
    return plain_api


@pytest.fixture
def plain_api(
    jp_serverapp: Any,
    jp_fetch: Callable[..., Awaitable[HTTPResponse]],
    jp_asyncio_loop: asyncio.AbstractEventLoop,
) -> Iterator[Api]:
    """The API of a server that is stopped with its core, so that nothing outlives the test."""
    yield Api(jp_fetch)
    core = jp_serverapp.web_app.settings["codify_application"]
    jp_asyncio_loop.run_until_complete(core.close())


@pytest.fixture(scope="session")
def running_mean() -> Problem:
    return read_problem(SHIPPED / "problems" / "running-mean")
