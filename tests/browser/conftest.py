"""A real JupyterLab in a child process, driven by a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from codify_jupyter.local_server import LocalServer, local_server

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "browser"
# What a slow machine needs; a test that passes never waits for it.
expect.set_options(timeout=30_000)
VIEWPORT = {"width": 1440, "height": 900}
# Chromium's own sandbox does not run as root, and its background traffic has no place in a test.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

_WRITTEN_LAYOUT = """async () => {
    const { baseUrl } = JSON.parse(document.getElementById('jupyter-config-data').text);
    const answer = await fetch(`${baseUrl}lab/api/workspaces/default?${Date.now()}`);
    const layout = (await answer.json()).data?.['layout-restorer:data'];
    return JSON.stringify(layout?.main?.dock ?? null);
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    chosen = os.environ.get("CODIFY_CHROMIUM", found)
    return {
        **browser_type_launch_args,
        "args": _ARGUMENTS,
        **({"executable_path": chosen} if chosen else {}),
    }


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    """A JupyterLab with a database of its own: no test finds another's attempts."""
    state = Path(tempfile.mkdtemp(prefix="codify-browser-"))
    try:
        with jupyterlab(state, CODIFY_HOME=str(state / "home")) as started:
            yield started
        shutil.copy(started.log, ARTEFACTS / f"{request.node.originalname}.log")
    finally:
        shutil.rmtree(state, ignore_errors=True)


@contextmanager
def jupyterlab(state: Path, **environment: str) -> Iterator[LocalServer]:
    """A JupyterLab without announcements, which would cover the page."""
    config = state / "config" / "labconfig"
    config.mkdir(parents=True)
    page_config = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (config / "page_config.json").write_text(json.dumps(page_config))
    with local_server(
        state,
        module="jupyterlab",
        arguments=(
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
        ),
        environment=environment,
    ) as started:
        yield started


@pytest.fixture(scope="session", autouse=True)
def artefacts() -> Path:
    """Where the screenshots go; git ignores it."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return ARTEFACTS


def reload_keeping(page: Page, view: str) -> None:
    """Reload the page once JupyterLab has written down that the view is open.

    It waits until the layout has not changed for a moment; a person takes longer to reload.
    """
    deadline = time.monotonic() + 30
    while view not in page.evaluate(_WRITTEN_LAYOUT):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
    page.reload()


@dataclass
class Student:
    """A person before the screen, who has one browser page."""

    page: Page
    server: LocalServer

    def open(self, slug: str) -> None:
        """Follow a deep link and wait for the problem to stand there."""
        self.page.goto(f"{self.server.url}lab?codify={slug}&token={self.server.token}&reset")
        self.sees_problem()

    def sees_problem(self) -> None:
        self.page.locator(".jp-CodifyProblem-title").wait_for(timeout=60_000)
        # Behind the tutor's tab, where a student left that one in front.
        self.page.locator(".jp-CodifyTests").wait_for(state="attached")

    def reloads(self) -> None:
        reload_keeping(self.page, "codify-workspace:")
        self.sees_problem()

    def types(self, code: str) -> None:
        """Replace the solution cell's code, keeping its directive line, as a person may."""
        editor = self.page.locator(".jp-CodeCell .cm-content").first
        editor.click()
        directive = (editor.locator(".cm-line").first.text_content() or "").strip()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(f"{directive}\n{code}")

    def presses(self, name: str) -> None:
        """Press a button of the notebook's toolbar."""
        self.page.locator(".jp-NotebookPanel-toolbar").get_by_role("button", name=name).click()

    def shot(self, name: str) -> None:
        """Keep a picture of the page."""
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def student(context: BrowserContext, server: LocalServer) -> Student:
    return Student(context.new_page(), server)
