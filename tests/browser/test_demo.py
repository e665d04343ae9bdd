"""`codify demo`: the address it prints opens a problem, with nothing else to do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

_DEMO = "from codify_jupyter.cli import main; main()"


@pytest.fixture
def address() -> Iterator[str]:
    """What a demo in a child process prints, as a person would copy it."""
    with tempfile.TemporaryDirectory(prefix="codify-demo-") as home:
        environment = {
            **os.environ,
            "CODIFY_HOME": f"{home}/database",
            "JUPYTER_RUNTIME_DIR": f"{home}/runtime",
            "JUPYTER_CONFIG_DIR": f"{home}/config",
        }
        environment.pop("JUPYTER_TOKEN", None)
        demo = subprocess.Popen(
            [sys.executable, "-c", _DEMO, "demo", "--no-browser", "--port=0", f"--dir={home}/work"],
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )
        try:
            assert demo.stderr is not None
            printed = (re.search(r"http://127\S+token=\S+", line) for line in demo.stderr)
            yield next(found[0] for found in printed if found)
        finally:
            os.killpg(demo.pid, signal.SIGTERM)
            demo.communicate()
            assert not Path(home, "runtime", f"jpserver-{demo.pid}.json").exists()


def test_the_printed_address_opens_a_problem(address: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".jp-CodifyProblem-title")).to_have_text("Running mean", timeout=60_000)
    expect(page.locator(".jp-CodeCell .cm-content").first).to_contain_text("def running_mean")
