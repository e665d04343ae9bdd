"""An instructor's verbs over HTTP: publish, mend, grade, take away; of the own course alone."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from codify_runner import Runner

from codify_jupyter import policy
from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import Problem, ProblemSet
from codify_jupyter.settings import Settings
from codify_jupyter.store import courses, problem_sets

from .conftest import CLOSED, OPEN, NamesAsTokens, Service, serving

SET = "courses/optics/sets/optics-1"
REJUDGEMENT = f"courses/optics/problems/{CLOSED}/rejudgement"
RULES: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "due": "2099-10-08 12:00",
    "attempts": 30,
    "overrides": [{"label": "extra-time", "extra_minutes": 30}],
}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A copy of the shipped problems, to mend."""
    for slug in (OPEN, CLOSED):
        shutil.copytree(SHIPPED / "problems" / slug, tmp_path / "problems" / slug)
    return tmp_path / "problems"


@pytest.fixture
async def service(
    class_settings: Settings, shelf: Path, monkeypatch: Any
) -> AsyncIterator[Service]:
    monkeypatch.setattr(policy, "FRESH_S", 0.0)
    monkeypatch.setenv("CODIFY_HUB_URL", "https://hub.example.org")
    async with serving(class_settings, NamesAsTokens()) as running:
        services = await running.core.services()
        await services.catalogue.load([shelf])
        async with services.database.begin() as connection:
            optics = await courses.ensure(connection, "optics")
            made = ProblemSet("optics-1", "Optics", "", RULES, (CLOSED,))
            await problem_sets.save_set(connection, made, course_id=optics)
        for name in ("instructor", "student", "classmate"):
            await running.ask(name, "GET", "problems")
        yield running


async def teach(service: Service, method: str, path: str, body: Any = None) -> Any:
    answer = await service.ask("instructor", method, path, body)
    assert answer.status_code in (200, 202), answer.text
    return answer


def mend(shelf: Path) -> None:
    """A test more, that wants something else than the reference gives."""
    path = shelf / CLOSED / "tests.yaml"
    before = path.read_text()
    first = next(line for line in before.splitlines() if "call:" in line and "returns:" in line)
    path.write_text(before + "\n" + first.replace("{id: ", "{id: more-", 1) + "\n")


async def test_a_set_is_published_linked_to_and_withdrawn(service: Service, shelf: Path) -> None:
    (before,) = (await teach(service, "GET", "courses/optics/sets")).json()["sets"]
    assert (before["state"], before["published_at"]) == ("live", None)
    done = (await teach(service, "PUT", f"{SET}/publication", {})).json()["set"]
    assert done["state"] == "published"
    assert done["links"]["hub"] == (
        "https://hub.example.org/hub/user-redirect/codify/open/sets/optics-1"
    )
    path = shelf / CLOSED / "problem.md"
    path.write_text(path.read_text().replace("title: ", "title: New ", 1))
    await (await service.core.services()).catalogue.load([shelf])
    old = (await service.ask("student", "GET", f"problems/{CLOSED}")).json()["title"]
    assert not old.startswith("New")
    again = (await teach(service, "PUT", f"{SET}/publication", {})).json()["set"]
    assert again["moved"] == 1
    assert (await service.ask("student", "GET", f"problems/{CLOSED}")).json()[
        "title"
    ] == f"New {old}"
    assert (await service.ask("instructor", "DELETE", f"{SET}/publication")).status_code == 204
    assert (await service.ask("student", "GET", f"problems/{CLOSED}")).status_code == 404
    assert (await service.ask("instructor", "GET", f"problems/{CLOSED}")).status_code == 200


async def test_the_notebook_and_the_policy_of_a_set(
    service: Service, closed_problem: Problem
) -> None:
    answer = await teach(service, "GET", f"{SET}/notebook?student=student")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="optics-1.ipynb"'
    notebook = nbformat.reads(answer.text, as_version=4)
    assert closed_problem.prompt_md.strip() in notebook.cells[1].source
    assert closed_problem.solution not in answer.text
    shown = await teach(service, "GET", f"{SET}/policy?label=extra-time")
    assert shown.json()["policy"]["words"][0] == "Due Thu 2099-10-08, 12:30 (Europe/Berlin)."


