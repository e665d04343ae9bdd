"""A class: students and their instructor, each in a JupyterLab of their own, and one service."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from codify_jupyter.local_server import LocalServer
from codify_jupyter.local_service import LocalService, local_service

from .conftest import ARTEFACTS, VIEWPORT, Student, jupyterlab, reload_keeping
from .test_author import checked, creates
from .test_places import serious_faults
from .test_student import RUNNING_MEAN, WRONG

SLUG = RUNNING_MEAN.slug
SET = f"""\
codify-set: 1
slug: week-1
title: Week 1
policy: {{}}
items: [{SLUG}, ferry-fare]
"""
PEOPLE = {
    "ada": ["codify-optics"],
    "bob": ["codify-optics"],
    "tess": ["codify-instructor-optics"],
}

PLACES = {
    "CODIFY_HUB_URL": "https://hub.example.org",
    "CODIFY_REPOSITORY": "https://github.com/example/course",
}


@dataclass
class Classroom:
    """All that runs."""

    service: LocalService
    labs: dict[str, LocalServer]
    browser: Browser

    def student(self, name: str) -> Student:
        """Somebody before a screen of their own."""
        page = self.browser.new_context(viewport=VIEWPORT).new_page()  # type: ignore[arg-type]
        return Student(page, self.labs[name])

    def teacher(self) -> Page:
        """The instructor before the class view."""
        lab = self.labs["tess"]
        page = self.student("tess").page
        page.goto(f"{lab.url}lab?token={lab.token}&reset")
        page.locator(".jp-LauncherCard", has_text="Class: optics").click()
        return page


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[LocalService, dict[str, LocalServer]]]:
    state = Path(tempfile.mkdtemp(prefix="codify-class-"))
    state.chmod(0o755)
    (state / "sets").mkdir()
    (state / "sets" / "week-1.yaml").write_text(SET)
    home = {"CODIFY_HOME": str(state / "home"), **PLACES}
    try:
        with ExitStack() as stack:
            service = stack.enter_context(
                local_service(state / "service", PEOPLE, environment=home)
            )
            load = ("problems", "load", str(state / "sets"), "--course", "optics")
            subprocess.run(
                [sys.executable, "-m", "codify_jupyter", *load],
                check=True,
                env={**os.environ, **home},
            )
            labs = {
                name: stack.enter_context(
                    jupyterlab(
                        state / name,
                        CODIFY_SERVICE_URL=service.url,
                        CODIFY_SERVICE_TOKEN=service.tokens[name],
                    )
                )
                for name in ("ada", "tess")
            }
            yield service, labs
    finally:
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture
def classroom(
    running: tuple[LocalService, dict[str, LocalServer]], browser: Browser
) -> Iterator[Classroom]:
    yield Classroom(*running, browser)
    for context in browser.contexts:
        context.close()


def shot(name: str) -> Path:
    return ARTEFACTS / f"{name}.png"


def cell(page: Page, student: str, column: int) -> Locator:
    row = page.locator(".jp-CodifyClass-grid tbody tr", has_text=student)
    return row.locator("td").nth(column)


def test_from_a_students_try_to_the_instructors_answer(classroom: Classroom) -> None:
    ada = classroom.student("ada")
    ada.open(SLUG)
    teacher = classroom.teacher()
    his = cell(teacher, "ada", 0)
    expect(his).to_have_attribute("data-state", "opened")
    expect(teacher.locator(".jp-CodifyClass-live")).to_have_text("Live")

    # The grid changes while the instructor looks.
    ada.types(WRONG)
    ada.presses("Submit")
    expect(his).to_have_attribute("data-state", "trying")
    expect(his).to_have_attribute("aria-label", re.compile("trying, 1 try"))
    teacher.screenshot(path=shot("30-class-grid"))

    # Behind the cell: the code, the verdict with its hidden tests, the hint.
    his.click()
    attempt = teacher.locator("[data-attempt]")
    expect(attempt.locator(".cm-content")).to_contain_text("def running_mean")
    hidden = attempt.locator(".jp-CodifyTest[data-visibility=hidden]").first
    expect(hidden).to_contain_text("running_mean(")
    expect(attempt.locator(".jp-CodifyMessage[data-source=builtin]")).to_have_count(1)
    teacher.screenshot(path=shot("31-class-attempt"))

    # A question is passed on …
    ada.page.get_by_role("tab", name="Tutor").click()
    ada.page.locator(".jp-CodifyQuestion-text").fill("Why do I get one window too many?")
    ada.page.get_by_role("button", name="Ask your instructor").click()
    waiting = ada.page.locator(".jp-CodifyMessage-note[data-waiting=true]")
    expect(waiting).to_contain_text("waiting")
    ada.shot("32-passed-on")
    badge = teacher.locator(".jp-CodifyClass-badge")
    expect(badge).to_have_text("1")
    teacher.get_by_role("tab", name=re.compile("^Questions")).click()
    teacher.locator(".jp-CodifyClass-questions button").click()
    question = teacher.locator(".jp-CodifyClass-question")
    expect(question).to_contain_text("one window too many")
    expect(question.locator(".cm-content").first).to_contain_text("def running_mean")

    # … and answered, with markup that must stay harmless.
    question.locator("textarea").fill("Count the **windows** of [1, 2, 3].<img src=x onerror=1>")
    teacher.screenshot(path=shot("33-inbox"))
    question.get_by_role("button", name="Answer").click()
    expect(badge).to_have_count(0)
    answer = ada.page.locator(".jp-CodifyMessage[data-source=instructor]")
    expect(answer.locator("strong")).to_have_text("windows")
    expect(answer.locator(".jp-CodifyMessage-author")).to_have_text("tess · your instructor")
    expect(answer.locator("img[onerror]")).to_have_count(0)
    expect(waiting).to_have_count(0)
    ada.shot("34-answered")

    # A student who is elsewhere is told.
    ada.page.locator(".jp-CodifyQuestion-text").fill("And with k = 0?")
    ada.page.get_by_role("button", name="Ask your instructor").click()
    expect(badge).to_have_text("1")
    ada.page.get_by_role("tab", name="Tests").click()
    teacher.locator(".jp-CodifyClass-questions button").click()
    question.locator("textarea").fill("Then the task says what to raise.")
    question.get_by_role("button", name="Answer").click()
    told = ada.page.locator(".jp-toast-button", has_text="Read it")
    told.click()
    expect(answer).to_have_count(2)
    expect(answer.last).to_be_visible()

    ada.types(RUNNING_MEAN.solution)
    ada.presses("Submit")
    teacher.get_by_role("tab", name="Students", exact=True).click()
    expect(his).to_have_attribute("data-state", "solved")


def test_the_grid_by_keyboard_and_with_names_hidden(classroom: Classroom) -> None:
    with classroom.service.client("bob") as bob:
        bob.get(f"problems/{SLUG}").raise_for_status()
    teacher = classroom.teacher()
    grid = teacher.get_by_role("grid")
    expect(cell(teacher, "bob", 0)).to_have_attribute("data-state", "opened")
    teacher.get_by_role("searchbox", name="Find a student").click()
    for _ in range(3):  # past order and filter: the grid is one stop
        teacher.keyboard.press("Tab")
    focused = grid.locator(":focus")
    expect(focused).to_have_count(1)
    for key in ("Control+Home", "ArrowDown", "End", "ArrowLeft"):
        teacher.keyboard.press(key)
    expect(focused).to_have_attribute("aria-label", re.compile("opened|solved|trying"))
    teacher.keyboard.press("Enter")
    expect(teacher.locator(".jp-CodifyClass-student h2")).to_have_text("ada")
    teacher.get_by_role("button", name="Back").click()
    expect(focused).to_have_count(1)  # back where it was
    teacher.keyboard.press("Control+Home")
    teacher.keyboard.press("ArrowRight")
    teacher.keyboard.press("Enter")
    expect(teacher.locator(".jp-CodifyClass-report h2")).to_have_text(RUNNING_MEAN.title)
    expect(teacher.locator(".jp-CodifyClass-chart svg").first).to_be_visible()
    teacher.get_by_role("button", name="Back").click()

    teacher.get_by_role("button", name="Hide names").click()
    expect(grid).not_to_contain_text("ada")
    names = grid.locator(".jp-CodifyClass-name").all_text_contents()
    reload_keeping(teacher, "codify-class")
    expect(grid.locator(".jp-CodifyClass-name")).to_have_text(names)  # the same, at once
    teacher.get_by_role("button", name="Hide names").click()
    expect(grid).to_contain_text("ada")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_serious_accessibility_fault_in_the_class_view(classroom: Classroom, theme: str) -> None:
    with classroom.service.client("bob") as bob:
        bob.get(f"problems/{SLUG}").raise_for_status()
        bob.post(f"problems/{SLUG}/questions", json={"text": "Hello?"}).raise_for_status()
    page = classroom.teacher()
    expect(page.get_by_role("grid")).to_be_visible()
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    part = "#codify-class-optics"
    assert serious_faults(page, part) == []
    page.locator(".jp-CodifyClass-grid thead th").nth(1).click()
    expect(page.locator(".jp-CodifyClass-tiles")).to_be_visible()
    assert serious_faults(page, part) == []
    for tab, content in (
        ("Problems", ".jp-CodifyClass-table"),
        ("At risk", ".jp-CodifyClass-text"),
        ("Questions", ".jp-CodifyClass-questions"),
    ):
        page.locator(part).get_by_role("tab", name=tab).click()
        expect(page.locator(content)).to_be_visible()
        assert serious_faults(page, part) == []
    page.locator(".jp-CodifyClass-questions button").first.click()
    expect(page.locator(".jp-CodifyClass-answer")).to_be_visible()
    assert serious_faults(page, part) == []


def test_a_set_is_published_linked_to_and_withdrawn_by_keyboard(classroom: Classroom) -> None:
    page = classroom.teacher()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("tab", name="Questions").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Sets")).to_be_focused()
    week = page.get_by_role("region", name="Week 1")
    expect(week).to_contain_text("Open: what you change counts at once")
    page.keyboard.press("Tab")
    expect(week.get_by_role("button", name="Publish")).to_be_focused()
    page.keyboard.press("Enter")
    expect(week).to_contain_text("Published")
    expect(week.get_by_role("button", name="Publish")).to_have_count(0)
    link = "https://hub.example.org/hub/user-redirect/codify/open/sets/week-1"
    week.get_by_role("button", name="Copy link", exact=True).press("Enter")
    expect(week).to_contain_text(f"Copied: {link}")
    assert page.evaluate("navigator.clipboard.readText()") == link
    week.locator(".jp-CodifyCopy summary").press("Enter")
    page.screenshot(path=shot("41-sets-links"))
    week.get_by_role("button", name="Copy link for Binder").press("Enter")
    expect(week).to_contain_text("Copied: https://mybinder.org/v2/gh/example/course/")
    expect(week.locator(".jp-CodifyCopy details")).not_to_have_attribute("open", "")
    week.get_by_role("button", name="Withdraw…").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What they have handed in and its grades stay")
    dialog.get_by_role("button", name="Cancel").press("Enter")
    expect(week).to_contain_text("Published")
    week.get_by_role("button", name="Withdraw…").press("Enter")
    dialog.get_by_role("button", name="Withdraw").press("Enter")
    expect(week).to_contain_text("Withdrawn: students see it no more")
    week.get_by_role("button", name="Publish").press("Enter")
    expect(week).to_contain_text("Published")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_serious_accessibility_fault_in_sets_and_sending(
    classroom: Classroom, theme: str
) -> None:
    page = classroom.teacher()
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    dark = "dark" if "Dark" in theme else "light"
    part = "#codify-class-optics"
    page.get_by_role("tab", name="Sets").click()
    week = page.get_by_role("region", name="Week 1")
    week.locator("details", has_text="2 problems").locator("summary").click()
    expect(week).to_contain_text(RUNNING_MEAN.title)
    assert serious_faults(page, part) == []
    page.screenshot(path=shot(f"42-sets-{dark}"))
    # The service goes away: what was read stays, and it is said what failed.
    away = re.compile(r"/codify/api/courses/optics/sets(\?|/|$)")
    page.route(away, lambda route: route.abort())
    week.get_by_role("button", name="Grades").click()
    expect(week.get_by_role("alert")).to_be_visible()
    assert serious_faults(page, part) == []
    page.screenshot(path=shot(f"43-sets-away-{dark}"))
    page.unroute(away)

    page.evaluate("void window.jupyterapp.commands.execute('codify:new-problem')")
    creates(page, f"Many {dark}", "A notebook")
    checked(page, "sound")
    bar = page.get_by_role("region", name="Send to the course")
    bar.get_by_label("Set").select_option("New set…")
    expect(bar.get_by_role("button", name="Send")).to_be_disabled()
    assert serious_faults(page, "#codify-problem-check") == []
    bar.get_by_label("Title of the new set").fill("Week 1")
    expect(bar).to_contain_text("There is a set called so")
    page.screenshot(path=shot(f"44-send-{dark}"))
    bar.get_by_label("Title of the new set").fill(f"A {dark} week")
    bar.get_by_role("button", name="Send").click()
    bar.get_by_role("button", name=f"Publish A {dark} week").click()
    expect(bar.get_by_label("The link for students")).to_be_visible()
    assert serious_faults(page, "#codify-problem-check") == []
    page.set_viewport_size({"width": 760, "height": 900})
    page.screenshot(path=shot(f"45-send-narrow-{dark}"))
    page.locator(".lm-TabBar-tab", has_text="Class: optics").click()
    # What was sent meanwhile is there, and what went wrong before is not.
    expect(page.get_by_role("region", name=f"A {dark} week")).to_be_visible()
    expect(page.locator(part).get_by_role("alert")).to_have_count(0)
    page.screenshot(path=shot(f"46-sets-narrow-{dark}"))


def test_students_see_nothing_of_the_class_view(classroom: Classroom) -> None:
    ada = classroom.student("ada")
    lab = classroom.labs["ada"]
    ada.page.goto(f"{lab.url}lab?token={lab.token}&reset")
    expect(ada.page.locator(".jp-LauncherCard", has_text="Next problem")).to_be_visible()
    with ada.page.expect_response("**/codify/api/problem-sets*"):
        ada.page.evaluate("window.jupyterapp.commands.execute('codify:open-side-panel')")
    expect(ada.page.locator(".jp-LauncherCard", has_text="Class:")).to_have_count(0)
    assert not ada.page.evaluate("window.jupyterapp.commands.isVisible('codify:open-class')")
