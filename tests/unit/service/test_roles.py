"""Who may do what: role × endpoint × status, for every endpoint that there is."""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx
import psycopg
from codify_server.routes import ROUTES

from codify_jupyter.problems import Problem

from .conftest import CLOSED, OPEN, PEOPLE, Service, body, events
from .written import written

NOBODY = (None, "no-such-token", "student' OR ''='")
ROLES = tuple(PEOPLE)
ALL = dict.fromkeys(ROLES, 200)
IN_OPTICS = {
    "outsider": 404,
    "student": 200,
    "classmate": 200,
    "instructor": 200,
    "stranger-instructor": 404,
}
INSTRUCTORS = dict.fromkeys(ROLES, 403) | {"instructor": 200, "stranger-instructor": 200}
STUDENTS_OWN = dict.fromkeys(ROLES, 404) | {"student": 200}


def taught(status: int = 200) -> dict[str, int]:
    """What the instructors of `optics` may do, its students may not, and others know not of."""
    return dict.fromkeys(ROLES, 404) | {
        "student": 403,
        "classmate": 403,
        "instructor": status,
    }


STEPS = written("steps")
RUN = "7b0c6f5e-6f0b-4c56-9a3f-2f7c5d0f7a11"

# (method, path, body) -> role -> status. {submission}, {message}, {question} and the id {student}
# are `student`'s.
TABLE: list[tuple[str, str, Any, dict[str, int]]] = [
    ("GET", "me", None, ALL),
    ("GET", "problem-sets", None, ALL),
    ("GET", "problems", None, ALL),
    ("GET", f"problems/{OPEN}", None, ALL),
    ("GET", f"problems/{CLOSED}", None, IN_OPTICS),
    ("GET", f"problems/{OPEN}/submissions", None, ALL),
    ("GET", f"problems/{CLOSED}/submissions", None, IN_OPTICS),
    ("GET", f"problems/{OPEN}/messages", None, ALL),
    ("GET", f"problems/{CLOSED}/messages", None, IN_OPTICS),
    ("POST", f"problems/{OPEN}/messages", {"text": "Why?"}, ALL),
    ("POST", f"problems/{CLOSED}/messages", {"text": "Why?"}, IN_OPTICS),
    ("POST", f"problems/{OPEN}/messages/preview", {"text": "Why?"}, ALL),
    ("POST", f"problems/{CLOSED}/messages/preview", {"text": "Why?"}, IN_OPTICS),
    ("GET", f"problems/{OPEN}/hints", None, ALL),
    ("GET", f"problems/{CLOSED}/hints", None, IN_OPTICS),
    # Nobody has judged code there when it is asked for but `student`.
    (
        "POST",
        f"problems/{CLOSED}/hints",
        {},
        {role: 409 if status == 200 else 404 for role, status in IN_OPTICS.items()},
    ),
    ("GET", "tutor", None, ALL),
    ("PUT", "tutor/consent", {"agreed": False}, ALL),
    ("POST", "runs", {"problem": OPEN, "code": "x = 1"}, ALL),
    ("POST", "runs", {"problem": CLOSED, "code": "x = 1"}, IN_OPTICS),
    ("DELETE", f"runs/{RUN}", None, dict.fromkeys(ROLES, 204)),
    ("POST", "submissions", body(OPEN, "x = 1"), dict.fromkeys(ROLES, 201)),
    (
        "POST",
        "submissions",
        body(CLOSED, "x = 1"),
        {role: 201 if status == 200 else 404 for role, status in IN_OPTICS.items()},
    ),
    ("GET", "submissions/{submission}", None, STUDENTS_OWN),
    ("GET", "submissions/{submission}/events", None, STUDENTS_OWN),
    (
        "DELETE",
        "submissions/{submission}",
        None,
        dict.fromkeys(ROLES, 404) | {"student": 204},
    ),
    ("PUT", "messages/{message}/rating", {"rating": 1}, STUDENTS_OWN),
    # Stopping is safe to repeat, so it tells nobody whether there was anything to stop.
    ("DELETE", "messages/{message}/stream", None, dict.fromkeys(ROLES, 204)),
    ("GET", "skills", None, ALL),
    ("GET", "next", None, ALL),
    ("GET", f"problems/{OPEN}/questions", None, ALL),
    ("GET", f"problems/{CLOSED}/questions", None, IN_OPTICS),
    # The open problem is in no course's set, and who teaches a course asks nobody in it.
    ("POST", f"problems/{OPEN}/questions", {"text": "Why?"}, dict.fromkeys(ROLES, 409)),
    (
        "POST",
        f"problems/{CLOSED}/questions",
        {"text": "Why?"},
        IN_OPTICS | {"student": 201, "classmate": 201, "instructor": 409},
    ),
    ("GET", "questions/events", None, ALL),
    ("GET", "courses/optics/students", None, taught()),
    (
        "GET",
        "courses/acoustics/students",
        None,
        dict.fromkeys(ROLES, 404) | {"stranger-instructor": 200, "classmate": 403},
    ),
    ("GET", "courses/no-such/students", None, dict.fromkeys(ROLES, 404)),
    ("GET", "courses/optics/class", None, taught()),
    ("GET", "courses/optics/class?set=optics-1", None, taught()),
    ("GET", "courses/optics/class?set=no-such", None, taught(404)),
    ("GET", "courses/no-such/class", None, dict.fromkeys(ROLES, 404)),
    ("GET", "courses/optics/class/events", None, taught()),
    ("GET", "courses/optics/class/items", None, taught()),
    ("GET", "courses/optics/class/at-risk", None, taught()),
    ("GET", f"courses/optics/problems/{CLOSED}/report", None, taught()),
    ("GET", f"courses/optics/problems/{OPEN}/report", None, taught(404)),
    (
        "GET",
        f"courses/optics/students/{{student}}/problems/{CLOSED}/attempts",
        None,
        taught(),
    ),
    ("GET", f"courses/optics/students/{{student}}/problems/{OPEN}/attempts", None, taught(404)),
    ("GET", f"courses/optics/students/{{teacher}}/problems/{CLOSED}/attempts", None, taught(404)),
    (
        "GET",
        f"courses/optics/students/{{student}}/problems/{CLOSED}/attempts/{{submission}}",
        None,
        taught(),
    ),
    (
        "GET",
        f"courses/optics/students/{{student}}/problems/{CLOSED}/attempts/{{elsewhere}}",
        None,
        taught(404),
    ),
    ("GET", "courses/optics/questions", None, taught()),
    ("GET", "courses/optics/questions?state=answered", None, taught()),
    ("GET", "courses/optics/questions/{question}", None, taught()),
    (
        "GET",
        "courses/acoustics/questions/{question}",
        None,
        dict.fromkeys(ROLES, 404) | {"classmate": 403},
    ),
    (
        "POST",
        "courses/optics/questions/{question}/answers",
        {"text": "So.", "seen": 9},
        taught(201),
    ),
    (
        "POST",
        "courses/acoustics/questions/{question}/answers",
        {"text": "So.", "seen": 9},
        dict.fromkeys(ROLES, 404) | {"classmate": 403},
    ),
    ("GET", "courses/optics/roster", None, taught()),
    ("PUT", "courses/optics/roster", {"csv": "username\n"}, taught()),
    ("POST", "courses/optics/research", {"consent": ["student"]}, taught()),
    ("GET", "courses/optics/sets", None, taught()),
    ("PUT", "courses/optics/sets/optics-1/publication", {}, taught()),
    ("GET", "courses/optics/sets/optics-1/notebook", None, taught()),
    ("GET", "courses/optics/sets/optics-1/policy", None, taught()),
    ("GET", "courses/optics/sets/optics-1/grades", None, taught()),
    ("GET", "courses/optics/sets/optics-1/grades?format=moodle", None, taught()),
    ("POST", "courses/optics/sets/optics-1/gradebook", {"gradebook": "Student,Optics\n"}, taught()),
    ("GET", f"courses/optics/problems/{CLOSED}/rejudgement", None, taught()),
    ("POST", f"courses/optics/problems/{CLOSED}/rejudgement", {}, taught(202)),
    ("PUT", f"courses/optics/problems/{CLOSED}/rejudgement/results", {}, taught()),
    ("DELETE", f"courses/optics/problems/{CLOSED}/rejudgement", None, taught(204)),
    # Who teaches one course has no part in another's sets and problems.
    *(
        (
            "GET",
            f"courses/acoustics/{path}",
            None,
            dict.fromkeys(ROLES, 404) | {"classmate": 403},
        )
        for path in (
            "sets/optics-1/grades",
            "sets/optics-1/notebook",
            "sets/optics-1/policy",
            f"problems/{CLOSED}/rejudgement",
            f"problems/{OPEN}/rejudgement",
        )
    ),
    (
        "PUT",
        "courses/acoustics/sets/optics-1/publication",
        {},
        dict.fromkeys(ROLES, 404) | {"classmate": 403},
    ),
    ("PUT", "courses/optics/problems/steps", STEPS, taught()),
    ("PUT", f"courses/optics/problems/{CLOSED}", STEPS, taught(422)),
    ("GET", "courses/optics/sets/optics-1", None, taught()),
    ("GET", "courses/optics/sets/no-such", None, taught(404)),
    ("PUT", "courses/optics/sets/optics-2", {"title": "More", "items": ["steps"]}, taught()),
    ("PUT", "courses/optics/sets/optics-2/problems/steps", {}, taught()),
    ("PUT", f"courses/optics/sets/optics-2/problems/{OPEN}", {}, taught(404)),
    # What is one course's is no other's, for whoever teaches that one.
    *(
        (
            method,
            f"courses/acoustics/{path}",
            asked,
            dict.fromkeys(ROLES, 404) | {"classmate": 403, "stranger-instructor": status},
        )
        for method, path, asked, status in (
            ("GET", "sets/optics-1", None, 404),
            ("PUT", "sets/optics-1", {"title": "Mine", "items": ["own-steps"]}, 409),
            ("PUT", "sets/optics-1/problems/own-steps", {}, 404),
            ("PUT", "problems/steps", STEPS, 409),
        )
    ),
    # The last: from now on students see it no more.
    ("DELETE", "courses/optics/sets/optics-1/publication", None, taught(204)),
    ("POST", "authoring/checks", {"name": "steps", "files": {"problem.md": ""}}, INSTRUCTORS),
    ("POST", "authoring/problems", {"slug": "steps", "form": "folder"}, INSTRUCTORS),
    # Writes through the contents of a Jupyter server: there is none here.
    ("POST", f"problems/{OPEN}/notebook", None, dict.fromkeys(ROLES, 404)),
]