async def test_roster_and_grades(service: Service, closed_problem: Problem) -> None:
    listed = "username,display name,email,section,labels\nstudent,=cmd|x,s@x.org,B,extra-time\n"
    put = await teach(service, "PUT", "courses/optics/roster", {"csv": listed})
    assert put.json() == {"people": 1}
    roster = (await teach(service, "GET", "courses/optics/roster")).text
    # The name is the Hub's already, and stays; the rest was not known.
    assert "student,student,s@x.org,B,extra-time,student" in roster.splitlines()
    assert (await teach(service, "PUT", "courses/optics/roster", {"csv": roster})).json()[
        "people"
    ] == 3
    # A list without roles takes nobody's away.
    await teach(service, "PUT", "courses/optics/roster", {"csv": "username\ninstructor\n"})
    again = (await teach(service, "GET", "courses/optics/roster")).text
    assert again.splitlines()[2].endswith(",instructor")
    await service.submit("student", CLOSED, closed_problem.wrong[0].code)
    await service.submit("student", CLOSED, closed_problem.solution)
    grades = (await teach(service, "GET", f"{SET}/grades")).json()
    points = {one["student"]: one["points"] for one in grades["grades"]}
    assert points == {"student": closed_problem.points, "classmate": 0}
    rows = list(csv.DictReader(io.StringIO(
        (await teach(service, "GET", f"{SET}/grades?format=nbgrader")).text
    )))  # fmt: skip
    assert {row["student_id"]: float(row["score"]) for row in rows} == points
    assert rows[0]["duedate"].startswith("2099-10-08T12:00")
    moodle = await teach(service, "GET", f"{SET}/grades?format=moodle")
    assert "attachment" in moodle.headers["Content-Disposition"]
    book = "Student,ID,SIS Login ID,Section,Optics (7)\nS,1,student,B,\nZ,2,zoe,B,3\n"
    filled = (await teach(service, "POST", f"{SET}/gradebook", {"gradebook": book})).json()
    assert filled["gradebook"].splitlines()[1] == f"S,1,student,B,{closed_problem.points:g}"
    assert (filled["without_grade"], filled["unknown_to_canvas"]) == (["Z"], ["classmate"])
    for method, path, body in (
        ("PUT", "courses/optics/roster", {"csv": "who\nada\n"}),
        ("POST", f"{SET}/gradebook", {"gradebook": "nothing"}),
        ("POST", "courses/optics/research", {"consent": []}),
    ):
        assert (await service.ask("instructor", method, path, body)).status_code == 422
    wrong = await service.ask("instructor", "GET", f"{SET}/grades?format=xlsx")
    assert wrong.status_code == 400


async def test_research_data_are_of_the_course_and_of_those_who_consented(
    service: Service, open_problem: Problem, closed_problem: Problem
) -> None:
    for name in ("student", "classmate", "outsider"):
        await service.submit(name, OPEN, f"# {name} elsewhere\n{open_problem.solution}")
    for name in ("student", "classmate"):
        await service.submit(name, CLOSED, f"# by {name}\n{closed_problem.solution}")
    consent = {"consent": ["student", "outsider"]}
    answer = await teach(service, "POST", "courses/optics/research", consent)
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    rows = list(csv.DictReader(io.StringIO(archive.read("MainTable.csv").decode())))
    assert {row["ProblemID"] for row in rows} == {CLOSED}
    assert {row["CourseID"] for row in rows} == {"optics"}
    assert len({row["SubjectID"] for row in rows}) == 1
    codes = archive.read("CodeStates/CodeStates.csv").decode()
    assert "# by student" in codes
    assert "elsewhere" not in codes
    assert "classmate" not in codes


