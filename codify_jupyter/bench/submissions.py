"""How long a submission takes over HTTP, from request to stored verdict and hint."""

from __future__ import annotations

import itertools
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from codify_jupyter.bench.figures import Figure, at_most, percentile
from codify_jupyter.catalogue import FIRST_PROBLEM, SHIPPED
from codify_jupyter.local_server import LocalServer, local_server
from codify_jupyter.problems import Problem, find_problems, read_problem

Turn = tuple[Problem, str]
"""A problem and code to submit to it."""

_KINDS = {
    "calls only": "read-settings",
    "with generated calls": "vowel-share",
    "with a property": FIRST_PROBLEM,
}
"""A shipped problem for each sort of tests that most have."""


def measure_submissions(repeats: int = 200) -> list[Figure]:
    """One client, embedded PostgreSQL; wrong and right solutions in turn.

    Mistakes that run into the 2 s limit are left out: they would measure the limit.
    """
    folders, _ = find_problems([SHIPPED])
    rows: list[Figure] = []
    with _server({}) as server, _client(server) as client:
        # Each once before the clock runs: caches fill, zygotes come up.
        turns = {
            problem.slug: [
                (problem, code) for code in _codes(problem) if _ends(client, problem, code)
            ]
            for problem in map(read_problem, folders)
        }
        for kind, slug in _KINDS.items():
            rows += _posts(client, f"POST submissions, {kind}", turns[slug], repeats)
        everything = list(itertools.chain.from_iterable(turns.values()))
        rows += _posts(client, f"POST submissions, all {len(turns)} problems", everything, repeats)
        rows.append(_runs(client, turns[FIRST_PROBLEM], repeats))
    return rows


def _codes(problem: Problem) -> list[str]:
    return [*(wrong.code for wrong in problem.wrong), problem.solution]


def _ends(client: httpx.Client, problem: Problem, code: str) -> bool:
    answer = client.post("submissions", json=_body(problem, code)).raise_for_status().json()
    return bool(answer["verdict"]["status"] != "time_limit_exceeded")


def _posts(client: httpx.Client, what: str, turns: list[Turn], repeats: int) -> list[Figure]:
    some = itertools.islice(itertools.cycle(turns), max(repeats, len(turns)))
    times = [_post(client, problem, code) for problem, code in some]
    return [
        at_most(f"{what}, p50", percentile(times, 50), 15, "ms", f" (n={len(times)})"),
        at_most(f"{what}, p95", percentile(times, 95), 40, "ms"),
    ]


def _runs(client: httpx.Client, turns: list[Turn], repeats: int) -> Figure:
    some = itertools.islice(itertools.cycle(turns), repeats)
    times = [_run(client, problem, code) for problem, code in some]
    return at_most("POST runs, p50", percentile(times, 50), None, "ms")


def measure_hung_model(repeats: int = 5) -> list[Figure]:
    """First hint text on the stream while the configured language model never answers."""
    problem = read_problem(SHIPPED / "problems" / FIRST_PROBLEM)
    with _silent_listener() as port:
        environment = {
            "CODIFY_LLM_BASE_URL": f"http://127.0.0.1:{port}/v1",
            "CODIFY_LLM_API_KEY": "none",
            "CODIFY_LLM_MODEL": "silent",
        }
        with _server(environment) as server, _client(server) as client:
            _post(client, problem, problem.solution)
            times = [_first_hint(client, problem) for _ in range(repeats)]
    return [at_most("first hint text, model hung", max(times) / 1000, 1, "s", f" (n={repeats})")]


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[LocalServer]:
    with tempfile.TemporaryDirectory(prefix="codify-bench-") as temporary:
        home = {"CODIFY_HOME": str(Path(temporary) / "home")}
        with local_server(Path(temporary), environment={**home, **environment}) as server:
            yield server


def _client(server: LocalServer) -> httpx.Client:
    return httpx.Client(
        base_url=server.api,
        headers={"Authorization": f"token {server.token}"},
        timeout=60,
        trust_env=False,
    )


def _body(problem: Problem, code: str) -> dict[str, str]:
    return {"problem": problem.slug, "code": code, "idempotency_key": str(uuid.uuid4())}


def _post(client: httpx.Client, problem: Problem, code: str) -> float:
    begun = time.perf_counter()
    client.post("submissions", json=_body(problem, code)).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def _run(client: httpx.Client, problem: Problem, code: str) -> float:
    begun = time.perf_counter()
    client.post("runs", json={"problem": problem.slug, "code": code}).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def _first_hint(client: httpx.Client, problem: Problem) -> float:
    begun = time.perf_counter()
    with client.stream(
        "POST",
        "submissions",
        json=_body(problem, problem.wrong[0].code),
        headers={"Accept": "text/event-stream"},
    ) as answer:
        for line in answer.iter_lines():
            if line == "event: hint":
                break
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _silent_listener() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for connection in taken:
                connection.close()
