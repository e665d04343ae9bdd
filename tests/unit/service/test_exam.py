"""Rules of sets as a student meets them over HTTP: exams, release, and what is revealed when."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from codify_jupyter import policy
from codify_jupyter.problems import Problem, ProblemSet
from codify_jupyter.store import courses, problem_sets

from .conftest import CLOSED, OPEN, NamesAsTokens, Service, body, events, serving

RUNNING = {"exam": True, "due": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
OVER = {"exam": True, "due": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}
FUTURE = {"release": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}


async def put(service: Service, rules: dict[str, Any], *slugs: str) -> None:
    services = await service.core.services()
    async with services.database.begin() as connection:
        course_id = await courses.ensure(connection, "optics")
        made = ProblemSet("optics-1", "Optics", "", rules, slugs or (CLOSED,))
        await problem_sets.save_set(connection, made, course_id=course_id)


@pytest.fixture
async def service(class_settings: Any, monkeypatch: Any) -> AsyncIterator[Service]:
    monkeypatch.setattr(policy, "FRESH_S", 0.0)  # the rules change within a test
    async with serving(class_settings, NamesAsTokens()) as running:
        await put(running, RUNNING)
        yield running


def hidden_mistakes(problem: Problem) -> tuple[str, str]:
    """Code that passes every test, and code that passes the public ones alone."""
    public = [t for t in problem.tests_json["tests"] if t["visibility"] == "public"]
    assert public
    name = problem.entry_names[0]
    # Answers what is public like the reference, and gives nothing for anything else.
    calls = [test["call"] for test in public]
    half = (
        f"{problem.solution}\n_right = {name}\n"
        f"_known = {{repr(_right{call_arguments(calls, name)[0]})}}\n"
    )
    asked = ", ".join(f"({one[1:-1]},)" for one in call_arguments(calls, name))
    half += f"_asked = [{asked}]\ndef {name}(*a):\n    return _right(*a) if a in _asked else None\n"
    return problem.solution, half


def call_arguments(calls: list[str], name: str) -> list[str]:
    return [call.removeprefix(name) for call in calls]


async def everything(service: Service, name: str, code: str) -> list[Any]:
    """All that a student can learn of a submission, without ids and times."""
    answer = (await service.submit(name, CLOSED, code)).json()
    stream = await service.submit(name, CLOSED, code, Accept="text/event-stream")
    number = answer["submission"]["id"]
    found = [
        answer,
        sorted(json.dumps(one) for one in events(stream.text)),
        [events((await service.ask(name, "GET", f"submissions/{number}/events")).text)],
    ]
    paths = (
        f"submissions/{number}",
        f"problems/{CLOSED}/submissions",
        f"problems/{CLOSED}",
        f"problems/{CLOSED}/messages",
        f"problems/{CLOSED}/hints",
        "problems",
        "problem-sets",
        "skills",
        "next",
    )
    found += [(await service.ask(name, "GET", path)).json() for path in paths]
    return [without_changing(one) for one in found]


def without_changing(data: Any) -> Any:
    changing = ("id", "created_at", "runtime_ms", "code", "submission_id", "updated_at")
    if isinstance(data, str) and data.startswith(("[", "{")):
        return without_changing(json.loads(data))
    if isinstance(data, dict):
        return {k: without_changing(v) for k, v in data.items() if k not in changing}
    if isinstance(data, list | tuple):
        return [without_changing(one) for one in data]
    return data


async def test_in_an_exam_nothing_tells_how_hidden_tests_went(
    service: Service, closed_problem: Problem
) -> None:
    right, half = hidden_mistakes(closed_problem)
    seen = await everything(service, "student", right)
    assert seen == await everything(service, "classmate", half)
    answer = seen[0]
    assert answer["submission"]["status"] == answer["verdict"]["status"] == "withheld"
    assert answer["submission"]["score"] is answer["verdict"]["score"] is answer["hint"] is None
    assert {test["visibility"] for test in answer["verdict"]["tests"]} == {"public"}
    assert answer["verdict"]["withheld"]
    assert "is told after the exam on" in answer["verdict"]["summary"]
    whole = json.dumps(seen)
    assert "solved" not in whole.replace('"solved": 0', "")
    assert "accepted" not in whole
    # What a public test says is told as ever.
    wrong = (await service.submit("student", CLOSED, "def nothing(): pass")).json()
    assert wrong["verdict"]["status"] not in ("withheld", "accepted")
    for name in ("messages", "messages/preview", "hints"):
        asked = {} if name == "hints" else {"text": "Why?"}
        refused = await service.ask("student", "POST", f"problems/{CLOSED}/{name}", asked)
        assert refused.status_code in (403, 409)


async def test_after_the_exam_all_is_shown(service: Service, closed_problem: Problem) -> None:
    right, half = hidden_mistakes(closed_problem)
    sent = [(await service.submit(name, CLOSED, code)).json()["submission"]["id"]
            for name, code in (("student", right), ("classmate", half))]  # fmt: skip
    await put(service, OVER)
    good = (await service.ask("student", "GET", f"submissions/{sent[0]}")).json()
    bad = (await service.ask("classmate", "GET", f"submissions/{sent[1]}")).json()
    assert good["verdict"]["status"] == "accepted"
    assert bad["verdict"]["hidden"]["passed"] < bad["verdict"]["hidden"]["total"]
    assert (await service.ask("student", "GET", f"problems/{CLOSED}")).json()["state"] == "solved"
    assert (await service.ask("student", "GET", "skills")).json()["skills"]
    late = await service.submit("student", CLOSED, right)
    assert (late.status_code, late.json()["reason"]) == (403, "closed")


async def test_an_exam_is_one_only_for_whom_it_is(
    service: Service, closed_problem: Problem
) -> None:
    rules = {**RUNNING, "overrides": [{"student": "classmate", "exam": "off", "tutor": "on"}]}
    await put(service, rules)
    answers = {
        name: (await service.submit(name, CLOSED, closed_problem.solution)).json()
        for name in ("student", "classmate", "instructor")
    }
    assert {name: one["verdict"]["status"] for name, one in answers.items()} == {
        "student": "withheld",
        "classmate": "accepted",
        "instructor": "accepted",
    }
    assert answers["classmate"]["hint"]
    # Somebody else's exam switches nothing off for those who are not in it.
    await put(service, RUNNING, OPEN, CLOSED)
    services = await service.core.services()
    async with services.database.begin() as connection:
        await problem_sets.save_set(connection, ProblemSet("free", "Free", "", {}, (OPEN,)))
    outside = (await service.submit("outsider", OPEN, "x = 1")).json()
    assert outside["hint"]
    assert not outside["verdict"].get("withheld")
    assert (await service.submit("student", OPEN, "x = 1")).json()["hint"] is None


async def test_nothing_of_a_problem_is_told_before_its_release(service: Service) -> None:
    await put(service, FUTURE)
    asked: list[tuple[str, str, Any]] = [
        ("GET", f"problems/{CLOSED}", None),
        ("GET", f"problems/{CLOSED}/submissions", None),
        ("GET", f"problems/{CLOSED}/messages", None),
        ("GET", f"problems/{CLOSED}/hints", None),
        ("POST", f"problems/{CLOSED}/hints", {}),
        ("POST", f"problems/{CLOSED}/messages", {"text": "?"}),
        ("POST", f"problems/{CLOSED}/messages/preview", {"text": "?"}),
        ("POST", "runs", {"problem": CLOSED, "code": "x = 1"}),
        ("POST", "submissions", body(CLOSED, "x = 1")),
    ]
    for method, path, fields in asked:
        answer = await service.ask("student", method, path, fields)
        assert (answer.status_code, answer.json()["reason"]) == (403, "not_open"), path
        assert "This opens " in answer.json()["message"]
        # Who teaches it may try it before.
        tried = await service.ask("instructor", method, path, fields)
        assert tried.status_code in (200, 201, 409), path
    listed = (await service.ask("student", "GET", "problems")).json()["problems"]
    assert [one["slug"] for one in listed] == [OPEN]
    (only,) = (await service.ask("student", "GET", "problem-sets")).json()["sets"]
    assert (only["items"], only["total"]) == ([], 1)
    assert only["policy"]["words"][0].startswith("Opens ")
    assert (await service.ask("student", "GET", "next")).json()["problem"]["slug"] == OPEN


async def test_tests_are_revealed_when_their_group_says(
    service: Service, open_problem: Problem, closed_problem: Problem
) -> None:
    def whole(answer: Any) -> list[dict[str, Any]]:
        return [
            one for one in answer["verdict"]["tests"]
            if one["visibility"] == "hidden" and "call" in one
        ]  # fmt: skip

    reveals = {
        problem.slug: {group["reveal"] for group in problem.tests_json["groups"]} - {"never"}
        for problem in (open_problem, closed_problem)
    }
    assert reveals == {OPEN: {"after_due"}, CLOSED: {"after_solve"}}
    await put(service, {}, OPEN, CLOSED)
    wrong = closed_problem.wrong[0].code
    first = (await service.submit("student", CLOSED, wrong)).json()
    assert whole(first) == []
    solved = (await service.submit("student", CLOSED, closed_problem.solution)).json()
    assert whole(solved)
    assert all("expected" in one for one in whole(solved))
    again = (await service.submit("student", CLOSED, wrong)).json()
    number = first["submission"]["id"]
    before = (await service.ask("student", "GET", f"submissions/{number}")).json()
    assert whole(again)
    assert whole(before)
    assert whole((await service.submit("classmate", CLOSED, wrong)).json()) == []

    sent = (await service.submit("student", OPEN, open_problem.wrong[0].code)).json()
    path = f"submissions/{sent['submission']['id']}"
    for rules, shown in ((RUNNING, False), ({**OVER, "exam": False}, True), ({}, False)):
        await put(service, {**rules, "exam": False} if rules else {}, OPEN, CLOSED)
        seen = (await service.ask("student", "GET", path)).json()
        assert bool(whole(seen)) == shown, rules
