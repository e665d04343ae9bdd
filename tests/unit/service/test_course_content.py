"""Instructors send problems and sets to their course, and reach nothing of anybody else's."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from codify_jupyter import policy
from codify_jupyter.problems import Problem, ProblemSet
from codify_jupyter.problems.new_problem import new_problem
from codify_jupyter.settings import Settings
from codify_jupyter.store import courses, problem_sets

from .conftest import CLOSED, OPEN, NamesAsTokens, Service, serving
from .contract import complaints
from .written import changed, written

HERE = "courses/optics"
THERE = "courses/acoustics"
MORE = "tests:\n  - {id: more, group: edges, call: 'steps([11, 12])', returns: '2'}"
RIGHT = "def steps(values):\n    return sum(value > 10 for value in values)\n"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "FRESH_S", 0.0)


async def put(service: Service, path: str, body: Any, name: str = "instructor") -> Any:
    answer = await service.ask(name, "PUT", path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(
    service: Service, path: str, body: Any, name: str = "instructor"
) -> tuple[int, str, str]:
    answer = await service.ask(name, "PUT", path, body)
    return answer.status_code, answer.json()["reason"], answer.json()["message"]


async def sees(service: Service, name: str, problem: str) -> bool:
    return bool((await service.ask(name, "GET", f"problems/{problem}")).status_code == 200)


async def test_a_problem_is_sent_put_into_a_set_and_published(service: Service) -> None:
    await service.ask("student", "GET", "problems")
    await service.ask("instructor", "GET", "problems")
    steps = written("steps")
    answer = await put(service, f"{HERE}/problems/steps", steps)
    assert complaints("/courses/{slug}/problems/{problem}", "put", answer) == []
    assert answer["problem"]["version"] == 1
    assert (answer["problem"]["changed"], answer["problem"]["sets"]) == (True, [])
    # In no set it is shown to nobody: other problems without a set are open to all.
    assert not await sees(service, "student", "steps")
    assert not await sees(service, "outsider", "steps")

    made = await put(service, f"{HERE}/sets/week", {"title": "Week", "items": ["steps"]})
    assert complaints("/courses/{slug}/sets/{set}", "put", made) == []
    assert (made["set"]["state"], made["set"]["course"]) == ("withdrawn", "optics")
    assert not await sees(service, "student", "steps")
    assert await sees(service, "instructor", "steps")
    await put(service, f"{HERE}/sets/week/publication", {})
    assert await sees(service, "student", "steps")
    assert not await sees(service, "outsider", "steps")
    await service.submit("student", "steps", RIGHT)

    # Sent again, it waits for the publication; the same once more changes nothing.
    newer = changed(steps, "tests.yaml", "tests:", MORE)
    for expected in (True, False):
        again = (await put(service, f"{HERE}/problems/steps", newer))["problem"]
        assert (again["version"], again["changed"]) == (2, expected)
        assert again["sets"] == [
            {"slug": "week", "title": "Week", "state": "published", "version": 1, "frozen": True}
        ]
    listed = (await service.ask("instructor", "GET", f"{HERE}/sets")).json()
    assert complaints("/courses/{slug}/sets", "get", listed) == []
    (item,) = next(one for one in listed["sets"] if one["slug"] == "week")["problems"]
    assert (item["version"], item["newest"], item["outdated"]) == (1, 2, 1)
    old = (await service.submit("student", "steps", RIGHT)).json()["verdict"]
    await put(service, f"{HERE}/sets/week/publication", {})
    new = (await service.submit("student", "steps", RIGHT)).json()["verdict"]
    assert len(new["tests"]) == len(old["tests"]) + 1


async def test_what_waits_in_a_published_set_is_open_to_nobody(service: Service) -> None:
    await put(service, f"{HERE}/sets/optics-1/publication", {})
    steps = written("steps")
    await put(service, f"{HERE}/problems/steps", steps)
    shown = (await put(service, f"{HERE}/sets/optics-1/problems/steps", {}))["set"]
    assert (shown["changed"], [one["slug"] for one in shown["problems"]]) == (True, [CLOSED])
    again = (await put(service, f"{HERE}/problems/steps", steps))["problem"]
    assert [(one["slug"], one["version"]) for one in again["sets"]] == [("optics-1", None)]
    assert not await sees(service, "student", "steps")
    assert not await sees(service, "outsider", "steps")
    # Safe to repeat; the set as it is written has it once.
    await put(service, f"{HERE}/sets/optics-1/problems/steps", {})
    kept = (await service.ask("instructor", "GET", f"{HERE}/sets/optics-1")).json()
    assert complaints("/courses/{slug}/sets/{set}", "get", kept) == []
    assert kept["set"]["items"] == [CLOSED, "steps"]


async def test_a_set_with_zones_comes_back_as_it_was_written(service: Service) -> None:
    for slug in ("one", "two", "three"):
        await put(service, f"{HERE}/problems/{slug}", written(slug))
    whole = {
        "codify-set": 1,
        "slug": "zoned",
        "title": "In zones",
        "description": "Two of three",
        "policy": {"due": "2099-10-08 12:00", "timezone": "Europe/Berlin", "tutor": False},
        "zones": [
            {"title": "A", "items": [{"one_of": ["one", "two"]}], "choose": 1},
            {"title": "B", "items": [CLOSED]},
        ],
    }
    made = (await put(service, f"{HERE}/sets/zoned", whole))["set"]
    assert made["words"][0] == "Due Thu 2099-10-08, 12:00 (Europe/Berlin)."
    kept = (await service.ask("instructor", "GET", f"{HERE}/sets/zoned")).json()["set"]
    assert kept == whole
    await put(service, f"{HERE}/sets/zoned", kept)
    await put(service, f"{HERE}/sets/zoned/problems/three", {})
    kept = (await service.ask("instructor", "GET", f"{HERE}/sets/zoned")).json()["set"]
    assert kept["zones"][1]["items"] == [CLOSED, "three"]


async def test_of_a_notebook_the_problem_of_the_address_is_stored(service: Service) -> None:
    cells: list[Any] = []
    for slug in ("first", "second"):
        files = await service.ask(
            "instructor", "POST", "authoring/problems", {"slug": slug, "form": "notebook"}
        )
        (text,) = files.json()["files"].values()
        cells += json.loads(text)["cells"]
    both = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    sent = {"name": "both.ipynb", "files": {"both.ipynb": json.dumps(both)}}
    done = (await put(service, f"{HERE}/problems/second", sent))["problem"]
    assert (done["slug"], done["version"]) == ("second", 1)
    status, reason, message = await refused(service, f"{HERE}/problems/third", sent)
    assert (status, reason) == (422, "other_slug")
    assert "`first`, `second`" in message


async def test_errors_refuse_a_problem_and_say_where_they_are(
    service: Service, sql: psycopg.Connection[Any]
) -> None:
    steps = written("steps")
    wrong = changed(steps, "solution.py", "> 10", ">= 10")
    answer = await service.ask("instructor", "PUT", f"{HERE}/problems/steps", wrong)
    assert (answer.status_code, answer.json()["reason"]) == (422, "faulty")
    assert "tests.yaml, line" in answer.json()["message"]
    codes = {one["code"] for one in answer.json()["findings"]}
    assert "reference-fails" in codes
    assert "/tmp" not in answer.text
    given = steps | {"files": steps["files"] | {"starter.py": steps["files"]["solution.py"]}}
    answer = await service.ask("instructor", "PUT", f"{HERE}/problems/steps", given)
    assert [one["code"] for one in answer.json()["findings"]] == ["starter-passes"]
    unread = steps | {"files": {"problem.md": "---\ntitle: [\n---\n"}}
    assert (await refused(service, f"{HERE}/problems/steps", unread))[:2] == (422, "faulty")
    assert sql.execute("SELECT count(*) FROM problems WHERE slug = 'steps'").fetchone() == (0,)


async def test_nobody_takes_over_a_problem_of_others(
    service: Service, sql: psycopg.Connection[Any], closed_problem: Problem, open_problem: Problem
) -> None:
    services = await service.core.services()
    everybody = ProblemSet("for-all", "For all", "", {}, ("shared",))
    mine, shared = written("mine"), written("shared")
    await put(service, f"{HERE}/problems/mine", mine)
    await put(service, f"{HERE}/problems/shared", shared)
    async with services.database.begin() as connection:
        await problem_sets.save_set(connection, everybody)
    before = sql.execute("SELECT slug, current_version_id FROM problems ORDER BY id").fetchall()

    def with_id(sent: dict[str, Any], other: str) -> dict[str, Any]:
        front = sent["files"]["problem.md"]
        line = next(one for one in front.splitlines() if one.startswith("id:"))
        return changed(sent, "problem.md", line, f"id: {other}")

    mine_id = sql.execute("SELECT uuid FROM problems WHERE slug = 'mine'").fetchone()
    assert mine_id is not None
    takers: list[tuple[str, str, dict[str, Any], str]] = [
        # another course's: by its slug, its id, and both
        ("stranger-instructor", f"{THERE}/problems/mine", written("mine"), "slug_taken"),
        ("stranger-instructor", f"{THERE}/problems/mine", mine, "slug_taken"),
        (
            "stranger-instructor",
            f"{THERE}/problems/other",
            with_id(written("other"), str(mine_id[0])),
            "id_taken",
        ),
        # the course's own by a copy that kept its id, or a slug that has another id
        (
            "instructor",
            f"{HERE}/problems/copy",
            with_id(written("copy"), str(mine_id[0])),
            "id_taken",
        ),
        ("instructor", f"{HERE}/problems/mine", written("mine"), "slug_taken"),
        # what the operator has put into a set for all
        ("instructor", f"{HERE}/problems/shared", shared, "slug_taken"),
        # what each start loads, whether it is in the course's set or in none
        ("instructor", f"{HERE}/problems/{CLOSED}", written(CLOSED), "slug_taken"),
        (
            "instructor",
            f"{HERE}/problems/{CLOSED}",
            with_id(written(CLOSED), closed_problem.id),
            "slug_taken",
        ),
        ("instructor", f"{HERE}/problems/a", with_id(written("a"), closed_problem.id), "id_taken"),
        ("instructor", f"{HERE}/problems/b", with_id(written("b"), open_problem.id), "id_taken"),
        (
            "instructor",
            f"{HERE}/problems/c",
            with_id(written("c"), closed_problem.id.upper()),
            "id_taken",
        ),
    ]
    for name, path, sent, expected in takers:
        status, reason, message = await refused(service, path, sent, name)
        assert (status, reason) == (409, expected), (path, message)
        assert "another" in message or "of its own" in message
    assert (
        before
        == sql.execute("SELECT slug, current_version_id FROM problems ORDER BY id").fetchall()
    )


async def test_what_an_operator_loaded_for_the_course_alone_is_the_courses_to_change(
    service: Service, tmp_path: Path, sql: psycopg.Connection[Any]
) -> None:
    new_problem(tmp_path, "lens", title="Lens", entry="")
    new_problem(tmp_path, "loose", title="Loose", entry="")
    services = await service.core.services()
    await services.catalogue.load([tmp_path])
    async with services.database.begin() as connection:
        course = await courses.ensure(connection, "optics")
        lenses = ProblemSet("lenses", "Lenses", "", {}, ("lens",))
        await problem_sets.save_set(connection, lenses, course_id=course)

    def sent(slug: str) -> dict[str, Any]:
        folder = tmp_path / slug
        texts = {
            file.relative_to(folder).as_posix(): file.read_text()
            for file in folder.rglob("*")
            if file.is_file()
        }
        return changed({"name": slug, "files": texts}, "problem.md", "title: ", "title: New ")

    assert (await put(service, f"{HERE}/problems/lens", sent("lens")))["problem"]["version"] == 2
    # One without a set is open to all: nobody's to change, nor to take into a set.
    assert (await refused(service, f"{HERE}/problems/loose", sent("loose")))[0] == 409
    taken = await refused(service, f"{HERE}/sets/mine", {"title": "M", "items": ["loose"]})
    assert taken[:2] == (404, "unknown_problem")
    owners = dict(sql.execute("SELECT slug, course_id IS NOT NULL FROM problems").fetchall())
    assert (owners["lens"], owners["loose"]) == (True, False)


async def test_a_set_names_what_the_course_may_use_and_tells_nothing_of_the_rest(
    service: Service,
) -> None:
    services = await service.core.services()
    await put(service, f"{HERE}/problems/mine", written("mine"))
    for slug in ("mine", "no-such"):
        answer = await refused(
            service, f"{THERE}/sets/theirs", {"title": "T", "items": [slug]}, "stranger-instructor"
        )
        assert answer[:2] == (404, "unknown_problem")
        assert answer[2].replace(slug, "…") == (
            "This course has no problem called “…”, and none is open to it in a set for all. "
            "Send it to the course first, or take it out of the set."
        )
    async with services.database.begin() as connection:
        everybody = ProblemSet("for-all", "For all", "", {}, (OPEN,))
        await problem_sets.save_set(connection, everybody)
    body = {"title": "T", "items": [OPEN]}
    await put(service, f"{THERE}/sets/theirs", body, "stranger-instructor")
    assert await sees(service, "outsider", OPEN)
    for path in ("sets/theirs", "sets/for-all"):
        assert (await refused(service, f"{HERE}/{path}", body))[:2] == (409, "slug_taken")
        assert (await service.ask("instructor", "GET", f"{HERE}/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"items": ["steps"]}, "`title`"),
        ({"title": "T"}, "`items`"),
        ({"title": "T", "items": []}, "`items`"),
        ({"title": "T", "items": ["A b"]}, "`items`"),
        ({"title": "T", "items": ["steps", "steps"]}, "twice"),
        ({"title": 7, "items": ["steps"]}, "`title`"),
        ({"title": "T", "items": ["steps"], "polcy": {}}, "`polcy`"),
        ({"title": "T", "items": ["steps"], "slug": "other"}, "`slug`"),
        ({"title": "T", "items": ["steps"], "policy": {"due": "soon, I hope"}}, "soon"),
        ({"title": "T", "items": ["steps"], "policy": {"timezone": "../etc"}}, "time zone"),
        (
            {
                "title": "T",
                "items": ["steps"],
                "policy": {"due": "9999-12-31 23:00", "late": [{"hours": 8760, "percent": 1}]},
            },
            "years 1 to 9999",
        ),
        (
            {"title": "T", "items": ["steps"], "policy": {"due": "0001-01-01T00:00+14:00"}},
            "years 1 to 9999",
        ),
    ],
)
async def test_a_set_that_cannot_be_read_names_the_field(
    service: Service, fields: dict[str, Any], named: str
) -> None:
    status, _, message = await refused(service, f"{HERE}/sets/week", fields)
    assert (status, named in message) == (422, True), message


async def test_hostile_bodies_are_refused(
    service: Service, sql: psycopg.Connection[Any], tmp_path: Path
) -> None:
    steps = written("steps")
    path = f"{HERE}/problems/steps"

    def one(name: str, text: str) -> dict[str, Any]:
        return steps | {"files": steps["files"] | {name: text}}

    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    bodies: list[tuple[str, Any, int]] = [
        (path, one("../escaped.py", ""), 422),
        (path, one("wrong/../../escaped.py", ""), 422),
        (path, one("/etc/escaped", ""), 422),
        (path, steps | {"name": "../escaped"}, 422),
        (path, steps | {"name": ""}, 422),
        (path, one("tests.yaml", bomb), 422),
        (path, one("tests.yaml", "\ud800"), 422),
        (path, changed(steps, "problem.md", "Write", "Wr\0ite"), 422),
        (path, changed(steps, "problem.md", "title: steps", 'title: "a\\0b"'), 422),
        (path, changed(steps, "starter.py", "Return", "Re\0turn"), 422),
        (path, changed(steps, "tests.yaml", "10 itself", '"a\\0b"'), 422),
        (path, changed(steps, "tests.yaml", "10 itself", '"a\\ud800b"'), 422),
        (path, changed(steps, "wrong/counts_ten.py", "sum", "s\0um"), 422),
        (path, changed(steps, "problem.md", "greater", "gr\ud800eater"), 422),
        (path, one("problem.md", "x" * 1_600_000), 413),
        (path, {"name": "steps"}, 400),
        (path, {"name": "steps", "files": {"problem.md": 1}}, 400),
        (path, {"name": "n.ipynb", "files": {"n.ipynb": "[" * 100_000}}, 422),
        (path, steps | {"course": "acoustics"}, 400),
        (f"{HERE}/sets/week", {"title": "a\0b", "items": ["steps"]}, 400),
        (f"{HERE}/sets/week", {"title": "\ud800", "items": ["steps"]}, 400),
        (f"{HERE}/sets/week", {"a\0b": 1}, 400),
        (f"{HERE}/sets/week", {"title": "T", "policy": {"cooldown_s": float("nan")}}, 400),
        (f"{HERE}/sets/week", {"title": [[[[[[[[[[[[[1]]]]]]]]]]]]]}, 400),
        (f"{HERE}/sets/week", {"title": "T", "items": ["x"] * 501}, 422),
        (f"{HERE}/sets/optics-1/problems/{CLOSED}", {"more": 1}, 400),
    ]
    async with service.client("instructor") as client:

        async def send(path: str, content: bytes) -> httpx.Response:
            headers = {"Content-Type": "application/json"}
            return await client.put(path, content=content, headers=headers)

        for path, body, status in bodies:
            answer = await send(path, json.dumps(body).encode())
            assert answer.status_code == status, (answer.text, str(body)[:80])
            assert {"message", "reason"} <= set(answer.json())
        assert (await send(path, b'{"name": "\xff"}')).status_code == 400
        assert (await send(path, b"x" * 3_000_000)).status_code == 413
    assert not list(tmp_path.parent.rglob("escaped*"))
    assert sql.execute("SELECT count(*) FROM problems").fetchone() == (2,)
    assert sql.execute("SELECT count(*) FROM problem_sets").fetchone() == (1,)


async def test_sending_has_a_rate(service: Service, sql: psycopg.Connection[Any]) -> None:
    await service.ask("instructor", "GET", "problems")
    sql.execute(
        "INSERT INTO rate_limits (user_id, kind, tokens)"
        " SELECT id, 'runs', 0.2 FROM users WHERE name = 'instructor'"
    )
    assert (await refused(service, f"{HERE}/problems/steps", written("steps")))[0] == 429


async def test_a_name_that_is_taken_does_not_keep_the_service_from_starting(
    class_settings: Settings, tmp_path: Path
) -> None:
    async with serving(class_settings, NamesAsTokens()) as running:
        await put(running, f"{HERE}/problems/steps", written("steps"))
    new_problem(tmp_path, "steps", title="Steps", entry="")  # later, in the operator's folder
    paths = (tmp_path, *class_settings.problem_paths)
    again = Settings(
        database_url=class_settings.database_url,
        shipped_problems=False,
        problem_paths=paths,
        limited=True,
    )
    async with serving(again, NamesAsTokens()) as running:
        assert await sees(running, "student", OPEN)
        made = await put(running, f"{HERE}/sets/s{uuid.uuid4().hex[:8]}", {
            "title": "T", "items": ["steps"],
        })  # fmt: skip
        assert made["set"]["problems"][0]["version"] == 1
