"""An author writes a problem in JupyterLab and sees on each save what it is worth."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Student
from .test_places import serious_faults


def start(student: Student, query: str = "") -> Page:
    page = student.page
    page.goto(f"{student.server.url}lab?token={student.server.token}&reset{query}")
    page.locator(".jp-LauncherCard", has_text="New problem").click(timeout=60_000)
    return page


def creates(page: Page, title: str, form: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Function that students write").fill("many_tens")
    dialog.get_by_label(form).check()
    dialog.get_by_role("button", name="Create").click()


def checked(page: Page, grade: str) -> Locator:
    """The panel, once the check has come to this."""
    panel = page.locator(".jp-CodifyCheck")
    expect(panel).to_have_attribute("data-state", "done")
    expect(panel).to_have_attribute("data-grade", grade)
    return panel


def rewrites(page: Page, editor: Locator, old: str, new: str) -> None:
    """Replace a line's text in an editor, and save."""
    editor.locator(".cm-line", has_text=old).first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(new)
    page.keyboard.press("ControlOrMeta+s")


def test_a_notebook_is_checked_on_each_save(student: Student) -> None:
    page = start(student)
    creates(page, "Many tens", "A notebook")
    panel = checked(page, "sound")
    expect(page.locator(".jp-NotebookPanel")).to_be_visible()
    expect(panel.locator(".jp-CodifyCheck-status")).to_have_text("All is as it should be")
    # The words about cells are the author's: no student's panel takes them for problems.
    expect(page.locator(".jp-CodifyWorkspace")).to_have_count(0)
    expect(
        page.locator(".jp-NotebookPanel-toolbar").get_by_role("button", name="Submit")
    ).to_have_count(0)
    student.shot("30-author-sound")

    tests = page.locator(".jp-CodeCell", has_text="#| test: example").locator(".cm-content")
    rewrites(page, tests, "12, 30]) == 2", "assert many_tens([4, 12, 30]) == 3")
    panel = checked(page, "errors")
    finding = panel.locator("[data-code='reference-fails']")
    expect(finding).to_contain_text("the reference fails example")
    row = panel.locator("[data-program='reference']")
    expect(row.locator("[data-test='example']")).to_have_attribute("data-surprise", "true")
    row.locator("[data-test='example'] button").click()
    expect(panel.locator(".jp-CodifyMatrix-detail")).to_contain_text("2")
    student.shot("31-author-mistake")

    page.locator(".jp-MarkdownCell").first.click()
    finding.click()
    active = page.locator(".jp-Cell.jp-mod-active")
    expect(active).to_contain_text("12, 30]) == 3")
    expect(active.locator(".jp-CodifyMarkedLine")).to_have_text("#| test: example")
    number = page.locator(".jp-Notebook .jp-Cell").evaluate_all(
        "cells => cells.findIndex(cell => cell.classList.contains('jp-mod-active')) + 1"
    )
    expect(finding).to_contain_text(f"cell {number}, line")

    rewrites(page, tests, "12, 30]) == 3", "assert many_tens([4, 12, 30]) == 2")
    checked(page, "sound")


def test_what_the_tests_let_live_in_a_folder(student: Student) -> None:
    page = start(student)
    creates(page, "Many tens", "A folder")
    panel = checked(page, "sound")
    expect(panel.get_by_role("heading", name="Many tens")).to_be_visible()
    expect(panel.locator(".jp-CodifyProblem .jp-RenderedMarkdown")).to_contain_text("how many of")
    expect(panel.locator(".jp-CodifyTest")).to_have_count(1)
    expect(panel.locator(".jp-CodifyCheck-hints dt")).to_have_count(3)
    # To the tests, by the head of a column of the table.
    panel.get_by_role("button", name="border").first.click()
    tests = page.locator(".jp-FileEditor:visible .cm-content")
    expect(tests.locator(".jp-CodifyMarkedLine")).to_contain_text("border")
    rewrites(page, tests, "many_tens([10, 11])", "call: many_tens([9, 11])")
    panel = checked(page, "errors")
    expect(panel.locator("[data-code='wrong-passes']")).to_contain_text("border")
    mutant = panel.locator("[data-code='mutant']").first
    expect(mutant).to_contain_text(re.compile(">= for > is accepted"))
    student.shot("32-author-mutants")
    mutant.click()
    reference = page.locator(".jp-FileEditor:visible .cm-content")
    expect(reference.locator(".jp-CodifyMarkedLine")).to_contain_text("value > 10")
    # What cannot be read: the last view stays, and says so.
    rewrites(page, reference, "def many_tens", "def many_tens(values)")
    panel = checked(page, "errors")
    expect(panel.locator("[data-code='bad-python']")).to_contain_text("solution.py, line 1")
    expect(panel).to_contain_text("As of the last text that could be read.")
    student.shot("33-author-unreadable")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_check_has_no_serious_accessibility_fault(student: Student, theme: str) -> None:
    page = start(student)
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    dark = "dark" if "Dark" in theme else "light"
    page.evaluate("void window.jupyterapp.commands.execute('codify:check-problem')")
    expect(page.locator("#codify-problem-check")).to_contain_text("No problem to check")
    student.shot(f"34-author-empty-{dark}")
    page.locator("#codify-problem-check").get_by_role("button", name="New problem").click()
    student.shot(f"35-author-new-{dark}")
    creates(page, "Many tens", "A notebook")
    checked(page, "sound")
    tests = page.locator(".jp-CodeCell", has_text="#| test: border").locator(".cm-content")
    rewrites(page, tests, "[10, 11]", "assert many_tens([9, 11]) == 1")
    checked(page, "errors")
    student.shot(f"36-author-{dark}")
    assert serious_faults(page, "#codify-problem-check") == []


def test_the_check_in_a_narrow_window(student: Student) -> None:
    student.page.set_viewport_size({"width": 820, "height": 900})
    page = start(student)
    creates(page, "Many tens", "A notebook")
    checked(page, "sound")
    student.shot("37-author-narrow")


def test_the_check_in_notebook_7(student: Student) -> None:
    page = start(student)
    creates(page, "Many tens", "A notebook")
    checked(page, "sound")
    page.goto(f"{student.server.url}notebooks/many-tens.ipynb?token={student.server.token}")
    page.locator(".jp-NotebookPanel-toolbar").get_by_role("button", name="Check Problem").click()
    checked(page, "sound")
    student.shot("38-author-notebook-7")
