"""Grades, rosters and research data from the database, and the files made of them."""

# ruff: noqa: E501 - samples

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from codify_jupyter.errors import Invalid
from codify_jupyter.grades.export import fill_canvas, moodle_csv, nbgrader_csv
from codify_jupyter.grades.roster import read_roster
from codify_jupyter.grades.spreadsheet import neutral
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.research.progsnap2 import write_progsnap2
from codify_jupyter.research.pseudonyms import Pseudonyms
from codify_jupyter.store import grades, problem_sets, research, submissions, users
from codify_jupyter.store.grades import Enrolled, GradedSet, StudentGrade
from codify_jupyter.store.problems import SavedProblem

GRADED = GradedSet(1, "week-1", "Week 1", None, 10.0)


def grade(name: str, points: float, **more: str) -> StudentGrade:
    return StudentGrade(
        name, more.get("shown"), more.get("email"), None, points, points, 1, 2, 10.0, None
    )


async def submit(
    connection: AsyncConnection, user: str, saved: SavedProblem, score: float, code: str = "x"
) -> int:
    user_id = await users.ensure(connection, user)
    made, _ = await submissions.insert(
        connection,
        user_id=user_id,
        problem_id=saved.problem_id,
        problem_version_id=saved.version_id,
        tests_digest="0123456789abcdef",
        code=code,
        idempotency_key=uuid4(),
    )
    status = "accepted" if score == 1 else "wrong_answer"
    await submissions.store_verdict(
        connection, made.id, status=status, score=score, runtime_ms=1, verdict={}
    )
    return made.id


@pytest.fixture
async def graded(connection: AsyncConnection, saved: SavedProblem) -> GradedSet:
    await problem_sets.save_set(connection, ProblemSet("week-1", "Week 1", "", {}, ("double-it",)))
    found = await grades.find_set(connection, "week-1")
    assert found is not None
    return found


async def test_the_best_submission_counts(
    connection: AsyncConnection, saved: SavedProblem, graded: GradedSet
) -> None:
    for score in (0.2, 1, 0.4):
        await submit(connection, "ada", saved, score)
    await submit(connection, "bob", saved, 0.4)
    await users.ensure(connection, "nobody")

    assert graded.points == 2.5
    found = await grades.grades(connection, graded)
    assert [(one.name, one.points, one.solved, one.attempts) for one in found] == [
        ("ada", 2.5, 1, 3),
        ("bob", 1.0, 0, 1),
    ]


async def test_of_a_course_everybody_is_there(
    connection: AsyncConnection, saved: SavedProblem, graded: GradedSet
) -> None:
    roster = [Enrolled("eve", "Eve Adams", "eve@example.org", "A", ("extra-time",))]
    await grades.enrol_roster(connection, "py", [*roster, Enrolled("ada")], "jupyterhub")
    await grades.enrol_roster(connection, "py", [Enrolled("tess", role="instructor")], "jupyterhub")
    await connection.execute(text("UPDATE problem_sets SET course_id = (SELECT id FROM courses)"))
    await submit(connection, "ada", saved, 1)
    await submit(connection, "stranger", saved, 1)

    graded = replace(graded, course="py")
    found = await grades.grades(connection, graded)
    assert [(one.name, one.points, one.section) for one in found] == [
        ("ada", 2.5, None),
        ("eve", 0.0, "A"),
    ]
    assert found[1].display_name == "Eve Adams"


