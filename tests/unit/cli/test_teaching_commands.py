"""An instructor's whole way by the command line, over a real database."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import psycopg
import pytest

from codify_jupyter.catalogue import SHIPPED

from .conftest import Codify

SET = """\
codify-set: 1
slug: week-1
title: Week 1
policy: {timezone: Europe/Berlin, due: 2099-10-08 12:00}
zones:
  - title: Both
    items: [ferry-fare, running-mean]
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(empty_database_url: str, codify: Codify) -> Run:
    """Runs `codify` with a database of its own."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return codify(*arguments, **{"CODIFY_DATABASE_URL": empty_database_url, **environment})

    return run


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for slug in ("ferry-fare", "running-mean"):
        shutil.copytree(SHIPPED / "problems" / slug, tmp_path / "problems" / slug)
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "week-1.yaml").write_text(SET)
    return tmp_path


def good(done: subprocess.CompletedProcess[str]) -> Any:
    assert (done.returncode, done.stderr) == (0, ""), done
    return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout


def test_publish_prints_links_and_writes_a_notebook(run: Run, course: Path, tmp_path: Path) -> None:
    loaded = good(run("problems", "load", course, "--course", "py", "--draft", "--json"))
    assert loaded["sets"] == 1
    places = {"CODIFY_HUB_URL": "https://hub.example.org"}
    shown = good(run("publish", "week-1", "--links-only", "--json", **places))
    assert shown["state"] == "withdrawn"
    file = tmp_path / "week-1.ipynb"
    done = good(
        run(
            "publish", "week-1", "--repository", "https://github.com/x/course", "--notebook", file,
            "--json", **places,
        )
    )  # fmt: skip
    assert (done["state"], done["course"], len(done["problems"])) == ("published", "py", 2)
    assert set(done["links"]) == {"server", "hub", "nbgitpuller", "binder"}
    notebook: Any = nbformat.read(str(file), as_version=4)  # type: ignore[no-untyped-call]
    assert [c.source.split("\n")[0] for c in notebook.cells if c.cell_type == "code"] == [
        "#| codify: ferry-fare",
        "#| codify: running-mean",
    ]
    assert "https://hub.example.org/hub/user-redirect/codify/open/sets/week-1" in good(
        run("publish", "week-1", **places)
    )
    assert good(run("unpublish", "week-1")) == "week-1 is withdrawn\n"


def test_roster_grades_and_research(
    run: Run, course: Path, tmp_path: Path, empty_database_url: str
) -> None:
    good(run("problems", "load", course, "--course", "py"))
    people = tmp_path / "class.csv"
    people.write_bytes("\ufeffusername;email\r\nada;a@x.org\r\nbob;\r\n".encode())
    assert good(run("roster", people, "--course", "py", "--json")) == {"course": "py", "people": 2}
    address = empty_database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as sql:
        sql.execute("""
            INSERT INTO submissions (user_id, problem_id, problem_version_id, code, status, score,
                tests_digest, idempotency_key)
            SELECT users.id, problems.id, current_version_id, '=1', 'accepted', 1, 'd',
                gen_random_uuid()
            FROM users, problems WHERE users.name = 'ada'
        """)
    rows = list(csv.DictReader(io.StringIO(good(run("grades", "week-1")))))
    assert [(row["student_id"], row["score"] == row["max_score"]) for row in rows] == [
        ("ada", True),
        ("bob", False),
    ]
    book = tmp_path / "book.csv"
    book.write_bytes("\ufeffStudent,ID,SIS Login ID,Section,Week 1 (4)\r\nA,1,ada,,\r\n".encode())
    filled = tmp_path / "filled.csv"
    done = run("grades", "week-1", "--format", "canvas", "--gradebook", book, "-o", filled)
    assert (done.returncode, done.stderr) == (0, "not in the gradebook: bob\n")
    assert filled.read_bytes().startswith("\ufeffStudent,".encode())
    assert filled.read_text("utf-8-sig").splitlines()[1].startswith("A,1,ada,,")
    consent = tmp_path / "consent.txt"
    consent.write_text("ada\n")
    written = good(run("research", tmp_path / "data", "--consent", consent, "--json"))
    assert written == {"subjects": 1, "events": 2, "code_states": 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("publish", "none"), "no problem set called"),
        (("unpublish", "none"), "no problem set called"),
        (("publish", "none", "--hub", "hub"), "no address of a server"),
        (("grades", "none"), "no problem set called"),
        (("rejudge", "none"), "no problem called"),
        (("roster", "{latin}", "--course", "py"), "is not UTF-8"),
        (("roster", "{empty}", "--course", "py"), "column “username”"),
        (("research", "{folder}", "--consent", "{empty}"), "names nobody"),
    ],
)
def test_a_negative_answer_exits_1_in_words(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "latin").write_bytes("username\nJürgen\n".encode("latin-1"))
    (tmp_path / "empty").write_text("")
    names = {name: str(tmp_path / name) for name in ("latin", "empty", "folder")}
    done = run(*(one.format(**names) for one in arguments))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish",),
        ("unpublish",),
        ("rejudge",),
        ("rejudge", "a", "--keep", "worst"),
        ("grades", "a", "--format", "canvas"),
        ("roster",),
        ("research", "data"),
        ("policy", "no-such-file"),
    ],
)
def test_wrong_usage_exits_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr
