"""An instructor publishes an exam and shares its link; a student sits it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import read_problem

from .conftest import Student

RUNNING_MEAN = read_problem(SHIPPED / "problems" / "running-mean")
SET = """\
codify-set: 1
slug: midterm
title: Midterm
policy: {timezone: Europe/Berlin, due: 2099-10-08 12:00, exam: on, attempts: 5}
zones:
  - title: Everybody
    items: [running-mean]
  - title: One of three
    choose: 1
    items: [dimmer, duckweed, even-score]
"""


def codify(student: Student, *arguments: object) -> Any:
    """Run a command beside the student's server, on the same database."""
    home = student.server.log.parent / "home"
    done = subprocess.run(
        [sys.executable, "-m", "codify_jupyter", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "CODIFY_HOME": str(home)},
        check=True,
    )
    return json.loads(done.stdout)


def test_an_exam_is_published_and_sat(student: Student, tmp_path: Path) -> None:
    page = student.page
    (tmp_path / "midterm.yaml").write_text(SET)
    codify(student, "problems", "load", tmp_path / "midterm.yaml", "--draft")
    published = codify(student, "publish", "midterm", "--server", student.server.url)
    assert published["links"]["server"] == f"{student.server.url}codify/open/sets/midterm"

    page.goto(f"{published['links']['server']}?token={student.server.token}")
    student.sees_problem()
    expect(page.locator(".jp-CodifyProblem-title")).to_have_text("Running mean")
    expect(page.locator(".jp-CodifyProblem")).to_contain_text("1 of 2")
    page.evaluate("window.jupyterapp.commands.execute('codify:open-side-panel')")
    side = page.locator(".jp-CodifySide-section").filter(has_text="Midterm")
    words = "public tests are shown until Thu 2099-10-08, 12:00 (Europe/Berlin)"
    expect(side.locator(".jp-CodifySide-words")).to_contain_text(words)
    expect(side.locator("h4")).to_have_text(["Everybody", "One of three"])
    expect(side.locator(".jp-CodifySide-problem")).to_have_count(2)
    student.shot("exam-1-opened")

    student.types(RUNNING_MEAN.solution)
    student.presses("Submit")
    summary = page.locator(".jp-CodifySummary-text")
    expect(summary).to_contain_text("How the hidden tests went is told after the exam on Thu 2099")
    expect(page.locator(".jp-CodifyTests")).to_have_attribute("data-activity", "idle")
    expect(page.locator(".jp-CodifyOnwards")).to_have_count(0)
    student.shot("exam-2-handed-in")
    page.get_by_role("tab", name="Attempts").click()
    attempt = page.locator(".jp-CodifyAttempts-item")
    expect(attempt).to_contain_text("Handed in")
    expect(attempt).not_to_contain_text("hidden")
    student.shot("exam-3-attempts")
    page.get_by_role("tab", name="Tutor").click()
    expect(page.get_by_text("The tutor is switched off").first).to_be_visible()
    student.shot("exam-4-tutor")
