"""The tutor on the screen: climbing the ladder, stopping a stream, rating, coming back later."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from codify_jupyter.policy import SWITCHED_OFF
from tests.fake_llm import FakeLLM, live_model

from .conftest import VIEWPORT, Student
from .test_student import RUNNING_MEAN, WRONG

CHANGED = WRONG.replace("xs", "numbers")
FIXED_TOO_MUCH = next(wrong.code for wrong in RUNNING_MEAN.wrong if wrong.code != WRONG)


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLLM]:
    """Named in the environment before the server starts: ask for it first."""
    with live_model() as model:
        monkeypatch.setenv("CODIFY_LLM_BASE_URL", model.base_url)
        monkeypatch.setenv("CODIFY_LLM_MODEL", "small-model")
        monkeypatch.setenv("CODIFY_LLM_CONSENT", "always")
        yield model


def looks(student: Student, name: str) -> None:
    """Keep pictures of what stands there: light, dark, and in a narrow window."""
    page = student.page
    student.shot(f"{name}-light")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
        )
        expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)
        if theme == "JupyterLab Dark":
            student.shot(f"{name}-dark")
    page.set_viewport_size({"width": 820, "height": 900})
    student.shot(f"{name}-narrow")
    page.set_viewport_size(VIEWPORT)  # type: ignore[arg-type]


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
    looks(student, "20-ladder-locked")

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
    # The same mistake in changed code goes on where the ladder was left, up to its end.
    for number, name in ((3, "where"), (4, "a similar example")):
        student.types(FIXED_TOO_MUCH.replace("means", f"means{number}"))
        student.presses("Submit")
        open_tutor(student)
        rung = page.get_by_role("button", name=f"Next hint: {name}")
        expect(rung).to_be_enabled()
        rung.click()
        expect(authors.last).to_contain_text(name)
    last = page.locator(".jp-CodifyMessage").last
    expect(last.locator("pre")).to_be_visible()
    expect(page.locator(".jp-CodifyNextRung")).to_contain_text("the last hint there is")
    last.get_by_role("button", name="This did not help").click()
    expect(last.get_by_role("button", name="This did not help")).to_have_attribute(
        "aria-pressed", "true"
    )
    looks(student, "21-ladder-climbed")

    page.keyboard.press("ControlOrMeta+s")
    student.reloads()
    open_tutor(student)
    expect(authors.last).to_contain_text("a similar example")
    expect(last.get_by_role("button", name="This did not help")).to_have_attribute(
        "aria-pressed", "true"
    )
    helped = page.locator(".jp-CodifyMessage").filter(has_text="the concept")
    expect(helped.get_by_role("button", name="This helped")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator(".jp-CodifyLadder [aria-current=step]")).to_have_text("a similar example")
    page.evaluate("window.jupyterapp.commands.execute('codify:open-side-panel')")
    expect(page.locator(".jp-CodifySide-skills li").first).to_contain_text("%")
    expect(page.locator(".jp-CodifyNext")).to_contain_text("You have begun this one")
    looks(student, "22-my-path")


def test_a_model_is_asked_only_with_consent_and_can_be_stopped(
    llm: FakeLLM, student: Student
) -> None:
    page = student.page
    llm.words = "What does your loop do in its last round? Look at the end. And then?"
    student.open("running-mean")
    open_tutor(student)
    consent = page.locator(".jp-CodifyConsent")
    expect(consent).to_contain_text("small-model at 127.0.0.1")
    page.get_by_role("button", name="Show exactly what is sent").click()
    expect(page.locator(".jp-CodifyConsent-preview")).to_contain_text("def running_mean")
    looks(student, "23-consent")
    page.locator(".jp-CodifyQuestion-text").fill("What is a window?")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-CodifyMessage-author").last).to_contain_text("Built-in tutor")
    assert llm.requests == [], "nothing leaves before the student agrees"

    page.get_by_role("button", name="Allow").click()
    expect(consent).to_have_count(0)
    expect(page.locator(".jp-CodifyModel")).to_contain_text("small-model at 127.0.0.1 adds")
    llm.fault, llm.pieces_before_fault = "stalls", 12
    page.locator(".jp-CodifyQuestion-text").fill("Why is it wrong?")
    page.keyboard.press("Enter")
    answer = page.locator(".jp-CodifyMessage").last
    expect(answer).to_contain_text("last round?")
    expect(answer).to_contain_text("small-model")
    expect(answer).to_be_in_viewport(ratio=0.9)
    looks(student, "24-streaming")
    page.get_by_role("button", name="Stop").last.click()
    expect(answer).to_contain_text("Stopped")
    deadline = time.monotonic() + 15
    while not llm.left.is_set():  # the model is told at once
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)
    page.keyboard.press("ControlOrMeta+s")
    student.reloads()
    open_tutor(student)
    expect(page.locator(".jp-CodifyMessage").last).to_contain_text("last round?")
    expect(page.locator(".jp-CodifyMessage").last).to_contain_text("Stopped")

    llm.fault, llm.status = "none", 401
    page.locator(".jp-CodifyQuestion-text").fill("Can you help?")
    page.keyboard.press("Enter")
    failed = page.locator(".jp-CodifyMessage").last
    expect(failed).to_contain_text("did not accept this course's key")
    expect(failed).to_contain_text("has not been tested yet")
    looks(student, "25-model-refuses")

    page.get_by_role("button", name="Send nothing more").click()
    expect(page.locator(".jp-CodifyModel")).to_contain_text("The built-in tutor answers alone")
    asked = len(llm.requests)
    page.locator(".jp-CodifyQuestion-text").fill("And now?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator(".jp-CodifyMessage-author").last).to_contain_text("Built-in tutor")
    assert len(llm.requests) == asked, "nothing more leaves"


def test_in_an_exam_the_panel_says_so_and_offers_nothing(student: Student) -> None:
    page = student.page
    page.route(
        "**/codify/api/problems/running-mean/hints*",
        lambda route: route.fulfill(
            json={
                "ladder": {
                    "enabled": False,
                    "rung": 0,
                    "top": 4,
                    "next": None,
                    "wait_s": 0,
                    "note": SWITCHED_OFF,
                }
            }
        ),
    )
    student.open("running-mean")
    open_tutor(student)
    expect(page.get_by_text(SWITCHED_OFF)).to_be_visible()
    expect(page.locator(".jp-CodifyQuestion-text")).to_have_count(0)
    student.shot("26-exam-light")
