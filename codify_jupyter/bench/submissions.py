"""How long a submission takes over HTTP, from request to stored verdict and hint."""

from __future__ import annotations

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
from codify_jupyter.problems import Problem, read_problem


def measure_submissions(repeats: int = 200) -> list[Figure]:
    """One client, embedded PostgreSQL; wrong and right solutions in turn."""
    problem = read_problem(SHIPPED / "problems" / FIRST_PROBLEM)
    codes = [*(one.code for one in problem.wrong), problem.solution]
    with _server({}) as server, _client(server) as client:
        for code in codes:
            _post(client, problem, code)
        times = [_post(client, problem, codes[n % len(codes)]) for n in range(repeats)]
        runs = [_run(client, problem, codes[n % len(codes)]) for n in range(repeats)]
    return [
        at_most("POST submissions, p50", percentile(times, 50), 15, "ms", f" (n={repeats})"),
        at_most("POST submissions, p95", percentile(times, 95), 40, "ms"),
        at_most("POST runs, p50", percentile(runs, 50), None, "ms"),
    ]


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
