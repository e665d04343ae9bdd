"""A student's server that passes everything on to the service, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from codify_server.forwarding import find_service
from codify_server.service.tokens import digest
from ruamel.yaml import YAML

from codify_jupyter.problems import Problem

from .conftest import PROBLEMS, Api

TOKEN = "the-students-own-token-0123456789"
OTHERS = "a-classmates-token-0123456789"
TEACHERS = "the-instructors-token-0123456789"


@dataclass
class ServiceProcess:
    """`codify serve` with two students' tokens."""

    url: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/readyz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            time.sleep(0.05)
        raise AssertionError(self.log.read_text()[-3000:])

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            assert self.process.wait(40) == 0
            self.process = None


@pytest.fixture
def service(
    empty_database_url: str, some_problems: Path, tmp_path: Path
) -> Iterator[ServiceProcess]:
    tokens = tmp_path / "tokens.yaml"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    entries = {}
    for name, token in {"ada": TOKEN, "bob": OTHERS}.items():
        entries[name] = {"sha256": digest(token), "groups": ["codify-optics"]}
    entries["tess"] = {"sha256": digest(TEACHERS), "groups": ["codify-instructor-optics"]}
    with tokens.open("w") as file:
        YAML().dump(entries, file)
    url = f"http://127.0.0.1:{port}/classroom"
    running = ServiceProcess(
        url,
        [sys.executable, "-m", "codify_jupyter", "serve", "--listen", url, "--tokens", str(tokens)],
        {
            **os.environ,
            "CODIFY_DATABASE_URL": empty_database_url,
            "CODIFY_SHIPPED_PROBLEMS": "no",
            "CODIFY_PROBLEMS": os.pathsep.join(str(some_problems / slug) for slug in PROBLEMS),
        },
        tmp_path / "service.log",
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def jp_server_config(service: ServiceProcess, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKEN)
    monkeypatch.setenv("CODIFY_SERVICE_URL", service.url)
    return {"ServerApp": {"jpserver_extensions": {"codify_server": True}}}


@pytest.fixture
def api(jp_serverapp: Any, jp_fetch: Any) -> Api:
    return Api(jp_fetch)


async def test_only_instructors_check_problems_in_a_classroom(api: Api) -> None:
    assert (await api.get("me")).json["authoring"] is False
    asked = {"name": "steps", "files": {"problem.md": ""}}
    answer = await api.stream("authoring/checks", asked)
    assert (answer.status, answer.json["reason"]) == (403, "not_instructor")


async def test_the_whole_way_goes_through_the_students_server(
    api: Api, running_mean: Problem, service: ServiceProcess, jp_serverapp: Any
) -> None:
    assert "codify_application" not in jp_serverapp.web_app.settings
    me = (await api.get("me")).json
    assert (me["user"]["name"], me["mode"]) == ("ada", "forwarding")
    body = {
        "problem": "running-mean",
        "code": running_mean.wrong[0].code,
        "idempotency_key": "1e7d2c2a-5c76-4d7e-9f39-0d5b3a1f1a11",
    }
    streamed = await api.stream("submissions", body)
    assert streamed.headers["Content-Type"] == "text/event-stream"
    names = [name for _, name, _ in streamed.events]
    assert names[0] == "submission"
    assert names[-1] == "done"
    again = await api.post("submissions", body)
    assert again.status == 200
    assert again.json["submission"]["id"] == streamed.events[0][2]["submission"]["id"]
    later = await api.post(
        "submissions",
        body | {"idempotency_key": "1e7d2c2a-5c76-4d7e-9f39-0d5b3a1f1a12"},
        headers={"Prefer": "respond-async"},
    )
    assert later.status == 202
    path = f"/codify/api/submissions/{later.json['submission']['id']}"
    assert later.headers["Location"].endswith(path)
    assert service.url not in later.headers["Location"]
    rated = await api.ask("PUT", f"messages/{again.json['hint']['id']}/rating", {"rating": 1})
    assert rated.json["message"]["rating"] == 1
    made = await api.post("problems/running-mean/notebook")
    assert (made.status, made.json["created"]) == (201, True)
    assert (await api.post("problems/no-such/notebook")).status == 404
    assert (await api.get("problems/running-mean/submissions", query={"limit": "1"})).json[
        "submissions"
    ]
    for path in ("../healthz", "no/such", "..%2Fmetrics", "submissions/1/../2"):
        assert (await api.get(path)).status == 404
    assert TOKEN not in service.log.read_text()
    assert "running_mean" not in service.log.read_text()
    lines = [json.loads(line) for line in service.log.read_text().splitlines()]
    assert any(line.get("path") == "/classroom/api/submissions" for line in lines)


async def test_a_stream_that_is_left_is_left_at_the_service_too(
    api: Api, service: ServiceProcess, jp_http_port: int, jp_base_url: str, jp_auth_header: Any
) -> None:
    def open_streams() -> float:
        figures = httpx.get(f"{service.url}/metrics", trust_env=False).text
        line = next(one for one in figures.splitlines() if one.startswith("codify_open_streams "))
        return float(line.split()[1])

    body = {"problem": "running-mean", "code": "def running_mean(xs, k):\n    while True: pass\n"}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=30) as client,
        client.stream(
            "POST",
            f"http://127.0.0.1:{jp_http_port}{jp_base_url}codify/api/runs",
            json=body,
            headers={"Accept": "text/event-stream", **jp_auth_header},
        ),
    ):
        # The stream's headers have come, so the service has it open; and now they leave.
        assert await asyncio.to_thread(open_streams) == 1
    async with asyncio.timeout(10):
        while await asyncio.to_thread(open_streams):  # noqa: ASYNC110  of another process
            await asyncio.sleep(0.02)