async def test_every_role_at_every_endpoint(
    service: Service, closed_problem: Problem, sql: psycopg.Connection[Any]
) -> None:
    for role in ROLES:  # everybody has been here
        await service.ask(role, "GET", "problems")
    sent = await service.submit("student", CLOSED, closed_problem.wrong[0].code)
    elsewhere = await service.submit("student", OPEN, "x = 1")
    asked = await service.ask("student", "POST", f"problems/{CLOSED}/questions", {"text": "How?"})
    people = dict(sql.execute("SELECT name, id FROM users").fetchall())
    ids = {
        "submission": sent.json()["submission"]["id"],
        "elsewhere": elsewhere.json()["submission"]["id"],
        "message": sent.json()["hint"]["id"],
        "question": asked.json()["question"]["id"],
        "student": people["student"],
        "teacher": people["instructor"],
    }
    clients = {name: service.client(name) for name in (*NOBODY, *ROLES)}
    wrong = []
    for method, pattern, asked, expected in TABLE:
        path = pattern.format(**ids)
        for name, status in [*((nobody, 401) for nobody in NOBODY), *expected.items()]:
            fields = asked
            if asked and "idempotency_key" in asked:
                fields = asked | {"idempotency_key": str(uuid.uuid4())}
            request = clients[name].build_request(method, path, json=fields)
            answer = await clients[name].send(request, stream=True)  # some would never end
            if answer.status_code != status:
                wrong.append((method, path, name, answer.status_code, status))
            if answer.status_code >= 400:
                await answer.aread()
                assert set(answer.json()) - {"findings"} == {"message", "reason"}
            await answer.aclose()
    for client in clients.values():
        await client.aclose()
    assert wrong == []


