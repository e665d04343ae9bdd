"""The class view over HTTP: the grid, what changes in it live, and what stands behind a cell."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from codify_jupyter.class_view import news
from codify_jupyter.problems import Problem, ProblemSet
from codify_jupyter.problems.model import Zone
from codify_jupyter.store import courses, problem_sets

from .conftest import CLOSED, OPEN, Service
from .contract import complaints
from .streams import Stream, listening

CLASS = "courses/optics/class"


async def student_id(sql: psycopg.Connection[Any], name: str) -> int:
    row = sql.execute("SELECT id FROM users WHERE name = %s", (name,)).fetchone()
    assert row is not None
    return int(row[0])


async def cell_of(service: Service, name: str) -> Any:
    grid = (await service.ask("instructor", "GET", CLASS)).json()
    return next(one["cells"][0] for one in grid["students"] if one["name"] == name)


async def test_the_grid_shows_who_has_come_how_far(
    service: Service, closed_problem: Problem
) -> None:
    await service.ask("classmate", "GET", f"problems/{CLOSED}")
    await service.submit("student", CLOSED, closed_problem.wrong[0].code)
    await service.submit("student-2", CLOSED, closed_problem.wrong[0].code)
    await service.submit("student-2", CLOSED, closed_problem.solution)
    await service.submit("student-3", OPEN, "x = 1")  # not of the course

    answer = await service.ask("instructor", "GET", CLASS)
    grid = answer.json()
    assert complaints("/courses/{slug}/class", "get", grid) == []
    assert [one["slug"] for one in grid["problems"]] == [CLOSED]
    assert (grid["set"], grid["sets"]) == ("optics-1", [{"slug": "optics-1", "title": "Optics"}])
    states = {
        one["name"]: one["cells"][0] and (one["cells"][0]["state"], one["cells"][0]["tries"])
        for one in grid["students"]
    }
    assert states == {
        "classmate": ("opened", 0),
        "student": ("trying", 1),
        "student-2": ("solved", 2),
        "student-3": None,
    }
    whole = await service.ask("instructor", "GET", f"{CLASS}?set=*")
    assert whole.json() == grid  # there is but one set


async def first(stream: Stream) -> None:
    assert await stream.next() == ("resync", {})


async def test_the_grid_changes_while_one_looks(
    service: Service, closed_problem: Problem, sql: psycopg.Connection[Any]
) -> None:
    await service.ask("student", "GET", "problems")
    me = await student_id(sql, "student")
    async with (
        listening(service, "instructor", f"{CLASS}/events") as optics,
        listening(service, "stranger-instructor", "courses/acoustics/class/events") as acoustics,
    ):
        await first(optics)
        await first(acoustics)
        await service.ask("student", "GET", f"problems/{CLOSED}")
        name, data = await optics.next()
        assert name == "cells"
        assert [(one["student"], one["state"]) for one in data["cells"]] == [(me, "opened")]
        await service.ask("student", "GET", f"problems/{CLOSED}")  # not for the first time
        await service.submit("student", CLOSED, closed_problem.solution)
        name, data = await optics.next()
        changed = data["cells"][0]
        assert (changed["state"], changed["tries"]) == ("solved", 1)
        assert changed == {
            "student": me,
            "problem": changed["problem"],
            **await cell_of(service, "student"),
        }
        # Of the other course nothing was told: its first event is its own.
        asked = await service.ask(
            "classmate", "POST", f"problems/{CLOSED}/questions", {"text": "?"}
        )
        assert asked.status_code == 201
        sql.execute("SELECT pg_notify('codify_class', 'question 1 1')")
        assert (await acoustics.next())[0] == "questions"


async def test_who_may_have_missed_something_is_told_to_read_again(
    service: Service, closed_problem: Problem, sql: psycopg.Connection[Any]
) -> None:
    async with listening(service, "instructor", f"{CLASS}/events") as stream:
        await first(stream)
        killed = sql.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'codify-listener'"
        ).fetchone()
        assert killed == (1,)
        await first(stream)  # once it listens again
        await service.submit("student", CLOSED, closed_problem.solution)
        assert (await stream.next())[0] == "cells"


async def test_with_too_many_changes_the_whole_is_read_again(
    service: Service, sql: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "MOST_CHANGES", 3)
    async with listening(service, "instructor", f"{CLASS}/events") as stream:
        await first(stream)
        with sql.transaction():
            for number in range(5):
                sql.execute("SELECT pg_notify('codify_submission', %s)", (str(number),))
        await first(stream)


async def test_what_is_no_notification_of_ours_changes_nothing(
    service: Service, sql: psycopg.Connection[Any]
) -> None:
    await service.ask("student", "GET", "problems")
    async with listening(service, "instructor", f"{CLASS}/events") as stream:
        await first(stream)
        for channel, payload in (
            ("codify_class", "opening 1"),
            ("codify_class", "'; DROP TABLE users"),
            ("codify_class", "opening 99 99"),
            ("codify_submission", "12345678901234567"),
            ("codify_submission", "x"),
        ):
            sql.execute("SELECT pg_notify(%s, %s)", (channel, payload))
        await service.ask("student", "GET", f"problems/{CLOSED}")
        assert (await stream.next())[1]["cells"][0]["state"] == "opened"


async def test_a_stream_ends_so_that_one_is_asked_again_who_one_is(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "LONGEST_S", 0.1)
    async with listening(service, "instructor", f"{CLASS}/events") as stream:
        await first(stream)
        with pytest.raises(AssertionError, match="has ended"):
            await stream.next()


async def test_behind_a_cell_stand_the_attempts_with_all_that_was_tested_and_said(
    service: Service, closed_problem: Problem, sql: psycopg.Connection[Any]
) -> None:
    wrong = [one.code for one in closed_problem.wrong[:2]]
    for code in wrong:
        await service.submit("student", CLOSED, code)
    await service.ask("student", "POST", f"problems/{CLOSED}/messages", {"text": "Why?"})
    place = f"courses/optics/students/{await student_id(sql, 'student')}/problems/{CLOSED}/attempts"

    listed = (await service.ask("instructor", "GET", place)).json()
    path = "/courses/{slug}/students/{student}/problems/{problem}/attempts"
    assert complaints(path, "get", listed) == []
    newest, oldest = (one["id"] for one in listed["attempts"])
    assert "code" not in listed["attempts"][0]
    assert len((await service.ask("instructor", "GET", f"{place}?limit=1")).json()["attempts"]) == 1

    shown = (await service.ask("instructor", "GET", f"{place}/{newest}")).json()
    assert complaints(f"{path}/{{id}}", "get", shown) == []
    assert (shown["submission"]["code"], shown["before"]) == (wrong[1], wrong[0])
    hidden = [one for one in shown["verdict"]["tests"] if one["visibility"] == "hidden"]
    assert hidden
    # Of what students get to see of a hidden test, its call is no part.
    assert any("call" in one for one in hidden)
    assert not any(one["id"].startswith("hidden-") for one in hidden)
    assert "Why?" in [one["text"] for one in shown["messages"]]
    first_one = (await service.ask("instructor", "GET", f"{place}/{oldest}")).json()
    assert first_one["before"] is None


async def test_the_report_says_which_test_fails_and_with_what_code(
    service: Service, closed_problem: Problem
) -> None:
    wrong = closed_problem.wrong[0].code
    for name in ("student", "classmate"):
        await service.submit(name, CLOSED, wrong + f"\n# {name}\n")
    await service.submit("student", CLOSED, closed_problem.solution)
    await service.submit("student-2", CLOSED, "def (")

    path = f"courses/optics/problems/{CLOSED}/report"
    report = (await service.ask("instructor", "GET", path)).json()
    assert complaints("/courses/{slug}/problems/{problem}/report", "get", report) == []
    assert (report["tried"], report["solved"], report["solved_first"]) == (3, 1, 0)
    assert report["tests"]
    for test in report["tests"]:
        assert test["students"] == 2
        assert test["now"] == 1
    [cluster] = report["tests"][0]["clusters"]
    assert (cluster["students"], cluster["readable"]) == (2, True)
    assert cluster["code"].startswith(wrong)
    assert report["not_loaded"] == {"students": 1, "now": 1, "submissions": 1}
    after = {one["rung"]: one for one in report["after_hints"]}
    assert after[1]["solved"] == 1


async def test_items_and_who_is_at_risk(service: Service, closed_problem: Problem) -> None:
    for _ in range(6):
        await service.submit("student", CLOSED, closed_problem.wrong[0].code)
    await service.submit("classmate", CLOSED, closed_problem.solution)
    await service.ask("student-2", "GET", "problems")

    items = (await service.ask("instructor", "GET", f"{CLASS}/items")).json()
    assert complaints("/courses/{slug}/class/items", "get", items) == []
    [item] = items["items"]
    assert (item["tried"], item["solved"], item["solved_first"]) == (2, 1, 1)
    assert item["discrimination"] is None  # of two students nothing can be said

    risk = (await service.ask("instructor", "GET", f"{CLASS}/at-risk")).json()
    assert complaints("/courses/{slug}/class/at-risk", "get", risk) == []
    assert {one["name"]: one["reasons"] for one in risk["students"]} == {
        "student": [f"6 tries at “{closed_problem.title}” without solving it."],
        "student-2": ["Has tried nothing yet; 67% of the class have."],
    }


async def test_of_drawn_problems_each_student_is_shown_with_their_own(
    service: Service, closed_problem: Problem
) -> None:
    services = await service.core.services()
    pool = Zone("One of two", ((OPEN, CLOSED),))
    async with services.database.begin() as connection:
        course_id = await courses.ensure(connection, "optics")
        drawn = ProblemSet("optics-2", "Drawn", "", {}, (OPEN, CLOSED), zones=(pool,))
        await problem_sets.save_set(connection, drawn, course_id=course_id)
    students = [f"student-{number}" for number in range(8)]
    got = {}
    for name in students:
        sets = (await service.ask(name, "GET", "problem-sets")).json()["sets"]
        [own] = [one for one in sets if one["slug"] == "optics-2"]
        got[name] = [item["slug"] for item in own["items"]]
    assert {tuple(one) for one in got.values()} == {(OPEN,), (CLOSED,)}

    grid = (await service.ask("instructor", "GET", f"{CLASS}?set=optics-2")).json()
    slugs = {one["id"]: one["slug"] for one in grid["problems"]}
    for one in grid["students"]:
        [other] = [slugs[problem] for problem in one["not_given"]]
        assert {other, *got[one["name"]]} == {OPEN, CLOSED}
    having = sum(got[name] == [OPEN] for name in students)
    report = await service.ask("instructor", "GET", f"courses/optics/problems/{OPEN}/report")
    assert report.json()["students"] == having
    # Of the whole course the other set gives the second problem to everybody.
    grid = (await service.ask("instructor", "GET", f"{CLASS}?set=*")).json()
    assert grid["set"] == "*"
    assert sum(len(one["not_given"]) for one in grid["students"]) == len(students) - having


async def test_a_course_without_a_set_is_an_empty_class(service: Service) -> None:
    grid = (await service.ask("stranger-instructor", "GET", "courses/acoustics/class")).json()
    assert complaints("/courses/{slug}/class", "get", grid) == []
    assert (grid["sets"], grid["problems"]) == ([], [])
    risk = await service.ask("stranger-instructor", "GET", "courses/acoustics/class/at-risk")
    assert risk.json()["students"] == []


async def test_erased_students_leave_the_class(
    service: Service, closed_problem: Problem, sql: psycopg.Connection[Any]
) -> None:
    await service.submit("student", CLOSED, closed_problem.solution)
    sql.execute("DELETE FROM users WHERE name = 'student'")
    assert (await service.ask("instructor", "GET", CLASS)).json()["students"] == []
