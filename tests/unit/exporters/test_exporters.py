"""Problems written as assignments of other tools, and brought back from there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from codify_runner import Runner

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.exporters import FORMATS, export_problems
from codify_jupyter.exporters.exporting import ExportTrouble
from codify_jupyter.importers import import_problems, read_drafts
from codify_jupyter.problems import Problem, read_problem

# Functions and classes; tests that call, run code, compare by a rule of their own, draw lots,
# state properties and look at the code; what is raised, printed and left as it was.
SLUGS = ("few-looks", "club-ledger", "high-water", "running-mean", "flag-spikes")
EVERY_KIND = """\
schema: codify.tests/1
groups:
  - {id: shown, points: 3}
  - {id: named, points: 1, visibility: name-only, scoring: all}
  - {id: hidden, points: 2, visibility: hidden}
tests:
  - {id: prints, group: shown, call: "tell([3, 1])", returns: "[1, 3]", stdout: "3 then 1\\n"}
  - id: says-only
    group: shown
    call: "tell([1, 1])"
    stdout: "1 then 1\\n"
    on_fail: "Tell both."
  - {id: any-order, group: shown, call: "tell([2, 9])", returns: "[9, 2]", compare: unordered}
  - id: left
    group: named
    given: "xs = [8, 4]"
    call: "tell(xs)"
    returns: "[4, 8]"
    after: {xs: "[8, 4]"}
  - {id: fails, group: named, call: "tell([5])", raises: ValueError, match: "two"}
  - id: nearly
    group: hidden
    call: "tell([0.3, 7])"
    returns: "[0.1 * 3, 7]"
    compare: approx
  - id: typed
    group: hidden
    code: |
      def test_all_is_sorted():
          assert tell((4, 2)) == [2, 4]
"""
SOLUTION = """\
def tell(pair):
    if len(pair) != 2:
        raise ValueError("I want two")
    print(pair[0], "then", pair[1])
    return sorted(pair)
"""
MISTAKES = {
    "prints": SOLUTION.replace("then", "and"),
    "any-order": SOLUTION.replace("sorted(pair)", "sorted(pair)[:1]"),
    "left": SOLUTION.replace("    return", "    pair = pair.sort() or pair\n    return"),
    "fails": SOLUTION.replace("two", "2"),
    "typed": SOLUTION.replace("    return", "    pair.append\n    return"),
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A problem whose tests say all that a call can expect."""
    folder = tmp_path / "own"
    folder.mkdir()
    header = "codify: 1\nid: 3f0a6b52-94d0-4b0e-a1b5-0f7c9be0a007\nslug: own\ntitle: Own\n"
    text = f"---\n{header}difficulty: easy\nentry: tell\n---\nWrite `tell(pair)`.\n"
    (folder / "problem.md").write_text(text)
    (folder / "starter.py").write_text("def tell(pair):\n    ...\n")
    (folder / "solution.py").write_text(SOLUTION)
    (folder / "tests.yaml").write_text(EVERY_KIND.replace("0.1 * 3", "0.30000000001"))
    return folder


async def brought_back(runner: Runner, format_name: str, source: Path, folder: Path) -> Problem:
    """A problem that was exported and imported again, whole."""
    path = folder / "there" / "all.ipynb"
    written = export_problems(format_name, source, path, overwrite=True)
    report = await import_problems(
        format_name, read_drafts(format_name, path), folder / "back", runner
    )
    assert report.as_json()["references_passing"] == written.problems == 1
    return read_problem(folder / "back" / report.problems[0].slug)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("slug", SLUGS)
async def test_the_same_mistakes_are_caught_there_and_back(
    tmp_path: Path, runner: Runner, format_name: str, slug: str
) -> None:
    source = SHIPPED / "problems" / slug
    problem = read_problem(source)
    back = await brought_back(runner, format_name, source, tmp_path)
    assert back.points == pytest.approx(problem.points)
    # What only a gate without points catches is not held against anyone there.
    gates = {case["id"] for case in problem.tests_json["tests"] if case.get("gate")}
    caught = 0
    for wrong in problem.wrong:
        before = await runner.judge(wrong.code, problem.tests_json)
        failed = {case.id for case in before.tests if case.status not in ("passed", "skipped")}
        if failed - gates:
            verdict = await runner.judge(wrong.code, back.tests_json)
            assert verdict.status != "accepted", wrong.name
            caught += 1
    assert caught >= 3


