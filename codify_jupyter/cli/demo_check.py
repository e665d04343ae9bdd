"""`codify demo --check`: the whole way of a submission, over real HTTP, told with timings."""

from __future__ import annotations

import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

from codify_jupyter.catalogue import FIRST_PROBLEM, SHIPPED
from codify_jupyter.local_server import LocalServer, local_server
from codify_jupyter.problems import Problem, read_problem

REQUEST_TIMEOUT_S = 60.0
"""The first request waits for the database's first start."""


def check_demo() -> dict[str, Any]:
    """Start, submit wrong and right, stop. ``ok`` in the report says whether all is well."""
    problem = read_problem(SHIPPED / "problems" / FIRST_PROBLEM)
    with tempfile.TemporaryDirectory(prefix="codify-check-") as temporary:
        state = Path(temporary)
        begun = time.perf_counter()
        with local_server(state, environment={"CODIFY_HOME": str(state / "home")}) as server:
            report = _try_everything(server, problem)
        report["whole_check_s"] = round(time.perf_counter() - begun, 2)
    return report


def _try_everything(server: LocalServer, problem: Problem) -> dict[str, Any]:
    headers = {"Authorization": f"token {server.token}"}
    with httpx.Client(
        base_url=server.api, headers=headers, timeout=REQUEST_TIMEOUT_S, trust_env=False
    ) as client:
        begun = time.perf_counter()
        listed = client.get("problems").raise_for_status().json()["problems"]
        ready_s = time.perf_counter() - begun
        client.get(f"problems/{problem.slug}").raise_for_status()
        me = client.get("me").raise_for_status().json()
        wrong = [_submit(client, problem, one.code, one.name) for one in problem.wrong]
        right = _submit(client, problem, problem.solution, "reference")
        attempts = client.get(f"problems/{problem.slug}/submissions").json()["submissions"]
    stranger = httpx.get(f"{server.api}me", trust_env=False).status_code
    checks = {
        "a wrong solution is not accepted": all(one["status"] != "accepted" for one in wrong),
        "a wrong solution gets a hint": all(one["hint"] for one in wrong),
        "different mistakes get different hints": len({one["hint"] for one in wrong})
        > len(wrong) / 2,
        "the right solution is accepted": right["status"] == "accepted",
        "every attempt was kept": len(attempts) == len(wrong) + 1,
        "a stranger is refused": stranger in (401, 403),
        "the runner is sealed": bool(me["runner"]["sealed"]),
    }
    return {
        "ok": all(checks.values()),
        "problem": problem.slug,
        "problems": len(listed),
        "server_started_s": round(server.started_in_s, 2),
        "database_and_runner_ready_s": round(ready_s, 2),
        "submissions": [*wrong, right],
        "checks": checks,
    }


def _submit(client: httpx.Client, problem: Problem, code: str, name: str) -> dict[str, Any]:
    begun = time.perf_counter()
    answer = client.post(
        "submissions",
        json={"problem": problem.slug, "code": code, "idempotency_key": str(uuid.uuid4())},
    )
    took_ms = (time.perf_counter() - begun) * 1000
    answer.raise_for_status()
    body = answer.json()
    return {
        "name": name,
        "status": body["verdict"]["status"],
        "summary": body["verdict"]["summary"],
        "hint": body["hint"]["text"] if body["hint"] else None,
        "judged_ms": round(body["verdict"]["runtime_ms"], 1),
        "answered_ms": round(took_ms, 1),
    }


def render_report(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = [
        f"Jupyter server up in {report['server_started_s']} s, "
        f"database and runner ready {report['database_and_runner_ready_s']} s later, "
        f"{report['problems']} problems on offer.",
        "",
    ]
    for one in report["submissions"]:
        lines.append(f"{one['name']} on {report['problem']}: {one['status']}")
        lines.append(f"    {one['summary']}")
        if one["hint"]:
            lines.append(f"    hint: {' '.join(one['hint'].split())}")
        lines.append(f"    judged in {one['judged_ms']} ms, answered in {one['answered_ms']} ms")
    lines.append("")
    lines += [f"{'✓' if ok else '✗'} {what}" for what, ok in report["checks"].items()]
    lines.append("All is well." if report["ok"] else "Something is wrong: see the lines with ✗.")
    return "\n".join(lines)
