"""Bad input gets a clear answer, and nothing is lost."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest

from codify_jupyter.problems import Problem

from .conftest import Api


def body(**changes: Any) -> dict[str, Any]:
    fields = {
        "problem": "running-mean",
        "code": "def running_mean(xs, k):\n    return []\n",
        "idempotency_key": str(uuid.uuid4()),
    } | changes
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize(
    ("sent", "status", "reason"),
    [
        (body(problem="no-such-problem"), 404, "unknown_problem"),
        (body(problem="../../etc/passwd"), 404, "unknown_problem"),
        (body(code=""), 422, "empty_code"),
        (body(code="  \n\t\n"), 422, "empty_code"),
        (body(code="x = 1\n" * 50_000), 413, "code_too_large"),
        (body(code="é" * 140_000), 413, "code_too_large"),
        (body(code="x = '\ud800'"), 400, "not_utf8"),
        (body(code="x = 1\0"), 400, "bad_field"),
        (body(code=5), 400, "bad_field"),
        (body(code=None), 400, "missing_field"),
        (body(idempotency_key="me"), 400, "bad_field"),
        (body(idempotency_key=None), 400, "missing_field"),
        (body(user="someone-else"), 400, "bad_field"),
        ([1, 2], 400, "bad_json"),
    ],
)
async def test_a_bad_submission_is_refused_in_words(
    api: Api, sent: Any, status: int, reason: str
) -> None:
    answer = await api.post("submissions", sent)
    assert (answer.status, answer.json["reason"]) == (status, reason)
    assert set(answer.json) == {"message", "reason"}
    assert answer.json["message"][0].isupper() or answer.json["message"][0] == "`"
    assert answer.json["message"].endswith(".")


@pytest.mark.parametrize(
    ("raw", "headers", "status", "reason"),
    [
        (b'{"problem": ', {}, 400, "bad_json"),
        (b"\xff\xfe{}", {}, 400, "not_utf8"),
        (b"[" * 100_000, {}, 400, "bad_json"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "not_json"),
        (b'{"code": "' + b"x" * 3_000_000 + b'"}', {}, 413, "body_too_large"),
    ],
)
async def test_a_malformed_body_is_refused_in_words(
    api: Api, raw: bytes, headers: dict[str, str], status: int, reason: str
) -> None:
    answer = await api.post("submissions", raw=raw, headers=headers)
    assert (answer.status, answer.json["reason"]) == (status, reason)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "problems/no-such-problem", 404),
        ("GET", "problems/No Such", 404),
        ("GET", "submissions/1", 404),
        ("GET", "submissions/0", 404),
        ("GET", "submissions/99999999999999999999", 404),
        ("DELETE", "submissions/1", 404),
        ("GET", "no/such/address", 404),
        ("DELETE", "problems", 405),
    ],
)
async def test_what_is_not_there_is_said_to_be_not_there(
    api: Api, method: str, path: str, status: int
) -> None:
    answer = await api.ask(method, path)
    assert answer.status == status
    assert set(answer.json) == {"message", "reason"}


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "many"}, {"before": "-1"}])
async def test_a_bad_query_is_refused(api: Api, query: dict[str, str]) -> None:
    answer = await api.get("problems/running-mean/submissions", query=query)
    assert (answer.status, answer.json["reason"]) == (400, "bad_query")


async def test_code_that_python_cannot_read_is_a_verdict_with_a_line(api: Api) -> None:
    answer = await api.submit("running-mean", "def running_mean(xs, k)\n    return []\n")
    assert answer.json["verdict"]["status"] == "compile_error"
    assert answer.json["verdict"]["error"]["line"] == 1
    assert answer.json["hint"]["text"]


@contextmanager
def refusing_database(url: str) -> Iterator[None]:
    """The database drops its connections and takes no new ones, as one that restarts does."""
    # Not through the database itself: nobody may lock himself out.
    address = url.replace("+psycopg", "").replace("/codify?", "/postgres?")
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("ALTER DATABASE codify ALLOW_CONNECTIONS false")
        try:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'codify'"
            )
            yield
        finally:
            owner.execute("ALTER DATABASE codify ALLOW_CONNECTIONS true")


async def test_while_the_database_is_away_it_says_so_and_runs_go_on(
    api: Api, running_mean: Problem, empty_database_url: str
) -> None:
    code = running_mean.solution
    assert (await api.submit("running-mean", code)).status == 201
    with refusing_database(empty_database_url):
        answer = await api.submit("running-mean", code)
        assert (answer.status, answer.json["reason"]) == (503, "database_unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        run = await api.post("runs", {"problem": "running-mean", "code": code})
        assert run.json["verdict"]["tests"]
    assert (await api.submit("running-mean", code)).json["verdict"]["status"] == "accepted"


async def test_a_verdict_outlives_a_database_that_goes_while_the_tests_run(
    api: Api,
    running_mean: Problem,
    empty_database_url: str,
    jp_serverapp: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runner = (await jp_serverapp.web_app.settings["codify_application"].services()).runner
    judge, loop = runner.judge, asyncio.get_running_loop()
    away = ExitStack()

    async def judge_and_lose_the_database(*args: Any, **more: Any) -> Any:
        verdict = await judge(*args, **more)
        away.enter_context(refusing_database(empty_database_url))
        loop.call_later(0.3, away.close)
        return verdict

    monkeypatch.setattr(runner, "judge", judge_and_lose_the_database)
    answer = await api.submit("running-mean", running_mean.wrong[0].code)
    assert answer.status == 201
    rows = (await api.get("problems/running-mean/submissions")).json["submissions"]
    assert [row["status"] for row in rows] == [answer.json["verdict"]["status"]]
    skills = (await api.get("skills")).json["skills"]
    assert {skill["attempts"] for skill in skills} == {1}
    assert len((await api.get("problems/running-mean/messages")).json["messages"]) == 1
