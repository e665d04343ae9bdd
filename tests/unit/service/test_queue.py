"""Submissions through the queue: taken here, judged by workers, lost by nobody."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from codify_jupyter.problems import Problem
from codify_jupyter.queue import Queue
from codify_jupyter.settings import Settings

from .conftest import CLOSED, OPEN, NamesAsTokens, Service, body, events, make_course, serving

LONG = "def running_mean(xs, k):\n    while True:\n        pass\n"
"""Takes some seconds to be judged: every test runs into its limit."""

AT_WORK = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"


@pytest.fixture
async def queued(class_settings: Settings) -> AsyncIterator[Service]:
    """The service, with workers to judge; none runs yet."""
    async with serving(replace(class_settings, judging="workers"), NamesAsTokens()) as running:
        await make_course(running.core)
        yield running


@contextmanager
def worker(settings: Settings, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    assert settings.database_url
    with (tmp_path / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "codify_jupyter", "worker", "--slots", "1"],
            env={**os.environ, "CODIFY_DATABASE_URL": settings.database_url},
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            assert process.wait(40) == 0, (tmp_path / "worker.log").read_text()


async def take(service: Service, name: str, problem: str, code: str) -> int:
    sent = await service.submit(name, problem, code, Prefer="respond-async")
    assert sent.status_code == 202
    return int(sent.json()["submission"]["id"])


async def verdict(service: Service, name: str, submission: int) -> str:
    """Follow the stream to its end; the verdict's status."""
    told = await service.ask(name, "GET", f"submissions/{submission}/events")
    names = [event for event, _ in events(told.text)]
    assert names.count("verdict") == 1
    assert names[-1] == "done"
    answer = (await service.ask(name, "GET", f"submissions/{submission}")).json()
    return str(answer["verdict"]["status"])


async def test_a_worker_judges_and_the_service_tells(
    queued: Service, class_settings: Settings, tmp_path: Path, open_problem: Problem
) -> None:
    waiting = await take(queued, "student", OPEN, open_problem.wrong[0].code)
    with worker(class_settings, tmp_path):
        assert await verdict(queued, "student", waiting) != "accepted"
        answer = await queued.submit("student", OPEN, open_problem.solution)
        assert (answer.status_code, answer.json()["verdict"]["status"]) == (201, "accepted")
        streamed = await queued.submit(
            "classmate", OPEN, open_problem.wrong[0].code, Accept="text/event-stream"
        )
        told = dict(events(streamed.text))
        assert told["verdict"]["verdict"]["status"] != "accepted"
        assert told["hint"]["message"]["text"]
        assert told["skills"]["skills"]
        # One after the other, and all of them counted once.
        ids = [await take(queued, f"student-{n}", OPEN, open_problem.solution) for n in range(8)]
        found = [await verdict(queued, f"student-{n}", one) for n, one in enumerate(ids)]
        assert found == ["accepted"] * 8


async def test_who_cancels_frees_the_worker(
    queued: Service, class_settings: Settings, tmp_path: Path, open_problem: Problem
) -> None:
    with worker(class_settings, tmp_path):
        long = await take(queued, "student", OPEN, LONG)
        stopped = await queued.ask("student", "DELETE", f"submissions/{long}")
        assert stopped.status_code == 204
        row = (await queued.ask("student", "GET", f"submissions/{long}")).json()
        assert row["submission"]["status"] == "cancelled"
        answer = await queued.submit("student", OPEN, open_problem.solution)
        assert answer.json()["verdict"]["status"] == "accepted"


async def test_a_job_is_queued_with_its_submission_or_not_at_all(
    queued: Service, sql: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Queue.put

    async def put_and_fail(self: Queue, connection: Any, row: Any) -> None:
        await put(self, connection, row)
        raise RuntimeError("the process was killed here")

    monkeypatch.setattr(Queue, "put", put_and_fail)
    refused = await queued.ask("student", "POST", "submissions", body(OPEN, "x = 1"))
    assert refused.status_code == 500
    counted = sql.execute(
        "SELECT (SELECT count(*) FROM submissions), (SELECT count(*) FROM procrastinate_jobs)"
    )
    assert counted.fetchone() == (0, 0)


async def test_what_a_killed_worker_had_in_hand_is_judged_by_another(
    queued: Service,
    class_settings: Settings,
    tmp_path: Path,
    sql: psycopg.Connection[Any],
    closed_problem: Problem,
) -> None:
    with worker(class_settings, tmp_path) as first:
        long = await take(queued, "student", OPEN, LONG)
        async with asyncio.timeout(60):
            while sql.execute(AT_WORK).fetchone() != (1,):  # noqa: ASYNC110  of another process
                await asyncio.sleep(0.02)
        first.send_signal(signal.SIGKILL)
        first.wait()
    next_one = await take(queued, "student", CLOSED, closed_problem.solution)
    with worker(class_settings, tmp_path):
        assert await verdict(queued, "student", long) == "time_limit_exceeded"
        assert await verdict(queued, "student", next_one) == "accepted"
    attempts = sql.execute("SELECT max(attempts) FROM skill_stats").fetchone()
    assert attempts == (1,)


async def test_a_job_that_was_lost_is_queued_again(
    queued: Service,
    class_settings: Settings,
    tmp_path: Path,
    sql: psycopg.Connection[Any],
    open_problem: Problem,
) -> None:
    waiting = await take(queued, "student", OPEN, open_problem.solution)
    sql.execute("DELETE FROM procrastinate_jobs")
    with worker(class_settings, tmp_path):
        assert await verdict(queued, "student", waiting) == "accepted"


async def test_a_dropped_listener_misses_nothing(
    queued: Service,
    class_settings: Settings,
    tmp_path: Path,
    sql: psycopg.Connection[Any],
    open_problem: Problem,
) -> None:
    waiting = await take(queued, "student", OPEN, open_problem.solution)
    following = asyncio.ensure_future(verdict(queued, "student", waiting))
    sql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'codify-listener'"
    )
    with worker(class_settings, tmp_path):
        assert await following == "accepted"
