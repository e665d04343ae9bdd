"""How long the class view takes with a term's work in the database, and how live it is."""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import httpx
import psutil

from codify_jupyter.bench.figures import Figure, at_most, percentile
from codify_jupyter.bench.seeded_class import COURSE, SET, Size, chosen_problems, seed
from codify_jupyter.catalogue import SHIPPED, Catalogue
from codify_jupyter.database import EmbeddedPostgres, open_database
from codify_jupyter.database.postmaster import live_postmaster
from codify_jupyter.local_service import LocalService, local_service

WITHIN_MS = 250
LIVE_WITHIN_S = 1
TEACHER, STUDENT = "bench-teacher", "student-0001"


def measure_class_view(repeats: int, size: Size | None = None) -> list[Figure]:
    """Every address of the class view over HTTP, then the grid's live update."""
    size = size or Size()
    with _classroom(size) as room, room.service.client(TEACHER) as teacher:
        there = ", ".join(f"{count} {table}" for table, count in room.rows.items())
        figures = [Figure("in the database", "", there, 0, None)]
        for what, paths in _addresses(teacher, size).items():
            # Once before the clock runs: the database's pages and plans are there then, as in
            # any class that is looked at more than once.
            first, *rest = _rounds(paths, repeats)
            _get(teacher, first)
            before = room.cpu_s()
            times = [_get(teacher, path) for path in rest]
            cpu_ms = (room.cpu_s() - before) / len(times) * 1000
            figures.append(_figure(what, times, cpu_ms))
        figures.append(_live(room.service, repeats))
    return figures


@dataclass(frozen=True, slots=True)
class _Room:
    """A service over a database that is full."""

    service: LocalService
    database: EmbeddedPostgres
    rows: dict[str, int]
    """What the database is full of."""

    def cpu_s(self) -> float:
        """CPU time of service and database so far, whoever else keeps the cores busy."""
        postmaster = live_postmaster(self.database.cluster.data)
        roots = [psutil.Process(pid) for pid in (self.service.pid, postmaster) if pid is not None]
        return sum(
            process.cpu_times().user + process.cpu_times().system
            for root in roots
            for process in (root, *root.children(recursive=True))
        )


def _addresses(teacher: httpx.Client, size: Size) -> dict[str, list[str]]:
    """What to ask for, by what it is."""
    course, slugs = f"courses/{COURSE}", [one.slug for one in chosen_problems(size.problems)]
    grid = teacher.get(f"{course}/class").raise_for_status().json()
    inbox = teacher.get(f"{course}/questions").raise_for_status().json()
    students = [one["id"] for one in grid["students"][:: max(1, size.students // 10)]]
    places = [
        f"{course}/students/{student}/problems/{slug}/attempts"
        for student, slug in itertools.product(students, slugs)
    ]
    attempts = [
        f"{place}/{listed['attempts'][0]['id']}"
        for place in places[::7]
        if (listed := teacher.get(place).raise_for_status().json())["attempts"]
    ]
    return {
        "grid": [f"{course}/class?set={SET}"],
        "item analysis": [f"{course}/class/items?set={SET}"],
        "at risk": [f"{course}/class/at-risk?set={SET}"],
        f"report of a problem, each of {len(slugs)}": [
            f"{course}/problems/{slug}/report" for slug in slugs
        ],
        "attempts of a student": places,
        "one attempt": attempts,
        "sets": [f"{course}/sets"],
        "open questions": [f"{course}/questions"],
        "answered questions": [f"{course}/questions?state=answered"],
        "one question": [f"{course}/questions/{one['id']}" for one in inbox["questions"]],
    }


def _rounds(paths: list[str], repeats: int) -> list[str]:
    """At least each of them once."""
    return list(itertools.islice(itertools.cycle(paths), max(repeats, len(paths)) + 1))


def _get(client: httpx.Client, path: str) -> float:
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def _figure(what: str, times: list[float], cpu_ms: float) -> Figure:
    spread = f"p50 {percentile(times, 50):.0f}, max {max(times):.0f}, n={len(times)}"
    detail = f" ({spread}; {cpu_ms:.0f} ms CPU each)"
    return at_most(f"class view: {what}, p95", percentile(times, 95), WITHIN_MS, "ms", detail)


def _live(service: LocalService, repeats: int) -> Figure:
    """From the moment at which a student submits to the changed cell at the instructor's."""
    problem = chosen_problems(1)[0]
    arrived: Queue[float] = Queue()
    listening = threading.Event()

    def listen() -> None:
        with (
            suppress(httpx.TransportError),  # the service ends first
            service.client(TEACHER) as client,
            client.stream("GET", f"courses/{COURSE}/class/events") as answer,
        ):
            name = ""
            for line in answer.iter_lines():
                key, _, value = line.partition(": ")
                name = value if key == "event" else name
                if key == "data" and name == "resync":
                    listening.set()
                if key == "data" and name == "cells" and json.loads(value)["cells"]:
                    arrived.put(time.perf_counter())

    threading.Thread(target=listen, daemon=True).start()
    if not listening.wait(30):
        raise RuntimeError("the stream of the class did not begin")
    times = []
    with service.client(STUDENT) as student:
        codes = itertools.cycle([problem.wrong[0].code, problem.solution])
        for code in itertools.islice(codes, max(5, repeats // 4) + 1):
            body = {
                "problem": problem.slug,
                "code": code,
                "idempotency_key": str(uuid.uuid4()),
            }
            begun = time.perf_counter()
            student.post("submissions", json=body).raise_for_status()
            times.append(arrived.get(timeout=30) - begun)
            time.sleep(2.0)  # what a person takes at least; the limits count on it
    _first, *times = times  # it has the sandbox come up
    detail = f" (p50 {percentile(times, 50):.2f}, max {max(times):.2f}, n={len(times)})"
    what = "class view: from a submission to the changed cell, p95"
    return at_most(what, percentile(times, 95), LIVE_WITHIN_S, "s", detail)


@contextmanager
def _classroom(size: Size) -> Iterator[_Room]:
    with tempfile.TemporaryDirectory(prefix="codify-bench-") as temporary:
        state = Path(temporary)
        state.chmod(0o755)  # a database under root runs as somebody else
        database = EmbeddedPostgres(state / "home")
        database.start()
        try:
            url = database.url.render_as_string(hide_password=False)
            rows = asyncio.run(_fill(url, size))
            people = {TEACHER: [f"codify-instructor-{COURSE}"], STUDENT: [f"codify-{COURSE}"]}
            with local_service(
                state / "service", people, environment={"CODIFY_DATABASE_URL": url}
            ) as service:
                yield _Room(service, database, rows)
        finally:
            database.stop()


async def _fill(url: str, size: Size) -> dict[str, int]:
    async with open_database(url) as database:
        await Catalogue(database).load([SHIPPED])
    return await seed(url.replace("+psycopg", ""), size)
