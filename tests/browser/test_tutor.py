"""The tutor on the screen: climbing the ladder, stopping a stream, rating, coming back later."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.fake_llm import FakeLLM

from .conftest import Student
from .test_student import RUNNING_MEAN, WRONG

CHANGED = WRONG.replace("xs", "numbers")
FIXED_TOO_MUCH = next(wrong.code for wrong in RUNNING_MEAN.wrong if wrong.code != WRONG)


class LiveLLM:
    """The fake model in a thread of its own: the browser's tests are not coroutines."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.model = FakeLLM()
        self._do(self.model.__aenter__())

    def close(self) -> None:
        self._do(self.model.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def wait_until_left(self) -> None:
        """Until the client has closed the connection of an answer under way."""
        self._do(asyncio.wait_for(self.model.left.wait(), 15))

    def _do(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)  # type: ignore[arg-type]


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveLLM]:
    """Named in the environment before the server starts: ask for it first."""
    live = LiveLLM()
    monkeypatch.setenv("CODIFY_LLM_BASE_URL", live.model.base_url)
    monkeypatch.setenv("CODIFY_LLM_MODEL", "small-model")
    monkeypatch.setenv("CODIFY_LLM_CONSENT", "always")
    yield live
    live.close()


def open_tutor(student: Student) -> None:
    student.page.get_by_role("tab", name="Tutor").click()


def test_up_the_ladder_rating_and_finding_it_again(student: Student) -> None:
    page = student.page
    student.open("running-mean")
    open_tutor(student)
    expect(page.locator(".jp-CodifyNextRung")).to_contain_text("first submission")
    student.types(WRONG)
    student.presses("Submit")
    expect(page.locator(".jp-CodifyTests")).to_have_attribute("data-activity", "idle")
    open_tutor(student)
    rung = page.get_by_role("button", name="Next hint: the concept")
    expect(rung).to_be_disabled()
    expect(page.locator(".jp-CodifyNextRung")).to_contain_text("when you submit changed code")
    student.shot("20-ladder-locked-light")

    student.types(FIXED_TOO_MUCH)  # changed code opens the next rung at once
    student.presses("Submit")
    open_tutor(student)
    expect(page.get_by_role("button", name="Next hint")).to_be_enabled()
    page.get_by_role("button", name="Next hint").click()
    authors = page.locator(".jp-CodifyMessage-author")
    expect(authors.last).to_contain_text("the concept")
    expect(page.locator(".jp-CodifyLadder [aria-current=step]")).to_have_text("the concept")
    expect(page.get_by_role("button", name="Next hint: where")).to_be_disabled()
    page.locator(".jp-CodifyMessage").last.get_by_role("button", name="This helped").click()
    expect(
        page.locator(".jp-CodifyMessage").last.get_by_role("button", name="This helped")
    ).to_have_attribute("aria-pressed", "true")
    student.shot("21-ladder-climbed-light")

    page.keyboard.press("ControlOrMeta+s")
    page.reload()
    student.sees_problem()
    open_tutor(student)
    expect(authors.last).to_contain_text("the concept")
    expect(
        page.locator(".jp-CodifyMessage").last.get_by_role("button", name="This helped")
    ).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".jp-CodifyLadder [aria-current=step]")).to_have_text("the concept")
    page.evaluate("window.jupyterapp.commands.execute('codify:open-side-panel')")
    expect(page.locator(".jp-CodifySide-skills li").first).to_contain_text("%")
    expect(page.locator(".jp-CodifyNext")).to_contain_text("You have begun this one")
    student.shot("22-my-path-light")


def test_a_model_is_asked_only_with_consent_and_can_be_stopped(
    llm: LiveLLM, student: Student
) -> None:
    page = student.page
    llm.model.words = "What does your loop do in its last round? Look at the end. And then?"
    student.open("running-mean")
    open_tutor(student)
    consent = page.locator(".jp-CodifyConsent")
    expect(consent).to_contain_text("small-model at 127.0.0.1")
    page.get_by_role("button", name="Show exactly what is sent").click()
    expect(page.locator(".jp-CodifyConsent-preview")).to_contain_text("def running_mean")
    student.shot("23-consent-light")
    page.locator(".jp-CodifyQuestion-text").fill("What is a window?")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-CodifyMessage-author").last).to_contain_text("Built-in tutor")
    assert llm.model.requests == [], "nothing leaves before the student agrees"

    page.get_by_role("button", name="Allow").click()
    expect(consent).to_have_count(0)
    llm.model.fault, llm.model.pieces_before_fault = "stalls", 12
    page.locator(".jp-CodifyQuestion-text").fill("Why is it wrong?")
    page.keyboard.press("Enter")
    answer = page.locator(".jp-CodifyMessage").last
    expect(answer).to_contain_text("last round?")
    expect(answer).to_contain_text("small-model")
    student.shot("24-streaming-light")
    page.get_by_role("button", name="Stop").last.click()
    expect(answer).to_contain_text("Stopped")
    llm.wait_until_left()
    page.keyboard.press("ControlOrMeta+s")
    page.reload()
    student.sees_problem()
    open_tutor(student)
    expect(page.locator(".jp-CodifyMessage").last).to_contain_text("last round?")
    expect(page.locator(".jp-CodifyMessage").last).to_contain_text("Stopped")
