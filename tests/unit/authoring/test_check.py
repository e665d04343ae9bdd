"""The check of a problem that is being written, with the real runner."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from codify_runner import Runner

from codify_jupyter.authoring import Authoring, Written
from codify_jupyter.authoring.check import check
from codify_jupyter.errors import Forbidden, Invalid, TooLarge
from codify_jupyter.events import Event
from codify_jupyter.limits import Limits
from codify_jupyter.principal import Enrolment, Principal

pytestmark = pytest.mark.asyncio(loop_scope="module")
AUTHOR = Principal("ada", "Ada")
Events = list[tuple[str, dict[str, Any]]]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def runner() -> AsyncIterator[Runner]:
    async with Runner() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def authoring(runner: Runner) -> AsyncIterator[Authoring]:
    # Without limits neither the database nor who is known there is asked.
    made = Authoring(runner, None, None, Limits())  # type: ignore[arg-type]
    yield made
    await made.close()


async def folder(authoring: Authoring, **changes: tuple[str, str]) -> Written:
    """A sound problem as a folder, with texts replaced: ``tests_yaml=(old, new)``."""
    return changed(await authoring.new(AUTHOR, "many-tens", notebook=False), "many-tens", changes)


async def notebook(authoring: Authoring, **changes: tuple[str, str]) -> Written:
    files = await authoring.new(AUTHOR, "many-tens", notebook=True)
    return changed(files, "many-tens.ipynb", changes)


def changed(files: dict[str, str], name: str, changes: dict[str, tuple[str, str]]) -> Written:
    for key, (old, new) in changes.items():
        stem, _, suffix = key.rpartition("_")
        file = f"{stem}.{suffix}" if f"{stem}.{suffix}" in files else name
        assert old in files[file]
        files[file] = files[file].replace(old, new)
    return Written.checked(name, files)


async def events_of(runner: Runner, written: Written, slug: str | None = None) -> Events:
    events: Events = []
    await check(written, runner, lambda name, data: events.append((name, data)), slug)
    return events


def all_of(events: Events, wanted: str) -> list[dict[str, Any]]:
    return [data for name, data in events if name == wanted]


async def test_a_sound_problem_shows_everything_and_finds_nothing(
    authoring: Authoring, runner: Runner
) -> None:
    for written in (await folder(authoring), await notebook(authoring)):
        events = await events_of(runner, written)
        assert [name for name, _ in events[:3]] == ["problems", "view", "verdict"]
        assert all_of(events, "finding") == []
        (view,) = all_of(events, "view")
        assert [test["id"] for test in view["problem"]["tests"]] == ["example"]
        assert [test["id"] for test in view["tests"]] == ["example", "empty", "border"]
        verdicts = {data["name"]: data for data in all_of(events, "verdict")}
        assert [program["name"] for program in view["programs"]] == list(verdicts)
        assert verdicts["reference"]["status"] == "accepted"
        assert verdicts["reference"]["slowest"]["id"] in ("example", "empty", "border")
        ten = {test["id"]: test for test in verdicts["wrong/counts_ten"]["tests"]}
        assert (ten["border"]["status"], ten["empty"]["why"]) == ("failed", None)
        assert "`2`" in ten["border"]["why"]
        hints = {data["program"]: data["text"] for data in all_of(events, "hint")}
        assert set(hints) == {name for name in verdicts if name.startswith("wrong/")}
        assert all(hints.values())
        name, done = events[-1]
        assert (name, done["complete"]) == ("done", True)
        assert done["mutants"]["tried"] > done["mutants"]["accepted"] == 0


async def test_a_wrong_expected_value_is_found_in_its_cell_and_in_its_file(
    authoring: Authoring, runner: Runner
) -> None:
    written = await notebook(authoring, many_tens_ipynb=("12, 30]) == 2", "12, 30]) == 3"))
    (finding,) = [
        one
        for one in all_of(await events_of(runner, written), "finding")
        if one["code"] == "reference-fails"
    ]
    cells = json.loads(next(iter(written.files.values())))["cells"]
    place = finding["place"]
    lines = "".join(cells[place["cell"] - 1]["source"]).split("\n")
    assert lines[place["line"] - 1] == "#| test: example"
    assert "30]) == 3" in lines[place["line"]]
    assert place["file"] is None

    written = await folder(authoring, tests_yaml=("returns: '1'", "returns: '7'"))
    found = all_of(await events_of(runner, written), "finding")
    (place,) = [one["place"] for one in found if one["code"] == "reference-fails"]
    assert "id: border" in written.files["tests.yaml"].split("\n")[place["line"] - 1]
    assert (place["file"], place["cell"]) == ("tests.yaml", None)


async def test_a_change_that_the_tests_accept_is_told_with_its_place(
    authoring: Authoring, runner: Runner
) -> None:
    written = await folder(authoring, tests_yaml=("[10, 11]", "[9, 11]"))
    events = await events_of(runner, written)
    mutants = [(one["was"], one["now"], one["place"]) for one in all_of(events, "mutant")]
    assert (">", ">=", {"file": "solution.py", "cell": None, "line": 3}) in mutants
    assert "mutant-accepted" not in {one["code"] for one in all_of(events, "finding")}
    assert events[-1][1]["mutants"]["accepted"] == len(mutants)


async def test_what_cannot_be_read_is_said_and_nothing_is_run(
    authoring: Authoring, runner: Runner
) -> None:
    written = await folder(authoring, tests_yaml=("call:", "cal:"))
    events = await events_of(runner, written)
    assert {name for name, _ in events} == {"problems", "finding", "done"}
    assert {one["place"]["file"] for one in all_of(events, "finding")} == {"tests.yaml"}
    nothing = Written.checked("x.ipynb", {"x.ipynb": "{}"})
    (finding,) = all_of(await events_of(runner, nothing), "finding")
    assert finding["place"] == {"file": None, "cell": None, "line": 1}


async def test_no_message_says_where_the_files_are_laid_out(
    authoring: Authoring, runner: Runner
) -> None:
    for written in (
        Written.checked("x", {"starter.py": "def"}),
        Written.checked("x.ipynb", {"x.ipynb": "no json"}),
        await folder(authoring, problem_md=("slug: many-tens", "slug: others")),
    ):
        told = json.dumps(await events_of(runner, written))
        assert "codify-authoring-" not in told
        assert "finding" in told


async def test_of_several_problems_in_a_notebook_one_is_judged(
    authoring: Authoring, runner: Runner
) -> None:
    first = json.loads((await authoring.new(AUTHOR, "one-ten", notebook=True))["one-ten.ipynb"])
    second = json.loads((await authoring.new(AUTHOR, "two-tens", notebook=True))["two-tens.ipynb"])
    first["cells"][0]["source"] = "".join(first["cells"][0]["source"]).replace("easy", "heavy")
    first["cells"] += second["cells"]
    written = Written.checked("both.ipynb", {"both.ipynb": json.dumps(first)})
    events = await events_of(runner, written, "two-tens")
    assert events[0][1]["slug"] == "two-tens"
    assert [one["slug"] for one in events[0][1]["problems"]] == ["one-ten", "two-tens"]
    assert [one["problem"]["slug"] for one in all_of(events, "view")] == ["two-tens"]
    # A fault in the other one keeps nobody from working on this one.
    assert {one["problem"] for one in all_of(events, "finding")} == {"one-ten"}


async def test_the_authors_files_run_in_the_sandbox_only(
    authoring: Authoring, runner: Runner, tmp_path: Any
) -> None:
    mark = tmp_path / "mark"
    written = await folder(
        authoring, solution_py=("def many", f"open({str(mark)!r}, 'w')\ndef many")
    )
    verdicts = all_of(await events_of(runner, written), "verdict")
    assert verdicts[0]["status"] != "accepted"
    assert not mark.exists()
    assert "many_tens" not in sys.modules


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("../x", {"problem.md": ""}),
        ("..", {"problem.md": ""}),
        ("", {"problem.md": ""}),
        ("x", {"../problem.md": ""}),
        ("x", {"/etc/passwd": ""}),
        ("x", {"wrong/../../a.py": ""}),
        ("x", {"wrong/sub/a.py": ""}),
        ("x", {"secret.txt": ""}),
        ("x.ipynb", {"y.ipynb": ""}),
        ("x", {}),
        ("x", {f"wrong/w{number}.py": "" for number in range(200)}),
    ],
)
async def test_names_that_lead_elsewhere_are_refused(name: str, files: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        Written.checked(name, files)


async def test_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        Written.checked("x", {"problem.md": "a" * 2_000_000})


async def test_a_new_check_ends_the_one_before(authoring: Authoring) -> None:
    endless = await folder(
        authoring, solution_py=("    return", "    while True: pass\n    return")
    )
    first = await authoring.check(AUTHOR, endless)
    begun = await anext(first)
    second = await authoring.check(AUTHOR, await folder(authoring))
    rest = [event async for event in first]
    assert begun.name == "problems"
    assert (rest[-1].name, rest[-1].data["reason"]) == ("error", "superseded")
    assert [event async for event in second][-1].data["complete"]


async def test_one_that_is_superseded_before_it_began_ends_too(authoring: Authoring) -> None:
    written = await folder(authoring)
    first = await authoring.check(AUTHOR, written)
    second = await authoring.check(AUTHOR, written)
    assert [event.name for event in await collected(first)] == ["error"]
    assert (await collected(second))[-1].name == "done"


async def test_who_leaves_ends_the_check(authoring: Authoring) -> None:
    endless = await folder(
        authoring, solution_py=("    return", "    while True: pass\n    return")
    )
    events = await authoring.check(AUTHOR, endless)
    await anext(events)
    task = authoring._running[AUTHOR.name]
    await events.aclose()  # type: ignore[attr-defined]
    await asyncio.wait({task})
    assert task.cancelled()
    assert authoring._running == {}


async def test_in_a_classroom_only_instructors_may(authoring: Authoring) -> None:
    student = Principal("bob", "Bob", enrolments=frozenset({Enrolment("optics", "student")}))
    with pytest.raises(Forbidden):
        await authoring.check(student, await folder(authoring))
    with pytest.raises(Forbidden):
        await authoring.new(student, "x", notebook=False)


async def test_a_new_problem_takes_any_title_and_no_other_name(
    authoring: Authoring, runner: Runner
) -> None:
    title = 'Tea: "hot" # or {not}'
    files = await authoring.new(AUTHOR, "tea-time", notebook=False, title=title, entry="brew")
    events = await events_of(runner, Written.checked("tea-time", files))
    assert all_of(events, "finding") == []
    assert all_of(events, "view")[0]["problem"]["title"] == title
    for slug, entry in (("../x", ""), ("X", ""), ("x", "def"), ("x", "a b")):
        with pytest.raises(Invalid):
            await authoring.new(AUTHOR, slug, notebook=False, entry=entry)


async def collected(events: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in events]
