"""Simulated students: they think, submit, and hold the service to its word."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from .classroom import PROBLEM, SLOW, Classroom, token

RIGHT, WRONG = PROBLEM.solution, PROBLEM.wrong[0].code
PATIENCE_S = 90.0


@dataclass
class Report:
    """What the students saw, times in seconds."""

    acknowledged: list[float] = field(default_factory=list)
    judged: list[float] = field(default_factory=list)
    accepted: dict[str, str] = field(default_factory=dict)
    """Idempotency key of each submission that was taken -> the code's kind."""
    refused: int = 0
    retries: int = 0


@dataclass
class Class:
    """Students of one classroom, over one pool of connections."""

    room: Classroom
    client: httpx.AsyncClient
    report: Report = field(default_factory=Report)

    async def submit(self, student: int, kind: str, *, wait: bool = True) -> None:
        """Submit with one key until it is taken, and wait for the verdict."""
        key = str(uuid.uuid4())
        code = {"right": RIGHT, "wrong": WRONG, "slow": SLOW}[kind]
        body = {"problem": PROBLEM.slug, "code": code, "idempotency_key": key}
        headers = {} if wait else {"Prefer": "respond-async"}
        begun, end = time.monotonic(), time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                answer = await self.client.post(
                    f"{self.room.url}/api/submissions",
                    json=body,
                    headers={"Authorization": f"token {token(student)}", **headers},
                )
            except httpx.TransportError:
                self.report.retries += 1
                await asyncio.sleep(0.5)
                continue
            if answer.status_code in (200, 201, 202):
                self.report.accepted[key] = kind
                self.report.acknowledged.append(time.monotonic() - begun)
                if answer.status_code != 202:
                    self.report.judged.append(time.monotonic() - begun)
                return
            self.report.retries += 1
            if answer.status_code not in (409, 429, 500, 503):
                self.report.refused += 1
                return
            await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
        self.report.refused += 1

    async def work(self, student: int, seconds: float, every_s: float) -> None:
        """Submit now and then, as a person does, for some time."""
        end = time.monotonic() + seconds
        await asyncio.sleep(random.uniform(0, every_s))
        while time.monotonic() < end:
            await self.submit(student, random.choice(("right", "wrong")))
            await asyncio.sleep(random.expovariate(1 / every_s))


def pool(size: int) -> httpx.AsyncClient:
    """Connections for so many students."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(60, connect=10, pool=None),
        limits=httpx.Limits(max_connections=size, max_keepalive_connections=size),
        trust_env=False,
    )


EXPECTED = {
    "right": ("accepted",),
    "wrong": ("wrong_answer", "runtime_error"),
    "slow": ("time_limit_exceeded",),
}


def faults(room: Classroom, report: Report, *, within_s: float) -> tuple[list[str], float]:
    """Wait for all verdicts; what is lost, wrong or counted twice, and how long it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < within_s:
        open_ones = room.sql(
            "SELECT count(*) FROM submissions WHERE status IN ('pending', 'running')"
        )
        if open_ones == [(0,)]:
            break
        time.sleep(0.1)
    took = time.monotonic() - begun
    stored: dict[str, str] = {
        str(key): status
        for key, status in room.sql("SELECT idempotency_key, status FROM submissions")
    }
    found = []
    for key, kind in report.accepted.items():
        status = stored.get(key, "lost")
        if status not in EXPECTED[kind]:
            found.append(f"{kind}: {status}")
    counted: Any = room.sql(
        "SELECT users.name, max(attempts) - count(DISTINCT submissions.id) FROM skill_stats"
        " JOIN users ON users.id = skill_stats.user_id"
        " JOIN submissions ON submissions.user_id = users.id"
        " AND status NOT IN ('pending', 'running', 'cancelled', 'internal_error')"
        " GROUP BY users.name HAVING max(attempts) <> count(DISTINCT submissions.id)"
    )
    found += [f"{name}: counted {more:+d}" for name, more in counted]
    return found, took