@pytest.mark.parametrize("format_name", FORMATS)
async def test_each_way_to_expect_something_is_kept(
    tmp_path: Path, runner: Runner, format_name: str, own: Path
) -> None:
    back = await brought_back(runner, format_name, own, tmp_path)
    assert back.points == 6
    for name, mistake in MISTAKES.items():
        verdict = await runner.judge(mistake, back.tests_json)
        assert verdict.status != "accepted", name


def released(path: Path, format_name: str) -> str:
    """What students get of it, as each tool documents it."""
    kept = []
    question = ""
    for cell in nbformat.read(path, as_version=4).cells:  # type: ignore[no-untyped-call]
        source = cell.source
        if format_name == "nbgrader":
            kept.append(re.sub(r"### BEGIN (\w+ ?\w*)\n.*?### END \1", "", source, flags=re.S))
            continue
        mark = re.match(r"# (BEGIN|END) (\w+)", source) if cell.cell_type == "raw" else None
        if mark:
            question = mark[2] if mark[1] == "BEGIN" else ""
        elif question == "TESTS" and "hidden: true" in source.split('"""')[1]:
            continue
        else:
            kept.append(re.sub(r"# BEGIN SOLUTION\n.*?# END SOLUTION", "", source, flags=re.S))
    return "\n".join(kept)


@pytest.mark.parametrize("format_name", FORMATS)
def test_students_get_neither_solutions_nor_hidden_tests(tmp_path: Path, format_name: str) -> None:
    path = tmp_path / "all.ipynb"
    export_problems(format_name, SHIPPED / "problems", path)
    public = released(path, format_name)
    hidden = 0
    for source in (SHIPPED / "problems").iterdir():
        problem = read_problem(source)
        for case in problem.tests_json["tests"] if problem.entry != "script" else ():
            if case["visibility"] != "public" and case["kind"] == "call" and not case["given"]:
                hidden += 1
                assert case["call"] not in public, (problem.slug, case["id"])
        body = [line for line in problem.solution.split("\n") if line not in problem.starter]
        secret = "\n".join(body)
        assert len(secret) < 20 or secret not in public, problem.slug
    assert hidden > 50


def test_nbgraders_cells_are_as_its_schema_wants_them(tmp_path: Path) -> None:
    path = tmp_path / "source" / "ps1" / "all.ipynb"
    report = export_problems("nbgrader", SHIPPED / "problems", path)
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    marks = [cell.metadata.nbgrader for cell in notebook.cells]
    ids = [one.grade_id for one in marks]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in ids)
    assert {one.schema_version for one in marks} == {3}
    assert sum(one.solution for one in marks) == report.problems
    assert all(one.points >= 0 for one in marks if one.grade)
    # Programs that read and print do not fit into a notebook's cells.
    assert {note.slug for note in report.left_out} == {
        problem.slug
        for problem in map(read_problem, (SHIPPED / "problems").iterdir())
        if problem.entry == "script"
    }


def test_what_is_there_is_not_overwritten(tmp_path: Path, own: Path) -> None:
    path = tmp_path / "all.ipynb"
    path.write_text("mine")
    with pytest.raises(ExportTrouble, match="--force"):
        export_problems("otter", own, path)
    assert path.read_text() == "mine"
    export_problems("otter", own, path, overwrite=True)
    assert json.loads(path.read_text())["nbformat"] == 4
    with pytest.raises(ExportTrouble, match=r"all\.ipynb"):
        export_problems("otter", own, tmp_path / "all.md")


def test_a_problem_that_has_no_tests_for_a_notebook_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportTrouble, match="reads input and prints"):
        export_problems("nbgrader", SHIPPED / "problems" / "egg-boxes", tmp_path / "all.ipynb")
