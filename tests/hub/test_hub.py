"""A class on a real Hub: two students and an instructor go their way, and no further."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.local_server import LocalServer
from codify_jupyter.problems import read_problem

from ..browser.conftest import Student
from .conftest import Hub

RUNNING_MEAN = read_problem(SHIPPED / "problems" / "running-mean")
WRONG = next(wrong.code for wrong in RUNNING_MEAN.wrong if wrong.name == "over_the_end")
FARE = read_problem(SHIPPED / "problems" / "ferry-fare")

# Run in a terminal of the student's server; prints what can be had from there.
PROBE = """
import json, os, pathlib, sys, urllib.error, urllib.request
found = {}
found["uid"] = os.getuid()
found["environment"] = sorted(
    name for name, value in os.environ.items()
    if "postgresql" in value or name.startswith(("CODIFY_DATABASE", "CODIFY_LLM", "CODIFY_TOKENS"))
)
readable = []
for entry in pathlib.Path("/proc").glob("[0-9]*/environ"):
    try:
        text = entry.read_bytes()
    except OSError:
        continue
    if b"postgresql" in text:
        readable.append(str(entry))
found["others_environment"] = readable
def ask(url, token=None, body=None, method=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "token " + token
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
service = sys.argv[1]
own = os.environ["JUPYTERHUB_API_TOKEN"]
found["service_without_token"] = ask(service + "/api/me")[0]
found["service_own"] = ask(service + "/api/me", own)[0]
found["others_submission"] = ask(service + "/api/submissions/" + sys.argv[2], own)[0]
found["problem"] = ask(service + "/api/problems/harbour-dues", own)[1]
found["students"] = ask(service + "/api/courses/optics/students", own)[0]
hub = os.environ["JUPYTERHUB_API_URL"]
found["hub_users"] = ask(hub + "/users", own)[0]
found["hub_token"] = ask(hub + "/users/grace/tokens", own, b"{}", "POST")[0]
try:
    import psycopg
    psycopg.connect(sys.argv[3], connect_timeout=5).close()
    found["database"] = "open"
except Exception as error:
    found["database"] = type(error).__name__
pathlib.Path("found.json.part").write_text(json.dumps(found))
os.rename("found.json.part", "found.json")
"""


def sign_in(page: Page, hub: Hub, name: str, then: str) -> None:
    page.goto(f"{hub.url}/hub/login?next={then}")
    page.locator("#username_input").fill(name)
    page.locator("#password_input").fill(hub.password)
    page.locator("#login_submit").click()


def body(problem: str, code: str) -> dict[str, str]:
    return {"problem": problem, "code": code, "idempotency_key": str(uuid.uuid4())}


def test_a_student_goes_the_whole_way(hub: Hub, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, hub, "ada", "/hub/user-redirect/codify/open/running-mean")
    student = Student(page, LocalServer(f"{hub.url}/user/ada/", "", hub.state, 0.0))
    page.locator(".jp-CodifyProblem-title").wait_for(timeout=120_000)
    student.sees_problem()
    student.types(WRONG)
    student.presses("Submit")
    expect(page.locator(".jp-CodifyMessage-text").first).not_to_be_empty()
    summary = page.locator(".jp-CodifySummary-text")
    expect(summary).not_to_contain_text(re.compile("^All"))
    student.types(RUNNING_MEAN.solution)
    student.presses("Submit")
    expect(summary).to_contain_text(re.compile("^All"))
    token, _ = hub.token("ada")
    listed = hub.ask(token, "problems/running-mean/submissions").json()["submissions"]
    assert [one["status"] == "accepted" for one in listed] == [True, False]


def test_an_instructor_sees_the_class_and_students_do_not(hub: Hub, secret_course: str) -> None:
    for name in ("ada", "bob"):
        token, _ = hub.token(name)
        sent = hub.ask(token, "submissions", "POST", json=body(secret_course, FARE.solution))
        assert sent.json()["verdict"]["status"] == "accepted"
        assert hub.ask(token, "courses/optics/students").status_code == 403
    token, _ = hub.token("grace")
    seen = hub.ask(token, "courses/optics/students").json()["students"]
    assert [(one["name"], one["solved"]) for one in seen] == [("ada", 1), ("bob", 1)]
    hub.as_operator("POST", "users/eve").raise_for_status()
    token, _ = hub.token("eve")
    assert hub.ask(token, "me").status_code == 200
    assert hub.ask(token, f"problems/{secret_course}").status_code == 404
    # Who is in the course may know that there is one; to others it is not there.
    assert hub.ask(token, "courses/optics/students").status_code == 404


def test_a_token_must_be_somebodys_and_carry_the_scope(hub: Hub) -> None:
    good, good_id = hub.token("ada")
    bare, _ = hub.token("ada", ["read:users:name!user=ada"])
    assert hub.ask(None, "me").status_code == 401
    assert hub.ask("invented", "me").status_code == 401
    refused = hub.ask(bare, "me")
    assert (refused.status_code, refused.json()["reason"]) == (403, "scope_missing")
    assert hub.ask(hub.operator, "me").status_code == 403  # a service's, no person's
    assert hub.ask(good, "me").json()["user"]["name"] == "ada"
    forged = hub.ask(good, "submissions", "POST", json=body("running-mean", "x") | {"user": "bob"})
    assert forged.status_code == 400
    hub.as_operator("DELETE", f"users/ada/tokens/{good_id}").raise_for_status()
    end = time.monotonic() + 20  # the answer is remembered for two seconds here
    while hub.ask(good, "me").status_code != 401:
        assert time.monotonic() < end, "a revoked token went on opening the service"
        time.sleep(0.1)


def test_nothing_is_to_be_had_from_a_students_terminal(
    hub: Hub, secret_course: str, sql: psycopg.Connection[Any], database_url: str
) -> None:
    token, _ = hub.token("bob")
    sent = hub.ask(token, "submissions", "POST", json=body("running-mean", WRONG)).json()
    bobs = str(sent["submission"]["id"])
    without_password = re.sub(r":[^:@/]+@", "@", database_url.replace("+psycopg", ""))
    found = in_terminal(hub, "ada", [f"{hub.url}/services/codify", bobs, without_password])
    assert found["environment"] == []
    assert found["service_without_token"] == 401
    assert found["service_own"] == 200
    assert found["others_submission"] == 404
    assert found["students"] == 403
    assert found["hub_users"] in (403, 404)
    assert found["hub_token"] in (403, 404)
    assert found["database"] == "OperationalError"
    view = json.loads(found["problem"])
    assert view["hidden_tests"] > 0
    shown = json.dumps(view)
    assert FARE.solution not in shown
    hidden = [one for one in FARE.tests_json["tests"] if one["visibility"] == "hidden"]
    assert hidden
    assert not [one for one in hidden if one.get("call") and one["call"] in shown]
    if hub.apart:
        assert found["uid"] != 0
        assert found["others_environment"] == []


def in_terminal(hub: Hub, name: str, arguments: list[str]) -> dict[str, Any]:
    """Run the probe in a terminal of the student's server, as a student can."""
    started = hub.as_operator("POST", f"users/{name}/server")
    assert started.status_code in (201, 202, 400), started.text
    token, _ = hub.token(name, ["access:servers!user=" + name])
    server, headers = f"{hub.url}/user/{name}", {"Authorization": f"token {token}"}
    end = time.monotonic() + 120
    while True:
        made = httpx.post(f"{server}/api/terminals", headers=headers, trust_env=False, timeout=30)
        if made.status_code == 200:
            break
        assert time.monotonic() < end, made.text
        time.sleep(0.2)
    home = hub.state / "homes" / name
    (home / "probe.py").write_text(PROBE)
    address = f"{server}/terminals/websocket/{made.json()['name']}".replace("http", "ws", 1)
    quoted = " ".join(f"'{argument}'" for argument in arguments)

    said: list[str] = []

    async def type_it() -> None:
        socket = await websocket_connect(HTTPRequest(address, headers=headers))
        line = f"cd {home} && {sys.executable} probe.py {quoted}\r"
        await socket.write_message(json.dumps(["stdin", line]))
        while not (home / "found.json").exists():
            with suppress(TimeoutError):
                said.append(str(await asyncio.wait_for(socket.read_message(), 0.2)))
            assert time.monotonic() < end, "".join(said)[-2000:]

    # In a thread: the browser's event loop has this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(type_it())).result()
    found: dict[str, Any] = json.loads(Path(home / "found.json").read_text())
    return found


def test_a_frozen_hub_freezes_nobody(hub: Hub) -> None:
    known, _ = hub.token("ada")
    unknown, _ = hub.token("bob")
    assert hub.ask(known, "me").status_code == 200
    hub.process.send_signal(signal.SIGSTOP)
    try:
        assert hub.ask(known, "me").status_code == 200
        health = httpx.get(f"{hub.service}/healthz", trust_env=False, timeout=5)
        assert health.status_code == 200
        away = hub.ask(unknown, "me")
        assert (away.status_code, away.json()["reason"]) == (503, "hub_unavailable")
        assert away.headers["Retry-After"] == "5"
    finally:
        hub.process.send_signal(signal.SIGCONT)
    end = time.monotonic() + 30
    while hub.ask(unknown, "me").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_logs_hold_no_code_and_no_token(hub: Hub) -> None:
    token, _ = hub.token("ada")
    marker = "a_name_that_nobody_else_uses"
    hub.ask(token, "submissions", "POST", json=body("running-mean", f"{marker} = 1"))
    assert marker not in hub.log
    assert token not in hub.log


@pytest.fixture(autouse=True, scope="module")
def people(hub: Hub) -> None:
    """Known to the Hub, as by a first sign-in."""
    for name in ("ada", "bob", "grace"):
        assert hub.as_operator("POST", f"users/{name}").status_code in (201, 409)
