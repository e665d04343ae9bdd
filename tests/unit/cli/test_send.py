"""`codify send` against a real service: what a problem repository's CI does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codify_jupyter.local_service import LocalService, local_service
from codify_jupyter.problems.new_problem import new_problem

from .conftest import Codify

PEOPLE = {"tess": ["codify-instructor-optics"], "ada": ["codify-optics"]}
SET = "codify-set: 1\nslug: week-1\ntitle: Week 1\nitems: [steps, tens]\n"
Send = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def service(empty_database_url: str, tmp_path: Path) -> Iterator[LocalService]:
    environment = {"CODIFY_DATABASE_URL": empty_database_url, "CODIFY_SHIPPED_PROBLEMS": "no"}
    with local_service(tmp_path / "service", PEOPLE, environment=environment) as running:
        yield running


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    new_problem(folder / "problems", "steps")
    new_problem(folder / "problems" / "tens.ipynb", "tens")
    (folder / "sets").mkdir()
    (folder / "sets" / "week-1.yaml").write_text(SET)
    return folder


@pytest.fixture
def send(service: LocalService, codify: Codify) -> Send:
    """Runs `codify send` as somebody."""

    def send(*arguments: object, name: str = "tess") -> subprocess.CompletedProcess[str]:
        token = service.tokens.get(name, name)
        environment = {"CODIFY_SERVICE_URL": service.url, "CODIFY_TOKEN": token}
        return codify("send", *arguments, "--course", "optics", **environment)

    return send


def test_a_shelf_is_sent_and_published(send: Send, service: LocalService, shelf: Path) -> None:
    first = send(shelf)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines() == [
        "steps: version 1",
        "tens: version 1",
        "week-1: 2 problems, withdrawn",
    ]
    tests = shelf / "problems" / "steps" / "tests.yaml"
    tests.write_text(tests.read_text().replace("[10, 11]", "[10, 11, 10]"))
    again = send(shelf, "--publish", "--json")
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert [(one["slug"], one["version"], one["changed"]) for one in told["problems"]] == [
        ("steps", 2, True),
        ("tens", 1, False),
    ]
    assert [(one["slug"], one["state"]) for one in told["sets"]] == [("week-1", "published")]
    with service.client("ada") as ada:
        assert ada.get("problems/steps").status_code == 200


def test_problems_go_into_a_set_that_is_made_or_there(send: Send, shelf: Path) -> None:
    made = send(shelf / "problems" / "steps", "--set", "week-2")
    assert made.stdout.splitlines()[-1] == "week-2: 1 problem, withdrawn"
    filled = send(shelf / "problems" / "tens.ipynb", "--set", "week-2", "--publish", "--json")
    (told,) = json.loads(filled.stdout)["sets"]
    assert (told["title"], told["state"]) == ("Week 2", "published")
    assert [one["slug"] for one in told["problems"]] == ["steps", "tens"]


def test_what_is_refused_is_told_and_nothing_is_published(send: Send, shelf: Path) -> None:
    solution = shelf / "problems" / "steps" / "solution.py"
    solution.write_text(solution.read_text().replace("> 10", "> 11"))
    refused = send(shelf, "--publish")
    assert refused.returncode == 1
    assert "“steps” was not stored" in refused.stderr
    assert "reference-fails" in refused.stderr
    assert refused.stdout.splitlines() == ["tens: version 1"]
    assert "This course has no problem called “steps”" in refused.stderr
    told = json.loads(send(shelf, "--json").stdout)
    assert [(one["slug"], one["reason"]) for one in told["refused"]] == [
        ("steps", "faulty"),
        ("week-1", "unknown_problem"),
    ]


def test_it_says_what_is_missing_or_wrong(
    send: Send, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(shelf, name="ada").returncode == 1
    stranger = send(shelf, name="no-such-token")
    assert (stranger.returncode, "does not know your token" in stranger.stderr) == (1, True)
    away = send(shelf, "--service", "http://127.0.0.1:9")
    assert (away.returncode, "cannot be reached" in away.stderr) == (1, True)
    nowhere = send(shelf, "--service", "/services/codify")
    assert (nowhere.returncode, "whole address" in nowhere.stderr) == (2, True)
    (shelf / "problems" / "steps" / "problem.md").write_text("nothing")
    unread = send(shelf)
    assert (unread.returncode, "nothing was sent" in unread.stderr) == (1, True)