async def test_tests_are_mended_for_the_own_course(
    service: Service, shelf: Path, closed_problem: Problem
) -> None:
    wrong = closed_problem.wrong[0].code
    await service.submit("student", CLOSED, closed_problem.solution)
    await service.submit("classmate", CLOSED, wrong)
    await teach(service, "PUT", f"{SET}/publication", {})
    mend(shelf)
    services = await service.core.services()
    await services.catalogue.load([shelf])
    # What is published is still judged by its own tests.
    kept = (await service.submit("student", CLOSED, closed_problem.solution)).json()
    count = len(kept["verdict"]["tests"])

    assert (await teach(service, "GET", REJUDGEMENT)).json()["rejudgement"]["outdated"] == 3
    early = await service.ask("instructor", "PUT", f"{REJUDGEMENT}/results", {})
    assert (early.status_code, early.json()["reason"]) == (409, "not_judged")
    begun = await teach(service, "POST", REJUDGEMENT, {})
    assert begun.json()["rejudgement"]["state"] in ("judging", "idle")
    for _ in range(200):
        seen = (await teach(service, "GET", REJUDGEMENT)).json()["rejudgement"]
        if seen["complete"] and seen["state"] == "idle":
            break
        await asyncio.sleep(0.02)
    assert (seen["judged"], seen["outdated"], seen["complete"]) == (3, 3, True)
    assert "def " not in json.dumps(seen)
    applied = (await teach(service, "PUT", f"{REJUDGEMENT}/results", {})).json()["applied"]
    assert applied["sets"] == 1
    assert applied["changed"] + applied["kept"] == 3
    # Once more changes nothing, and what comes now is judged by the mended tests.
    second = (await teach(service, "PUT", f"{REJUDGEMENT}/results", {})).json()["applied"]
    assert (second["changed"], second["told"], second["sets"]) == (0, 0, 0)
    now = (await service.submit("student", CLOSED, closed_problem.solution)).json()
    assert len(now["verdict"]["tests"]) == count + 1


async def test_mending_can_be_stopped_and_goes_on(
    service: Service, shelf: Path, closed_problem: Problem, monkeypatch: Any
) -> None:
    for name in ("student", "classmate"):
        await service.submit(name, CLOSED, closed_problem.solution)
    mend(shelf)
    services = await service.core.services()
    await services.catalogue.load([shelf])
    judging = asyncio.Event()

    async def never(self: Runner, *_: Any, **__: Any) -> Any:
        judging.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(Runner, "judge", never)
        await teach(service, "POST", REJUDGEMENT, {})
        await asyncio.wait_for(judging.wait(), 30)
        stopped = await service.ask("instructor", "DELETE", REJUDGEMENT)
    assert stopped.status_code == 204
    seen = (await teach(service, "GET", REJUDGEMENT)).json()["rejudgement"]
    assert (seen["state"], seen["judged"], seen["complete"]) == ("stopped", 0, False)
    await teach(service, "POST", REJUDGEMENT, {})
    for _ in range(200):
        seen = (await teach(service, "GET", REJUDGEMENT)).json()["rejudgement"]
        if seen["state"] == "idle":
            break
        await asyncio.sleep(0.02)
    assert (seen["judged"], seen["complete"]) == (2, True)


async def test_a_note_in_an_exam_tells_no_result(
    service: Service, shelf: Path, closed_problem: Problem
) -> None:
    services = await service.core.services()
    async with services.database.begin() as connection:
        exam = ProblemSet("optics-1", "Optics", "", {**RULES, "exam": True}, (CLOSED,))
        await problem_sets.save_set(connection, exam)
    sent = (await service.submit("student", CLOSED, closed_problem.wrong[0].code)).json()
    shutil.rmtree(shelf / CLOSED / "wrong")
    tests = shelf / CLOSED / "tests.yaml"
    # Nothing but a test that all pass: everybody's result rises.
    groups, _, _ = tests.read_text().partition("tests:")
    tests.write_text(groups + "tests:\n" + "".join(
        f'  - {{id: {group["id"]}, group: {group["id"]}, visibility: {visibility},'
        ' code: "assert True"}\n'
        for group, visibility in zip(
            closed_problem.tests_json["groups"], ("public", "hidden", "hidden"), strict=False
        )
    ))  # fmt: skip
    await services.catalogue.load([shelf])
    await teach(service, "POST", REJUDGEMENT, {})
    for _ in range(200):
        if (await teach(service, "GET", REJUDGEMENT)).json()["rejudgement"]["complete"]:
            break
        await asyncio.sleep(0.02)
    applied = (await teach(service, "PUT", f"{REJUDGEMENT}/results", {})).json()["applied"]
    assert (applied["changed"], applied["told"]) == (1, 1)
    chat = (await service.ask("student", "GET", f"problems/{CLOSED}/messages")).json()["messages"]
    assert chat[-1]["text"].endswith("After the exam you will see what that means for yours.")
    seen = (await service.ask("student", "GET", f"submissions/{sent['submission']['id']}")).json()
    assert seen["verdict"]["status"] == "withheld"
