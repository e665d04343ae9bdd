"""The service on a port of this machine, over real PostgreSQL and the real runner."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from codify_server.access import NotSignedIn
from codify_server.service.groups import make_principal
from codify_server.service.server import ServiceSettings, web_application
from codify_server.service.tokens import Tokens
from tornado.httpserver import HTTPServer

from codify_jupyter.application import Application
from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.principal import Principal
from codify_jupyter.problems import Problem, ProblemSet, read_problem
from codify_jupyter.settings import Settings
from codify_jupyter.store import courses, problem_sets

PREFIX = "/services/codify/"
OPEN, CLOSED = "running-mean", "ferry-fare"
"""A problem in no set, and one in a set of the course `optics` alone."""
PEOPLE: dict[str, tuple[str, ...]] = {
    "outsider": (),
    "student": ("codify-optics",),
    "classmate": ("codify-optics", "codify-acoustics"),
    "instructor": ("codify-instructor-optics",),
    "stranger-instructor": ("formgrade-acoustics",),
}
"""Names, which are also their tokens here, and the groups they are in."""


class NamesAsTokens:
    """Stands in for the Hub, which has tests of its own: a person's token is the name."""

    async def owner(self, token: str) -> Principal:
        if token not in PEOPLE and not token.startswith("student-"):
            raise NotSignedIn("no such token")
        return make_principal(token, token, PEOPLE.get(token, ("codify-optics",)), "test")


@dataclass
class Service:
    """A running service."""

    url: str
    core: Application

    def client(self, name: str | None) -> httpx.AsyncClient:
        headers = {"Authorization": f"token {name}"} if name else {}
        return httpx.AsyncClient(
            base_url=f"{self.url}api/", headers=headers, timeout=60, trust_env=False
        )

    async def ask(self, name: str | None, method: str, path: str, body: Any = None) -> Any:
        async with self.client(name) as client:
            return await client.request(method, path, json=body)

    async def submit(self, name: str, problem: str, code: str, **headers: str) -> httpx.Response:
        async with self.client(name) as client:
            return await client.post("submissions", json=body(problem, code), headers=headers)


def body(problem: str, code: str) -> dict[str, str]:
    return {"problem": problem, "code": code, "idempotency_key": str(uuid.uuid4())}


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


@asynccontextmanager
async def serving(settings: Settings, tokens: Tokens) -> AsyncIterator[Service]:
    core = Application(settings)
    application = web_application(
        core, ServiceSettings("127.0.0.1", 0, PREFIX, tokens), asyncio.Event()
    )
    server = HTTPServer(application)
    server.listen(0, "127.0.0.1")
    port = next(iter(server._sockets.values())).getsockname()[1]
    try:
        await core.services()
        yield Service(f"http://127.0.0.1:{port}{PREFIX}", core)
    finally:
        server.stop()
        await core.close()
        await server.close_all_connections()


@pytest.fixture
def class_settings(empty_database_url: str) -> Settings:
    """Two problems; `classroom` puts the second into a course's set."""
    return Settings(
        database_url=empty_database_url,
        shipped_problems=False,
        problem_paths=tuple(SHIPPED / "problems" / slug for slug in (OPEN, CLOSED)),
        limited=True,
    )


async def make_course(core: Application) -> None:
    services = await core.services()
    async with services.database.begin() as connection:
        course_id = await courses.ensure(connection, "optics")
        only = ProblemSet("optics-1", "Optics", "", {}, (CLOSED,))
        await problem_sets.save_set(connection, only, course_id=course_id)


@pytest.fixture
async def service(class_settings: Settings) -> AsyncIterator[Service]:
    async with serving(class_settings, NamesAsTokens()) as running:
        await make_course(running.core)
        yield running


@pytest.fixture(scope="session")
def open_problem() -> Problem:
    return read_problem(SHIPPED / "problems" / OPEN)


@pytest.fixture(scope="session")
def closed_problem() -> Problem:
    return read_problem(SHIPPED / "problems" / CLOSED)


@pytest.fixture
def sql(empty_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """The database itself, past the service."""
    address = empty_database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
