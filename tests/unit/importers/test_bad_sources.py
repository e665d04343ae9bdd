"""Courses that are broken, or mean harm: told in the report, and never run outside the sandbox."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest
from codify_runner import Runner

from codify_jupyter.importers import archives, read_drafts, verifying
from codify_jupyter.importers.archives import unpacked
from codify_jupyter.importers.draft import LeftOut
from codify_jupyter.importers.trouble import ImportTrouble
from tests.unit.importers.courses import bring, cell, code, graded, notebook, solution, whys, write

GOOD = (solution("x = 1"), graded("assert x == 1"))


def left_out(format_name: str, path: Path) -> list[LeftOut]:
    return [one for one in read_drafts(format_name, path) if isinstance(one, LeftOut)]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"metadata": {"nbgrader": 1}}]}'],
)
def test_a_broken_notebook_does_not_stop_the_others(tmp_path: Path, text: str) -> None:
    write(tmp_path / "a.ipynb", text)
    notebook(tmp_path / "b.ipynb", *GOOD)
    found = list(read_drafts("nbgrader", tmp_path))
    assert [type(one).__name__ for one in found][-1] == "Draft"
    assert all(one.why == "is not a notebook" for one in found if isinstance(one, LeftOut))


def test_code_nested_too_deeply_is_left_out(tmp_path: Path) -> None:
    deep = "x = " + "-" * 50_000 + "1"
    wide = "y = " + "+".join(["1"] * 20_000)
    for name, text in (("deep", deep), ("wide", wide)):
        notebook(tmp_path / f"{name}.ipynb", solution(text), graded("assert x == 1"))
    notebook(tmp_path / "good.ipynb", *GOOD)
    drafts = [one for one in read_drafts("nbgrader", tmp_path) if not isinstance(one, LeftOut)]
    assert "good.ipynb" in [one.source for one in drafts]


def test_links_out_of_the_course_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.py", "PASSWORD = 'hunter2'\n")
    course = tmp_path / "course"
    path = notebook(
        course / "one.ipynb",
        code("from helper import PASSWORD\ntext = open('data.txt').read()"),
        solution("def f():\n    return (PASSWORD, text)"),
        graded("assert f()"),
    )
    (course / "helper.py").symlink_to(secret)
    (course / "data.txt").symlink_to(secret)
    (course / "two.ipynb").symlink_to(notebook(tmp_path / "outside.ipynb", *GOOD))

    found = list(read_drafts("nbgrader", path.parent))
    assert "hunter2" not in repr(found)
    assert "is a link to something outside" in repr([o for o in found if isinstance(o, LeftOut)])


def test_an_exercise_whose_example_is_a_link_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "exercises/practice/leap"
    files = {"solution": ["leap.py"], "test": ["leap_test.py"], "example": [".meta/example.py"]}
    write(folder / ".meta/config.json", json.dumps({"files": files}))
    write(folder / "leap.py", "")
    write(folder / "leap_test.py", "")
    (folder / ".meta/example.py").symlink_to("/etc/hostname")
    (one,) = left_out("exercism", tmp_path / "exercises")
    assert "outside" in one.why


def test_a_pipe_is_no_notebook(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    notebook(tmp_path / "good.ipynb", *GOOD)
    drafts = list(read_drafts("nbgrader", tmp_path))
    assert [getattr(one, "slug", "") for one in drafts if not isinstance(one, LeftOut)] == ["task"]


def test_settings_that_use_yaml_against_the_reader_are_told(tmp_path: Path) -> None:
    bomb = "a: &a [1, 1]\nb: &b [*a, *a]\nname: [*b, *b]"
    path = notebook(
        tmp_path / "hw.ipynb",
        cell("raw", f"# BEGIN QUESTION\n{bomb}"),
        cell("raw", "# BEGIN SOLUTION"),
        code("x = 1 # SOLUTION"),
        cell("raw", "# END SOLUTION"),
        cell("raw", "# BEGIN TESTS"),
        code("x", shows="1"),
        cell("raw", "# END TESTS"),
        cell("raw", "# END QUESTION"),
    )
    (draft,) = read_drafts("otter", path)
    assert not isinstance(draft, LeftOut)
    assert [note.why for note in draft.notes] == ["its settings cannot be read as YAML"]

    package = tmp_path / "packages/sum"
    write(package / "problem.yaml", bomb)
    write(package / "data/sample/1.in", "1")
    (one,) = left_out("kattis", tmp_path / "packages")
    assert one.why == "its problem.yaml cannot be read"


def test_hostile_html_becomes_text(tmp_path: Path) -> None:
    folder = tmp_path / "questions/q"
    write(folder / "info.json", '{"title": "Q"}')
    html = "<pl-question-panel><p>Say <b>x</b>.<script>alert(1)</script>" + "<i>" * 5000
    write(folder / "question.html", html)
    write(folder / "tests/test.py", "class Test:\n    def test_0(self):\n        self.st.x\n")
    write(folder / "tests/ans.py", "x = 1\n")
    (draft,) = read_drafts("prairielearn", tmp_path)
    assert not isinstance(draft, LeftOut)
    assert draft.statement.startswith("Say **x**.")
    assert "alert" not in draft.statement


# ---------------------------------------------------------------- archives and packed files


def test_a_zip_file_is_unpacked_for_the_import_only(tmp_path: Path) -> None:
    packed = tmp_path / "course.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(notebook(tmp_path / "one.ipynb", *GOOD), "week 1/one.ipynb")
    with unpacked(packed) as folder:
        assert [one.source for one in read_drafts("nbgrader", folder)] == ["week 1/one.ipynb"]
    assert not folder.exists()


def test_a_zip_file_cannot_write_elsewhere(tmp_path: Path) -> None:
    packed = tmp_path / "evil.zip"
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../outside.txt", "x")
        archive.writestr("/absolute.txt", "x")
        archive.writestr(link, "/etc")
        archive.writestr("inside.txt", "x")
    with unpacked(packed) as folder:
        assert [one.name for one in folder.rglob("*")] == ["inside.txt"]
        assert not (folder.parent.parent / "outside.txt").exists()


@pytest.mark.parametrize("content", ["too much", "no archive", "cut off"])
def test_a_zip_file_that_is_none_or_too_large_is_refused(
    tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_MAX_BYTES", 1_000_000)
    packed = tmp_path / "course.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(1_100_000 if content == "too much" else 900_000))
    if content != "too much":
        data = packed.read_bytes()
        packed.write_bytes(b"PK" if content == "no archive" else data[: len(data) // 2])
    with (
        pytest.raises(ImportTrouble, match=r"MiB unpacked|cannot be unpacked"),
        unpacked(packed),
    ):
        pass


@pytest.mark.parametrize("cut", [True, False])
def test_a_packed_list_that_is_cut_off_is_refused(tmp_path: Path, cut: bool) -> None:
    data = gzip.compress(b'{"task_id": 1}\n' * 1000)
    path = tmp_path / "tasks.jsonl.gz"
    path.write_bytes(data[: len(data) // 2] if cut else b"no gzip")
    with pytest.raises(ImportTrouble, match="cannot be read"):
        list(read_drafts("humaneval", path))


async def test_a_line_that_is_not_json_does_not_stop_the_others(
    tmp_path: Path, runner: Runner
) -> None:
    good = {"text": "Add.", "code": "def f(x):\n    return x", "test_list": ["assert f(1) == 1"]}
    path = write(tmp_path / "m.jsonl", f"{{not json\n{json.dumps(good)}\n[1]\n")
    report, problems = await bring(runner, "mbpp", path)
    assert len(problems) == 1
    assert [one.source for one in report.left_out] == ["m.jsonl#1", "m.jsonl#3"]
    assert report.as_json()["skipped"] == 2


# ---------------------------------------------------------------- code that means harm


HARM = "open({path!r}, 'w').write('ran')\n"


async def test_nothing_runs_outside_of_the_sandbox(tmp_path: Path, runner: Runner) -> None:
    mark = tmp_path / "ran"
    harm = HARM.format(path=str(mark))
    course = tmp_path / "course"
    write(course / "helper.py", harm)
    notebook(
        course / "nb.ipynb",
        code(f"import helper\n{harm}"),
        solution(f"{harm}x = 1"),
        graded(f"{harm}assert x == 1"),
    )
    folder = course / "questions/q"
    write(folder / "info.json", "{}")
    write(folder / "server.py", harm)
    for name in ("test.py", "ans.py", "setup_code.py"):
        write(folder / "tests" / name, f"{harm}x = 1\n# self.st.x\n")
    package = course / "packages/sum"
    write(package / "problem.yaml", "name: Sum\n")
    write(package / "data/sample/1.in", "1")
    write(package / "data/sample/1.ans", "1")
    write(package / "submissions/accepted/a.py", f"{harm}print(input())")
    write(course / "ok/tests/q.py", f"{harm}test = {{'suites': []}}\n")
    task = {"text": "t", "code": f"{harm}def f(): pass", "test_list": [f"{harm}assert f() is None"]}
    tasks = write(course / "m.jsonl", json.dumps(task))
    for format_name, path in (
        ("nbgrader", course),
        ("prairielearn", course / "questions"),
        ("kattis", course / "packages"),
        ("ok", course / "ok"),
        ("mbpp", tasks),
    ):
        await bring(runner, format_name, path)
    assert not mark.exists()


@pytest.mark.parametrize("loop", ["while True:\n    pass\nx = 1", "def x():\n    while True: pass"])
async def test_code_that_never_ends_is_told(
    tmp_path: Path, runner: Runner, monkeypatch: pytest.MonkeyPatch, loop: str
) -> None:
    monkeypatch.setattr(verifying, "_LONGEST_S", 0.3)
    monkeypatch.setattr("codify_jupyter.importers.question.TIME_S", 0.2)
    monkeypatch.setattr("codify_jupyter.importers.shortfalls._WRITTEN_S", 0.3)
    monkeypatch.setattr(verifying, "_PATIENCE_S", 0.0)
    path = notebook(tmp_path / "one.ipynb", solution(loop), graded("x()"))
    report, problems = await bring(runner, "nbgrader", path)
    assert problems == {}
    assert "longer than" in whys(report)
