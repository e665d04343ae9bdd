"""Simulated students: they think, submit, and hold the service to its word."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from .classroom import HEAVY, PROBLEM, SLOW, Classroom, token

CODES = {
    "right": PROBLEM.solution,
    "wrong": PROBLEM.wrong[0].code,
    "slow": SLOW,
    "heavy": PROBLEM.solution + HEAVY,
}
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
    client: aiohttp.ClientSession
    report: Report = field(default_factory=Report)

    async def submit(self, student: int, kind: str, *, wait: bool = True) -> None:
        """Submit with one key until it is taken, and wait for the verdict."""
        key = str(uuid.uuid4())
        code = CODES[kind]
        body = {"problem": PROBLEM.slug, "code": code, "idempotency_key": key}
        headers = {} if wait else {"Prefer": "respond-async"}
        begun, end = time.monotonic(), time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                status, retry_after = await self._post(student, body, headers)
            except (aiohttp.ClientConnectionError, TimeoutError):
                self.report.retries += 1
                await asyncio.sleep(0.5)
                continue
            if status in (200, 201, 202):
                self.report.accepted[key] = kind
                self.report.acknowledged.append(time.monotonic() - begun)
                if status != 202:
                    self.report.judged.append(time.monotonic() - begun)
                return
            self.report.retries += 1
            if status not in (409, 429, 500, 503):
                self.report.refused += 1
                return
            await asyncio.sleep(retry_after)
        self.report.refused += 1

    async def _post(
        self, student: int, body: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, float]:
        """The answer's status, and after how many seconds to come again where it says so."""
        address = f"{self.room.url}/api/submissions"
        async with self.client.post(
            address, json=body, headers={**sign(student), **headers}
        ) as answer:
            await answer.read()
            return answer.status, float(answer.headers.get("Retry-After", "1"))

    async def work(self, student: int, seconds: float, every_s: float) -> None:
        """Submit now and then, as a person does, for some time."""
        end = time.monotonic() + seconds
        await asyncio.sleep(random.uniform(0, every_s))
        while time.monotonic() < end:
            await self.submit(student, random.choice(("right", "wrong")))
            await asyncio.sleep(random.expovariate(1 / every_s))


def sign(student: int) -> dict[str, str]:
    """The header that says who it is."""
    return {"Authorization": f"token {token(student)}"}


def pool(size: int) -> aiohttp.ClientSession:
    """Connections for so many students. They shall cost the machine little beside the service."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=size),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60),
    )


EXPECTED = {
    "right": ("accepted",),
    "heavy": ("accepted",),
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
