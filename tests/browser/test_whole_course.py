"""The whole way of a course: written, checked, published, solved, asked about, mended, graded."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect

from codify_jupyter.local_service import local_service

from .conftest import Student, jupyterlab
from .test_author import checked, creates, rewrites, start
from .test_classroom import Classroom, cell, shot

PEOPLE = {"ada": ["codify-optics"], "tess": ["codify-instructor-optics"]}
WRONG = """\
def many_tens(values):
    return sum(value >= 10 for value in values)
"""
# Right, as long as the values are a list; and so they are, by the statement.
RIGHT = """\
def many_tens(values):
    count = 0
    for index in range(len(values)):
        if values[index] > 10:
            count += 1
    return count
"""


@pytest.fixture
def classroom(browser: Browser) -> Iterator[Classroom]:
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
            yield Classroom(service, labs, browser)
            for context in browser.contexts:
                context.close()
    finally:
        shutil.rmtree(state, ignore_errors=True)


def test_from_the_first_line_of_a_problem_to_the_grades(classroom: Classroom) -> None:
    # The instructor writes a problem and sees what it is worth.
    author = classroom.student("tess")
    desk = start(author)
    creates(desk, "Many tens", "A notebook")
    panel = checked(desk, "sound")
    expect(panel.get_by_role("heading", name="Many tens")).to_be_visible()
    author.shot("60-course-authored")

    # It is sent to the course, into a new set, and published, with one link for the class.
    teacher = classroom.teacher()
    teacher.get_by_role("tab", name="Sets").click()
    expect(teacher.locator(".jp-CodifyEmpty")).to_contain_text("No set yet")
    teacher.screenshot(path=shot("61-course-no-set"))
    bar = panel.get_by_role("region", name="Send to the course")
    bar.get_by_label("Title of the new set").fill("Week 1")
    sends(bar, "Version 1 of many-tens is in Week 1. Students get it when you publish the set.")
    author.shot("62-course-sent")
    bar.get_by_role("button", name="Publish Week 1").click()
    link = bar.get_by_label("The link for students")
    expect(link).to_have_value(re.compile("/codify/open/sets/week-1$"))
    expect(bar.get_by_role("status").first).to_contain_text("students have it")
    author.shot("63-course-published")

    # The student follows the link, fails, and passes a question on.
    ada = classroom.student("ada")
    lab = classroom.labs["ada"]  # at an address of its own, where there is no JupyterHub
    path = urlsplit(link.input_value()).path.lstrip("/")
    ada.page.goto(f"{lab.url}{path}?token={lab.token}")
    ada.sees_problem()
    teacher.get_by_role("tab", name="Students", exact=True).click()
    hers = cell(teacher, "ada", 0)
    expect(hers).to_have_attribute("data-state", "opened")
    submits(ada, WRONG)
    expect(hers).to_have_attribute("data-state", "trying")
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
    ada.shot("64-course-answered")
    teacher.get_by_role("tab", name="Students", exact=True).click()

    # A broken test is not sent.
    tests = desk.locator(".jp-CodeCell", has_text="#| test: border").locator(".cm-content")
    rewrites(desk, tests, "[10, 11]", "assert many_tens([10, 11]) == 2")
    expect(checked(desk, "errors").locator("[data-code='reference-fails']")).to_be_visible()
    expect(bar.get_by_role("button", name="Send")).to_be_disabled()
    expect(bar).to_contain_text("Mend the errors first.")
    author.shot("65-course-refused")

    # One that asks for more than the statement does is: a right solution fails.
    rewrites(desk, tests, "[10, 11]", "assert many_tens({10, 11}) == 1")
    checked(desk, "sound")
    sends(bar, "Version 2 of many-tens waits in Week 1. Students keep version 1")
    bar.get_by_role("button", name="Publish Week 1").click()
    expect(link).to_be_visible()
    submits(ada, RIGHT)
    expect(hers).to_have_attribute("aria-label", re.compile("trying, 2 tries"))

    # It is mended; judging again shows who rises before anything counts.
    with desk.expect_response(lambda one: "authoring/checks" in one.url):
        rewrites(desk, tests, "{10, 11}", "assert many_tens([10, 11, 12]) == 2")
    checked(desk, "sound")
    sends(bar, "Version 3 of many-tens waits in Week 1. Students keep version 2")
    teacher.get_by_role("tab", name="Sets").click()
    week = teacher.get_by_role("region", name="Week 1")
    expect(week).to_contain_text("students have version 2, version 3 waits")
    teacher.screenshot(path=shot("66-course-waits"))
    week.get_by_role("button", name="Judge again…").click()
    mending = week.get_by_role("region", name="Judging Many tens again")
    expect(mending).to_have_attribute("data-complete", "true")
    expect(mending).to_contain_text("2 of 2 submissions are judged by the newest tests")
    expect(mending).to_contain_text("ada: 67 % → 100 %")
    expect(mending).to_contain_text("border: 1 submission")
    teacher.screenshot(path=shot("67-course-judged-again"))
    mending.get_by_role("button", name="Let it count").click()
    expect(mending).to_contain_text("1 student finds a note in the chat.")
    expect(week).not_to_contain_text("waits")
    expect(mending).to_be_visible()
    teacher.screenshot(path=shot("68-course-mended"))
    with teacher.expect_download() as download:
        week.get_by_role("button", name="Grades").click()
    graded = download.value.path().read_text("utf-8")
    teacher.get_by_role("tab", name="Students", exact=True).click()
    expect(hers).to_have_attribute("data-state", "solved")
    told = ada.page.locator(".jp-CodifyMessage").filter(has_text="judged again")
    ada.reloads()
    ada.page.get_by_role("tab", name="Tutor").click()
    expect(told).to_be_visible()
    (row,) = csv.DictReader(io.StringIO(graded))
    assert (row["student_id"], float(row["score"]), float(row["max_score"])) == ("ada", 3, 3)

    # A set that is withdrawn is gone for students, after a question.
    teacher.get_by_role("tab", name="Sets").click()
    week.get_by_role("button", name="Withdraw…").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(week).to_contain_text("Withdrawn: students see it no more")


def sends(bar: Locator, words: str) -> None:
    """Send the problem, and read what has become of it."""
    bar.get_by_role("button", name="Send").click()
    expect(bar.get_by_role("status").first).to_contain_text(words)


def submits(student: Student, code: str) -> None:
    student.page.get_by_role("tab", name="Tests").click()
    student.types(code)
    student.presses("Submit")
    expect(student.page.locator(".jp-CodifyTests")).to_have_attribute("data-activity", "idle")
