"""The whole way of a course: written, checked, published, solved, asked about, mended, graded."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from codify_jupyter.local_service import local_service

from .conftest import Student, jupyterlab
from .test_author import checked, creates, rewrites, start
from .test_classroom import Classroom, cell, shot

WEEK = """\
codify-set: 1
slug: week-1
title: Week 1
policy: {}
items: [many-tens]
"""
PEOPLE = {"ada": ["codify-optics"], "tess": ["codify-instructor-optics"]}
WRONG = "def many_tens(values):\n    return sum(value >= 10 for value in values)\n"
RIGHT = "def many_tens(values):\n    return sum(value > 10 for value in values)\n"


class Operator:
    """Who has a shell beside the service, where the instructor's files arrive."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.notebook = state / "tess" / "work" / "many-tens.ipynb"
        self.set_file = state / "week-1.yaml"
        self.set_file.write_text(WEEK)

    def codify(self, *arguments: object) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "codify_jupyter", *map(str, arguments), "--json"],
            capture_output=True,
            text=True,
            env={**os.environ, "CODIFY_HOME": str(self.state / "home")},
            check=True,
        )
        return json.loads(done.stdout)

    def load(self) -> None:
        paths = (self.notebook, self.set_file)
        self.codify("problems", "load", *paths, "--course", "optics", "--draft")

    def publish(self, server: str) -> dict[str, Any]:
        published: dict[str, Any] = self.codify("publish", "week-1", "--server", server)
        return published


@pytest.fixture
def course(browser: Browser) -> Iterator[tuple[Classroom, Operator]]:
    state = Path(tempfile.mkdtemp(prefix="codify-course-"))
    state.chmod(0o755)
    home = {"CODIFY_HOME": str(state / "home")}
    try:
        with ExitStack() as stack:
            service = stack.enter_context(
                local_service(state / "service", PEOPLE, environment=home)
            )
            labs = {
                name: stack.enter_context(
                    jupyterlab(
                        state / name,
                        CODIFY_SERVICE_URL=service.url,
                        CODIFY_SERVICE_TOKEN=service.tokens[name],
                    )
                )
                for name in PEOPLE
            }
            yield Classroom(service, labs, browser), Operator(state)
            for context in browser.contexts:
                context.close()
    finally:
        shutil.rmtree(state, ignore_errors=True)


def test_from_the_first_line_of_a_problem_to_the_grades(
    course: tuple[Classroom, Operator],
) -> None:
    classroom, operator = course

    # The instructor writes a problem and sees what it is worth.
    author = classroom.student("tess")
    desk = start(author)
    creates(desk, "Many tens", "A notebook")
    panel = checked(desk, "sound")
    expect(panel.get_by_role("heading", name="Many tens")).to_be_visible()
    author.shot("60-course-authored")

    # It is published, with one link for the class.
    operator.load()
    published = operator.publish(classroom.labs["ada"].url)
    teacher = classroom.teacher()

    # The student follows the link, fails, and passes a question on.
    ada = classroom.student("ada")
    ada.page.goto(f"{published['links']['server']}?token={classroom.labs['ada'].token}")
    ada.sees_problem()
    his = cell(teacher, "ada", 0)
    expect(his).to_have_attribute("data-state", "opened")
    submits(ada, WRONG)
    expect(his).to_have_attribute("data-state", "trying")
    ada.page.get_by_role("tab", name="Tutor").click()
    ada.page.locator(".jp-CodifyQuestion-text").fill("Does 10 count?")
    ada.page.get_by_role("button", name="Ask your instructor").click()
    teacher.get_by_role("tab", name=re.compile("^Questions")).click()
    teacher.locator(".jp-CodifyClass-questions button").click()
    question = teacher.locator(".jp-CodifyClass-question")
    expect(question).to_contain_text("Does 10 count?")
    question.locator("textarea").fill("Read the first line once more: **greater** than 10.")
    question.get_by_role("button", name="Answer").click()
    answer = ada.page.locator(".jp-CodifyMessage[data-source=instructor]")
    expect(answer.locator("strong")).to_have_text("greater")
    ada.shot("61-course-answered")
    teacher.get_by_role("tab", name="Students", exact=True).click()

    # A test is broken by a new edition, which the check would have told: a right solution fails.
    tests = desk.locator(".jp-CodeCell", has_text="#| test: border").locator(".cm-content")
    rewrites(desk, tests, "[10, 11]", "assert many_tens([10, 11]) == 2")
    expect(checked(desk, "errors").locator("[data-code='reference-fails']")).to_be_visible()
    operator.load()
    operator.publish(classroom.labs["ada"].url)
    submits(ada, RIGHT)
    expect(his).to_have_attribute("aria-label", re.compile("trying, 2 tries"))

    # It is mended; judging again shows who rises before anything counts.
    rewrites(desk, tests, "[10, 11]", "assert many_tens([10, 11]) == 1")
    checked(desk, "sound")
    operator.load()
    with classroom.service.client("tess") as tess:
        rejudges(tess)
        expect(his).to_have_attribute("data-state", "solved")
        teacher.screenshot(path=shot("62-course-mended"))
        graded = tess.get("courses/optics/sets/week-1/grades", params={"format": "nbgrader"})
    told = ada.page.locator(".jp-CodifyMessage").filter(has_text="judged again")
    ada.reloads()
    ada.page.get_by_role("tab", name="Tutor").click()
    expect(told).to_be_visible()
    (row,) = csv.DictReader(io.StringIO(graded.raise_for_status().text))
    assert (row["student_id"], float(row["score"]), float(row["max_score"])) == ("ada", 3, 3)


def submits(student: Student, code: str) -> None:
    student.page.get_by_role("tab", name="Tests").click()
    student.types(code)
    student.presses("Submit")
    expect(student.page.locator(".jp-CodifyTests")).to_have_attribute("data-activity", "idle")


def rejudges(tess: httpx.Client) -> None:
    """First to see, then to let it count."""
    address = "courses/optics/problems/many-tens/rejudgement"
    begun = tess.post(address, json={}).raise_for_status().json()["rejudgement"]
    while not begun["complete"]:
        begun = tess.get(address).raise_for_status().json()["rejudgement"]
    assert [one["student"] for one in begun["rise"]] == ["ada"]
    assert begun["fall"] == []
    applied = tess.put(f"{address}/results", json={}).raise_for_status().json()["applied"]
    assert (applied["changed"], applied["told"], applied["sets"]) == (1, 1, 1)
