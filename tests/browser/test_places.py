"""The same workspace elsewhere: dark, narrow, in Notebook 7, by keyboard, with the server away."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Student
from .test_student import WRONG

SERIOUS = ("serious", "critical")


def serious_faults(page: Page, part: str) -> list[str]:
    """What axe-core finds in a part of the page, as far as it is serious."""
    found: dict[str, Any] = Axe().run(page, context=part).response
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_serious_accessibility_fault_in_either_theme(student: Student, theme: str) -> None:
    page = student.page
    student.open("running-mean")
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    student.types(WRONG)
    student.presses("Submit")
    expect(page.locator(".jp-CodifyTests")).to_have_attribute("data-activity", "idle")
    expect(page.locator(".jp-CodifyHintLine")).to_be_visible()
    dark = "dark" if "Dark" in theme else "light"
    student.shot(f"10-failing-{dark}")
    assert serious_faults(page, "#codify-workspace") == []
    page.get_by_role("tab", name="Tutor").click()
    student.shot(f"11-tutor-{dark}")
    assert serious_faults(page, "#codify-workspace") == []
    page.evaluate("window.jupyterapp.commands.execute('codify:open-side-panel')")
    expect(page.locator(".jp-CodifySide-problem").first).to_be_visible()
    student.shot(f"12-side-panel-{dark}")
    assert serious_faults(page, "#codify-side-panel") == []


def test_by_keyboard_alone(student: Student) -> None:
    page = student.page
    student.open("running-mean")
    student.types(WRONG)
    page.keyboard.press("ControlOrMeta+Shift+Enter")
    expect(page.locator(".jp-CodifySummary-text")).to_contain_text("1 of 3 public tests passed")
    page.keyboard.press("ControlOrMeta+Alt+Enter")
    expect(page.locator(".jp-CodifySummary-text")).to_contain_text("hidden tests failed")


def test_in_a_narrow_window(student: Student) -> None:
    student.page.set_viewport_size({"width": 820, "height": 900})
    student.open("running-mean")
    student.types(WRONG)
    student.presses("Run Tests")
    expect(student.page.locator(".jp-CodifyCompare").first).to_be_visible()
    expect(student.page.get_by_role("button", name="Submit")).to_be_visible()
    student.shot("13-narrow")


def test_in_notebook_7(student: Student) -> None:
    page = student.page
    student.open("running-mean")  # makes the notebook
    page.goto(
        f"{student.server.url}notebooks/codify/running-mean.ipynb?token={student.server.token}"
    )
    student.sees_problem()
    student.types(WRONG)
    student.presses("Run Tests")
    expect(page.locator(".jp-CodifySummary-text")).to_contain_text("1 of 3 public tests passed")
    student.shot("14-notebook-7")


def test_while_the_server_is_away_it_says_so_and_goes_on_by_itself(student: Student) -> None:
    page = student.page
    student.open("running-mean")
    student.types(WRONG)
    page.context.set_offline(True)
    # By the command: JupyterLab may have put its own dialog about the connection over the page.
    page.evaluate("window.jupyterapp.commands.execute('codify:run-tests')")
    away = page.locator(".jp-CodifyAway:visible")
    expect(away.first).to_contain_text("safe")
    student.shot("15-away")
    page.context.set_offline(False)
    expect(away).to_have_count(0, timeout=30_000)
    page.evaluate("window.jupyterapp.commands.execute('codify:run-tests')")
    expect(page.locator(".jp-CodifySummary-text")).to_contain_text("1 of 3 public tests passed")
    expect(page.locator(".jp-CodeCell .cm-content").first).to_contain_text("def running_mean")


def test_with_a_dead_kernel_tests_run_and_attempts_count(student: Student) -> None:
    page = student.page
    student.open("running-mean")
    kernels = f"{student.server.url}api/kernels"
    headers = {"Authorization": f"token {student.server.token}"}
    expect(page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")
    for kernel in page.request.get(kernels, headers=headers).json():
        page.request.delete(f"{kernels}/{kernel['id']}", headers=headers)
    student.types(WRONG)
    student.presses("Run Tests")
    summary = page.locator(".jp-CodifySummary-text")
    expect(summary).to_contain_text("1 of 3 public tests passed")
    student.presses("Submit")
    expect(summary).to_contain_text("hidden tests failed")
    student.shot("16-dead-kernel")