async def test_late_submissions_count_less_but_never_replace_better_ones(
    connection: AsyncConnection, saved: SavedProblem, graded: GradedSet
) -> None:
    late = await submit(connection, "ada", saved, 1)
    await submit(connection, "bob", saved, 0.6)
    late_too = await submit(connection, "bob", saved, 1)
    await submit(connection, "cy", saved, 1)
    await connection.execute(
        text(
            "UPDATE submissions SET created_at = CASE WHEN id = ANY(:late) THEN"
            " timestamptz '2026-10-08 13:00+00' ELSE timestamptz '2026-10-08 11:00+00' END"
        ),
        {"late": [late, late_too]},
    )
    policy = {"due": "2026-10-08 12:00", "late": [{"hours": 2, "percent": 50}]}
    found = await grades.grades(connection, replace(graded, policy=policy))

    assert [(one.name, one.points, one.raw_points) for one in found] == [
        ("ada", 1.25, 2.5),
        ("bob", 1.5, 1.5),
        ("cy", 2.5, 2.5),
    ]
    row = next(csv.DictReader(io.StringIO(nbgrader_csv(graded, found))))
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == (
        "2.5",
        "1.25",
        "1.25",
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("\u3000=1", "'\u3000=1"),
        ("Ada", "Ada"),
        (-2.5, "-2.5"),
        (7.0, "7"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(value: object, shown: str) -> None:
    assert neutral(value) == shown


def test_nbgraders_columns() -> None:
    rows = list(
        csv.DictReader(io.StringIO(nbgrader_csv(GRADED, [grade("ada", 7.5, shown="Ada King")])))
    )
    assert rows[0]["assignment"] == "week-1"
    assert (rows[0]["student_id"], rows[0]["first_name"], rows[0]["last_name"]) == (
        "ada",
        "Ada",
        "King",
    )
    assert (rows[0]["score"], rows[0]["max_score"]) == ("7.5", "10")


def test_moodle_gets_a_column_of_the_sets_title() -> None:
    text_ = moodle_csv(GRADED, [grade("=cmd", 3, email="a@b")])
    assert text_ == "Username,Email address,Week 1\r\n'=cmd,a@b,3\r\n"


def test_canvas_is_filled_in_and_nothing_else_changes() -> None:
    gradebook = (
        "\ufeffStudent,ID,SIS Login ID,Section,Week 1 (42),Other (7)\r\n"
        "    Points Possible,,,,10,5\r\n"
        '"King, Ada",1,ada,A,,4\r\n'
        '"Test, Tom",2,tom,B,3,\r\n'
    )
    filled = fill_canvas(gradebook, GRADED, [grade("ada", 7.5), grade("zoe", 1)])

    assert filled.text == gradebook.replace('"King, Ada",1,ada,A,,4', '"King, Ada",1,ada,A,7.5,4')
    assert (filled.filled, filled.unknown_to_canvas, filled.without_grade) == (
        1,
        ("zoe",),
        ("Test, Tom",),
    )
    with pytest.raises(Invalid, match=r"no column “Week 9”; there are: “Week 1 \(42\)”"):
        fill_canvas(gradebook, GRADED, [], "Week 9")
    with pytest.raises(Invalid, match="no gradebook"):
        fill_canvas("a,b\n1,2\n", GRADED, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_is_read(delimiter: str) -> None:
    rows = [
        ["Username", "First name", "Last name", "Email", "Labels"],
        ["ada", "Ada", "King", "a@b", "x|y"],
    ]
    (ada,) = read_roster("\n".join(delimiter.join(row) for row in rows) + "\n\n")
    assert ada == Enrolled("ada", "Ada King", "a@b", None, ("x", "y"))


@pytest.mark.parametrize(
    ("text_", "wanted"),
    [
        ("first,last\na,b\n", "column “username”"),
        ("username\nada\nada\n", "Line 3: 'ada' is there twice"),
        ("username,role\nada,boss\n", "Line 2: the role"),
        ("username,email\n,a@b\n", "Line 2: there is no user name"),
    ],
)
def test_a_roster_with_a_fault_names_the_line(text_: str, wanted: str) -> None:
    with pytest.raises(Invalid, match=wanted):
        read_roster(text_)


async def test_research_data_hold_only_those_who_consented(
    connection: AsyncConnection, saved: SavedProblem, graded: GradedSet, tmp_path: Path
) -> None:
    first = await submit(connection, "ada", saved, 0.5, 'print("é\n=1")')
    await submit(connection, "bob", saved, 1)
    await connection.execute(
        text("""
            INSERT INTO messages (user_id, problem_id, submission_id, role, text, source, rule, rung)
            SELECT user_id, problem_id, id, 'assistant', 'secret words', 'builtin', 'off-by-one', 2
            FROM submissions WHERE id = :id
        """),
        {"id": first},
    )
    events = [one async for one in research.submissions_of(connection, ["ada"])]
    messages = [one async for one in research.messages_of(connection, ["ada"])]
    pseudonyms = Pseudonyms(b"k" * 32)
    written = write_progsnap2(tmp_path / "out", events, messages, pseudonyms, "0")
    rows = list(csv.DictReader((tmp_path / "out/MainTable.csv").open(encoding="utf-8", newline="")))
    states = list(
        csv.DictReader(
            (tmp_path / "out/CodeStates/CodeStates.csv").open(encoding="utf-8", newline="")
        )
    )

    assert (written.subjects, written.events, written.code_states) == (1, 2, 1)
    assert [row["EventType"] for row in rows] == ["Submit", "Intervention"]
    assert {row["SubjectID"] for row in rows} == {pseudonyms("ada")}
    assert rows[1]["ParentEventID"] == rows[0]["EventID"]
    assert rows[0]["AssignmentID"] == "week-1"
    assert rows[0]["ServerTimezone"] == "+0000"
    by_id = {state["CodeStateID"]: state["Code"] for state in states}
    assert by_id[rows[0]["CodeStateID"]] == 'print("é\n=1")'
    whole = "".join(path.read_text() for path in (tmp_path / "out").rglob("*.csv"))
    assert "ada" not in whole
    assert "secret words" not in whole
    with pytest.raises(FileExistsError):
        write_progsnap2(tmp_path / "out", events, messages, pseudonyms, "0")


def test_pseudonyms_of_two_exports_have_nothing_in_common() -> None:
    one, other = Pseudonyms(), Pseudonyms()
    assert one("ada") == one("ada")
    assert one("ada") != other("ada")
    assert one("ada") != one("bob")
