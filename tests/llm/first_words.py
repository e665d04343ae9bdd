"""`python -m tests.llm.first_words [N]`: how soon a student reads something, come what may.

A real server over HTTP with an embedded PostgreSQL; the model is the fake one, which
can misbehave in every way. N questions and N submissions for each fault (20); prints
p50 and p95 until the first word of an answer, and until the hint beside a verdict;
exits 1 when a p95 is above a second.
"""

from __future__ import annotations

import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx

from codify_jupyter.bench.figures import percentile
from codify_jupyter.catalogue import FIRST_PROBLEM, SHIPPED
from codify_jupyter.local_server import local_server
from codify_jupyter.problems import read_problem
from tests.fake_llm import Fault, live_model

LIMIT_S = 1.0
FAULTS: tuple[tuple[str, Fault, int], ...] = (
    ("none", "none", 200),
    ("no headers", "no_headers", 200),
    ("headers, then silence", "no_first_token", 200),
    ("silence in the middle", "stalls", 200),
    ("cut in the middle", "cut", 200),
    ("nothing said", "empty", 200),
    ("no JSON", "malformed", 200),
    ("an error in the stream", "error_in_stream", 200),
    ("no end", "endless", 200),
    ("401", "none", 401),
    ("429, Retry-After: 1", "none", 429),
    ("500", "none", 500),
)


def first_event(client: httpx.Client, path: str, body: dict[str, str], wanted: str) -> float:
    """Seconds until an event of that name is read; then the reader leaves."""
    begun = time.perf_counter()
    with client.stream("POST", path, json=body, headers={"Accept": "text/event-stream"}) as stream:
        stream.raise_for_status()
        for line in stream.iter_lines():
            if line == f"event: {wanted}":
                return time.perf_counter() - begun
    raise AssertionError(f"the stream ended without {wanted!r}")


def main(repeats: int) -> bool:
    """Print a row for each fault; whether all are in time."""
    problem = read_problem(SHIPPED / "problems" / FIRST_PROBLEM)
    code = problem.wrong[0].code
    question = {"text": "Why is it wrong?", "code": code}
    chat = f"problems/{problem.slug}/messages"
    met = True
    with tempfile.TemporaryDirectory(prefix="codify-words-") as folder, live_model() as model:
        environment = {
            "CODIFY_HOME": str(Path(folder) / "home"),
            "CODIFY_LLM_BASE_URL": model.base_url,
            "CODIFY_LLM_MODEL": "fake",
            "CODIFY_LLM_STUDENT_TOKENS": "0",
            "CODIFY_LLM_TOKENS": "0",
        }
        with (
            local_server(Path(folder), environment=environment) as server,
            httpx.Client(
                base_url=server.api,
                headers={"Authorization": f"token {server.token}"},
                timeout=60,
                trust_env=False,
            ) as client,
        ):
            for _ in range(3):  # caches fill, zygotes come up
                client.post("submissions", json=_submission(problem.slug, code)).raise_for_status()
                client.post(chat, json=question).raise_for_status()
            print(f"{'the model':<26}{'answer p50':>12}{'p95':>9}{'hint p50':>12}{'p95':>9}")
            for name, fault, status in FAULTS:
                model.fault, model.status = fault, status
                model.headers = {"retry-after": "1"} if status == 429 else {}
                answers = [first_event(client, chat, question, "delta") for _ in range(repeats)]
                hints = [
                    first_event(client, "submissions", _submission(problem.slug, code), "hint")
                    for _ in range(repeats)
                ]
                worst = [percentile(times, 95) for times in (answers, hints)]
                met = met and max(worst) <= LIMIT_S
                cells = (percentile(answers, 50), worst[0], percentile(hints, 50), worst[1])
                texts = [f"{1000 * cell:.0f} ms" for cell in cells]
                print(
                    f"{name:<26}{texts[0]:>12}{texts[1]:>9}{texts[2]:>12}{texts[3]:>9}", flush=True
                )
                time.sleep(1.1 if status == 429 else 0)  # what the server asked for is over
    return met


def _submission(slug: str, code: str) -> dict[str, str]:
    return {"problem": slug, "code": code, "idempotency_key": str(uuid.uuid4())}


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20) else 1)
