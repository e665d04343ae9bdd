"""From the key press to painted test results, in a real JupyterLab and a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from codify_jupyter.bench.figures import Figure, at_most, percentile
from codify_jupyter.catalogue import FIRST_PROBLEM
from codify_jupyter.errors import Unavailable
from codify_jupyter.local_server import LocalServer, local_server

_CODE = "\ndef running_mean(xs, k):\n    return []\n"
# Resolves with the milliseconds from the next key press to the frame after the results changed.
_WATCH = """() => {
  window.codifyPainted = new Promise(resolve => {
    let pressed = null;
    addEventListener('keydown', event => { pressed ??= event.timeStamp; }, true);
    const results = document.querySelector('.jp-CodifyTests');
    const before = results.textContent;
    new MutationObserver((_, observer) => {
      const now = results.querySelector('.jp-CodifyTest-time');
      if (pressed === null || !now || results.textContent === before) { return; }
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(
        () => resolve(performance.now() - pressed)
      ));
    }).observe(results, { childList: true, subtree: true, characterData: true });
  });
}"""


def measure_painting(repeats: int = 40) -> list[Figure]:
    """Run Tests by its shortcut on a trivial function; the two frames to paint are included.

    Raises:
        Unavailable: when Playwright or Chromium is not installed.
    """
    try:
        import playwright.sync_api  # noqa: F401  # only to say in words that it is missing
    except ImportError:
        raise Unavailable(
            "Playwright is not installed: run `make bench`, or pass --no-browser."
        ) from None
    with tempfile.TemporaryDirectory(prefix="codify-bench-") as temporary:
        state = Path(temporary)
        config = state / "config" / "labconfig"
        config.mkdir(parents=True)
        disabled = {"@jupyterlab/apputils-extension:announcements": True}
        (config / "page_config.json").write_text(json.dumps({"disabledExtensions": disabled}))
        with local_server(
            state, module="jupyterlab", environment={"CODIFY_HOME": str(state / "home")}
        ) as server:
            times = _press_and_wait(server, repeats)
    return [
        at_most("key press to painted results, p50", percentile(times, 50), 100, "ms"),
        at_most("key press to painted results, p95", percentile(times, 95), None, "ms"),
    ]


def _press_and_wait(server: LocalServer, repeats: int) -> list[float]:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CODIFY_CHROMIUM") or shutil.which("chromium")
    times: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{server.url}lab?codify={FIRST_PROBLEM}&token={server.token}")
        page.locator(".jp-CodifyProblem-title").wait_for(timeout=60_000)
        editor = page.locator(".jp-CodeCell .cm-content").first
        editor.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(f"#| codify: {FIRST_PROBLEM}{_CODE}")
        for number in range(repeats + 3):
            page.evaluate(_WATCH)
            page.keyboard.press("ControlOrMeta+Shift+Enter")
            took = float(page.evaluate("() => window.codifyPainted"))
            if number >= 3:  # the first ones warm things up
                times.append(took)
        browser.close()
    return times
