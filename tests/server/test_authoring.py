"""Checking a problem that is being written, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from .conftest import Api
from .test_contract import complaints

SCHEMAS = {
    "finding": "AuthoringFinding",
    "view": "AuthoringView",
    "verdict": "AuthoringVerdict",
}


async def new(api: Api, form: str = "folder") -> dict[str, str]:
    answer = await api.post(
        "authoring/problems",
        {"slug": "many-tens", "form": form, "title": "Tens", "entry": "many_tens"},
    )
    assert answer.status == 200
    return dict(answer.json["files"])


async def test_a_new_problem_is_checked_event_by_event(api: Api) -> None:
    files = await new(api)
    files["tests.yaml"] = files["tests.yaml"].replace("returns: '1'", "returns: '7'")
    answer = await api.stream("authoring/checks", {"name": "many-tens", "files": files})
    assert answer.headers["Content-Type"] == "text/event-stream"
    names = [name for _, name, _ in answer.events]
    assert (names[0], names[-1]) == ("problems", "done")
    assert {"view", "verdict", "finding", "hint"} <= set(names)
    for _, name, data in answer.events:
        if name in SCHEMAS:
            assert complaints(SCHEMAS[name], data) == []
    codes = {data["code"] for _, name, data in answer.events if name == "finding"}
    assert "reference-fails" in codes
    # A check leaves nothing behind.
    assert {one["slug"] for one in (await api.get("problems")).json["problems"]}.isdisjoint(
        {"many-tens"}
    )


async def test_a_notebook_is_checked_as_well(api: Api) -> None:
    files = await new(api, "notebook")
    answer = await api.stream("authoring/checks", {"name": "many-tens.ipynb", "files": files})
    (view,) = [data for _, name, data in answer.events if name == "view"]
    assert complaints("AuthoringView", view) == []
    assert all(one["place"]["cell"] for one in [*view["tests"], *view["programs"]])
    assert answer.events[-1][2]["complete"] is True


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"files": {"problem.md": ""}}, 400, "missing_field"),
        ({"name": "x"}, 400, "bad_field"),
        ({"name": "x", "files": ["problem.md"]}, 400, "bad_field"),
        ({"name": "x", "files": {"problem.md": 1}}, 400, "bad_field"),
        ({"name": "x", "files": {"../../a": ""}}, 422, "bad_file"),
        ({"name": "../x", "files": {"problem.md": ""}}, 422, "bad_name"),
        ({"name": "x", "files": {"problem.md": ""}, "path": "/etc"}, 400, "bad_field"),
        ({"name": "x", "files": {"problem.md": "a" * 1_600_000}}, 413, "problem_too_large"),
    ],
)
async def test_bad_requests_are_answers_and_no_streams(
    api: Api, body: Any, status: int, reason: str
) -> None:
    answer = await api.stream("authoring/checks", body)
    assert (answer.status, answer.json["reason"]) == (status, reason)


@pytest.mark.parametrize("text", ["\ud800", "\0", "---\n\x07: [", "a: &a [*a, *a]"])
async def test_any_text_is_only_found_fault_with(api: Api, text: str) -> None:
    files = dict.fromkeys(("problem.md", "starter.py", "solution.py", "tests.yaml"), text)
    answer = await api.stream("authoring/checks", {"name": "x", "files": files})
    names = [name for _, name, _ in answer.events]
    assert "finding" in names
    assert (names[-1], "error" in names) == ("done", False)


async def test_a_newer_check_ends_the_older(api: Api) -> None:
    files = await new(api)
    endless = {**files, "solution.py": "def many_tens(values):\n    while True:\n        pass\n"}
    older = asyncio.ensure_future(
        api.stream("authoring/checks", {"name": "many-tens", "files": endless})
    )
    while not any(task.get_name() == "check" for task in asyncio.all_tasks()):
        assert not older.done()
        await asyncio.sleep(0)
    newer = await api.stream("authoring/checks", {"name": "many-tens", "files": files})
    assert newer.events[-1][1] == "done"
    assert (await older).events[-1][2]["reason"] == "superseded"


async def test_the_new_problem_needs_a_form_and_a_sound_name(api: Api) -> None:
    for body, status in (
        ({"slug": "a", "form": "scroll"}, 400),
        ({"slug": "../a", "form": "folder"}, 422),
        ({"slug": "a", "form": "folder", "entry": "1"}, 422),
        ({"slug": "a", "form": "folder", "title": "x" * 5000}, 422),
        ({"form": "folder"}, 400),
    ):
        assert (await api.post("authoring/problems", body)).status == status


async def test_one_is_told_that_one_may(api: Api) -> None:
    assert (await api.get("me")).json["authoring"] is True