def test_the_table_knows_every_endpoint() -> None:
    ids = dict.fromkeys(("submission", "elsewhere", "message", "question", "student", "teacher"), 1)
    tried = {
        (method.lower(), pattern.format(**ids).partition("?")[0]) for method, pattern, _, _ in TABLE
    }
    for pattern, handler in ROUTES:
        for verb in ("get", "post", "put", "delete", "patch", "head"):
            if hasattr(getattr(handler, verb), "codify_action"):
                assert any(
                    method == verb and re.fullmatch(pattern, path) for method, path in tried
                ), f"no role was tried at {verb} {pattern}"


async def test_lists_show_what_is_open_to_the_caller_only(service: Service) -> None:
    for name, status in IN_OPTICS.items():
        listed = {
            one["slug"] for one in (await service.ask(name, "GET", "problems")).json()["problems"]
        }
        sets = (await service.ask(name, "GET", "problem-sets")).json()["sets"]
        assert (CLOSED in listed) == (status == 200) == bool(sets), name
        assert OPEN in listed


async def test_a_body_cannot_say_who_one_is(service: Service) -> None:
    for extra in ({"user": "student"}, {"user_id": 1}, {"roles": ["instructor"]}):
        answer = await service.ask("outsider", "POST", "submissions", body(OPEN, "x = 1") | extra)
        assert (answer.status_code, answer.json()["reason"]) == (400, "bad_field")


