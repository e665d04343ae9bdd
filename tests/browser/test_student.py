"""What a student does: open, type, run, fail, read the hint, fix, submit, reload, find it again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import read_problem

from .conftest import Student

RUNNING_MEAN = read_problem(SHIPPED / "problems" / "running-mean")
WRONG = next(wrong.code for wrong in RUNNING_MEAN.wrong if wrong.name == "over_the_end")


def test_from_the_first_look_to_the_last_attempt(student: Student) -> None:
    page = student.page
    student.open("running-mean")
    expect(page.locator(".jp-CodifyProblem-title")).to_have_text("Running mean")
    expect(page.locator(".jp-CodifyProblem .jp-RenderedMarkdown")).to_contain_text("window")
    expect(page.locator(".jp-CodifyUnseen")).to_contain_text("hidden")
    student.shot("01-opened-light")

    student.types(WRONG)
    student.presses("Run tests")
    summary = page.locator(".jp-CodifySummary-text")
    expect(summary).to_contain_text("public test")
    expect(page.locator(".jp-CodifyCompare").first).to_contain_text("expected")
    expect(page.locator(".jp-CodifyGot").first).to_be_visible()
    student.shot("02-run-failed")

    student.presses("Submit")
    hint = page.locator(".jp-CodifyMessage-text").first
    expect(hint).not_to_be_empty()
    expect(page.locator(".jp-CodifyMessage-author").first).to_contain_text("Built-in tutor")
    expect(summary).not_to_contain_text(re.compile("^All"))
    student.shot("03-submitted-wrong")

    page.get_by_role("tab", name="Tutor").click()
    page.locator(".jp-CodifyQuestion-text").fill("Why does the first test fail?")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-CodifyMessage-text")).to_have_count(3)
    student.shot("04-chat")

    student.types(RUNNING_MEAN.solution)
    student.presses("Submit")
    expect(summary).to_contain_text(re.compile("^All"))
    student.shot("05-accepted")

    expect(page.locator(".jp-CodifyTests")).to_have_attribute("data-activity", "idle")
    student.reloads()
    page.get_by_role("tab", name="Tutor").click()
    expect(page.locator(".jp-CodifyMessage-text").first).to_be_visible()
    expect(page.locator(".jp-CodeCell .cm-content").first).to_contain_text("def running_mean")
    page.get_by_role("tab", name=re.compile("Attempts")).click()
    expect(page.locator(".jp-CodifyAttempts-item")).to_have_count(2)
    student.shot("06-attempts-after-reload")