async def test_an_instructors_answer_comes_through_at_once(
    api: Api,
    service: ServiceProcess,
    tmp_path: Path,
    jp_http_port: int,
    jp_base_url: str,
    jp_auth_header: Any,
) -> None:
    week = tmp_path / "sets" / "week-1.yaml"
    week.parent.mkdir()
    week.write_text("codify-set: 1\nslug: week-1\ntitle: Week 1\nitems: [running-mean]\n")
    load = ("problems", "load", str(week.parent), "--course", "optics")
    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "codify_jupyter", *load],
        check=True,
        env=service.environment,
    )
    teacher = httpx.AsyncClient(
        base_url=f"{service.url}/api/",
        headers={"Authorization": f"token {TEACHERS}"},
        trust_env=False,
        timeout=30,
    )
    async with teacher, httpx.AsyncClient(trust_env=False, timeout=30) as student:
        inbox = "courses/optics/questions"
        assert (await teacher.get(inbox)).json()["open"] == 0
        place = f"http://127.0.0.1:{jp_http_port}{jp_base_url}codify/api/questions/events"
        accept = {"Accept": "text/event-stream", **jp_auth_header}
        async with student.stream("GET", place, headers=accept) as stream:
            lines = stream.aiter_lines()
            asked = await api.post("problems/running-mean/questions", {"text": "Why?"})
            assert asked.status == 201
            number = asked.json["question"]["id"]
            await teacher.post(f"{inbox}/{number}/answers", json={"text": "Because."})
            async with asyncio.timeout(30):
                async for line in lines:
                    if line.startswith("data: ") and "Because." in line:
                        break
        for path in ("class", "class/events", "questions"):
            assert (await api.get(f"courses/optics/{path}")).status == 403


async def test_while_the_service_is_away_it_says_so_and_then_goes_on(
    api: Api, service: ServiceProcess, running_mean: Problem
) -> None:
    body = {
        "problem": "running-mean",
        "code": running_mean.solution,
        "idempotency_key": "1e7d2c2a-5c76-4d7e-9f39-0d5b3a1f1a13",
    }
    await asyncio.to_thread(service.stop)
    for path in ("me", "problems/running-mean"):
        refused = await api.get(path)
        assert (refused.status, refused.json["reason"]) == (503, "service_unavailable")
        assert int(refused.headers["Retry-After"]) >= 1
        assert "safe" in refused.json["message"]
    assert (await api.post("problems/running-mean/notebook")).status == 503
    sending = asyncio.ensure_future(api.post("submissions", body))
    await asyncio.to_thread(service.start)
    answer = await sending
    if answer.status == 503:  # it came up after the last try
        answer = await api.post("submissions", body)
    assert answer.json["verdict"]["status"] == "accepted"


async def test_a_token_that_is_not_known_is_told_from_a_service_that_is_away(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "revoked")
    refused = await api.get("me")
    assert (refused.status, refused.json["reason"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, None),
        (
            {"CODIFY_SERVICE_URL": "http://proxy-public/services/codify"},
            "http://proxy-public/services/codify/",
        ),
        (
            {
                "CODIFY_SERVICE_URL": "/services/codify",
                "JUPYTERHUB_PUBLIC_HUB_URL": "https://hub.example.org/hub/",
            },
            "https://hub.example.org/services/codify/",
        ),
    ],
)
def test_how_the_service_is_found(environment: dict[str, str], found: str | None) -> None:
    assert find_service(environment) == found


def test_a_path_alone_needs_a_hub_that_says_where_it_is() -> None:
    with pytest.raises(ValueError, match="public_url"):
        find_service({"CODIFY_SERVICE_URL": "/services/codify"})