async def test_cookies_and_queries_let_nobody_in(service: Service) -> None:
    async with service.client(None) as client:
        for changes in (
            {"headers": {"Cookie": "jupyterhub-session-id=student; codify=student"}},
            {"params": {"token": "student"}},
            {"headers": {"Authorization": "Basic c3R1ZGVudDpzdHVkZW50"}},
            {"headers": {"X-Forwarded-User": "student"}},
        ):
            answer = await client.get("me", **changes)  # type: ignore[arg-type]
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_an_instructor_sees_the_own_class_and_what_it_did_in_the_course(
    service: Service, open_problem: Problem, closed_problem: Problem
) -> None:
    await service.submit("student", CLOSED, closed_problem.solution)
    await service.submit("student", OPEN, open_problem.solution)  # not of the course
    await service.ask("classmate", "GET", "problems")
    await service.ask("instructor", "GET", "problems")
    seen = await service.ask("instructor", "GET", "courses/optics/students")
    assert [(one["name"], one["solved"], one["attempts"]) for one in seen.json()["students"]] == [
        ("classmate", 0, 0),
        ("student", 1, 1),
    ]
    me = (await service.ask("instructor", "GET", "me")).json()
    assert me["roles"] == ["instructor"]
    assert me["courses"] == [{"course": "optics", "role": "instructor"}]
    assert me["mode"] == "service"


async def test_who_leaves_a_course_is_out_of_it(service: Service, monkeypatch: Any) -> None:
    await service.ask("student", "GET", "problems")
    monkeypatch.setitem(PEOPLE, "student", ())
    assert (await service.ask("student", "GET", f"problems/{CLOSED}")).status_code == 404
    seen = (await service.ask("instructor", "GET", "courses/optics/students")).json()
    assert seen["students"] == []


async def test_limits_are_kept_for_each_student(
    service: Service, sql: psycopg.Connection[Any]
) -> None:
    await service.ask("student", "GET", "problems")
    sql.execute(
        "INSERT INTO rate_limits (user_id, kind, tokens)"
        " SELECT id, kind, 0.2"
        " FROM users, unnest(ARRAY['submissions', 'runs', 'questions']) AS kind"
        " WHERE name = 'student'"
    )
    for path, asked in (
        ("submissions", body(OPEN, "x = 1")),
        ("runs", {"problem": OPEN, "code": "x = 1"}),
        (f"problems/{OPEN}/messages", {"text": "Why?"}),
    ):
        refused = await service.ask("student", "POST", path, asked)
        assert (refused.status_code, refused.json()["reason"]) == (429, "too_often")
        assert 1 <= int(refused.headers["Retry-After"]) <= 10
        assert (await service.ask("classmate", "POST", path, asked)).status_code in (200, 201)
    # A clock that was set back takes nothing away, and one that was set forward gives a burst.
    sql.execute("UPDATE rate_limits SET updated_at = now() + interval '1 year', tokens = 5")
    assert (await service.submit("student", OPEN, "x = 2")).status_code == 201
    sql.execute("UPDATE rate_limits SET updated_at = now() - interval '1 year', tokens = 0")
    assert (await service.submit("student", OPEN, "x = 3")).status_code == 201
    assert sql.execute("SELECT max(tokens) FROM rate_limits").fetchone() == (19,)


async def test_monitoring_says_how_it_fares_and_names_nobody(
    service: Service, open_problem: Problem
) -> None:
    await service.submit("student", OPEN, open_problem.solution)
    async with httpx_client(service) as client:
        assert (await client.get("healthz")).json() == {"status": "ok"}
        ready = await client.get("readyz")
        assert (ready.status_code, ready.json()["database"]) == (200, True)
        figures = (await client.get("metrics")).text
    assert "codify_open_submissions 0.0" in figures
    assert 'codify_judged_total{status="accepted"}' in figures
    assert "codify_submission_seconds_bucket" in figures
    assert "student" not in figures.replace("students", "")


def httpx_client(service: Service) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=service.url, trust_env=False)


async def test_a_stream_tells_the_way_of_a_submission(
    service: Service, open_problem: Problem
) -> None:
    sent = await service.submit(
        "student", OPEN, open_problem.wrong[0].code, Accept="text/event-stream"
    )
    names = [name for name, _ in events(sent.text)]
    assert names[0] == "submission"
    assert names[-1] == "done"
    assert "verdict" in names
    assert sent.headers["X-Request-ID"]
