"""Where students stand: opened, trying, solved, stuck."""

from __future__ import annotations

from datetime import timedelta

from codify_jupyter.class_view.rules import STUCK_FOR, state_of, stuck_until
from codify_jupyter.store import courses, grades, openings, questions
from codify_jupyter.store.class_view.grid import Cell, changed_cells, grid, whose
from codify_jupyter.store.grades import Enrolled

from .conftest import SmallClass, minute


async def cells(optics: SmallClass) -> dict[tuple[str, str], Cell]:
    names = {id_: name for name, id_ in optics.students.items()}
    slugs = {id_: slug for slug, id_ in optics.problems.items()}
    found = await grid(
        optics.connection, optics.course_id, list(optics.problems.values()), minute(-20)
    )
    return {(names[cell.student], slugs[cell.problem]): cell for cell in found}


async def test_every_state_that_there_is(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob", "cy", "dot")
    await optics.opens("ada", "first", 1)
    await optics.opens("bob", "first", 2)
    await optics.tries("bob", "first", 0.5, 3)
    await optics.says("bob", "first", 4)
    await optics.tries("cy", "first", 0.5, 5)
    await optics.tries("cy", "first", 1, 7)
    await optics.tries("cy", "first", 0.2, 9)  # plays on with what is solved
    await optics.tries("dot", "first", 0, 1, status="internal_error")  # no fault of hers

    found = await cells(optics)
    assert {key: state_of(cell) for key, cell in found.items()} == {
        ("ada", "first"): "opened",
        ("bob", "first"): "trying",
        ("cy", "first"): "solved",
    }
    bob, cy = found["bob", "first"], found["cy", "first"]
    assert (bob.tries, bob.best, bob.last_at) == (1, 0.5, minute(4))
    assert (cy.tries, cy.begun_at, cy.best) == (2, minute(5), 1.0)
    assert (cy.solved_at, cy.last_at) == (minute(7), minute(9))


async def test_stuck_is_three_tries_without_getting_further_and_ends(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob", "cy")
    for at, score in enumerate((0.0, 0.5, 0.5, 0.2, 0.5)):
        await optics.tries("ada", "first", score, at)
    for at, score in enumerate((0.0, 0.1, 0.2, 0.3)):  # further each time
        await optics.tries("bob", "first", score, at)
    for at, score in enumerate((0.0, 0.0, 0.0, 0.0, 1.0)):
        await optics.tries("cy", "first", score, at)
        await optics.tries("cy", "second", 0, at - 30)  # that was long ago

    found = await cells(optics)
    assert found["ada", "first"].in_vain == 3
    assert stuck_until(found["ada", "first"]) == minute(4) + STUCK_FOR
    assert timedelta(minutes=20) == STUCK_FOR
    assert stuck_until(found["bob", "first"]) is None
    assert stuck_until(found["cy", "first"]) is None
    assert stuck_until(found["cy", "second"]) is None


async def test_only_students_of_the_course_and_its_problems(optics: SmallClass) -> None:
    await optics.enrol("ada")
    await grades.enrol_roster(
        optics.connection, "optics", [Enrolled("tess", role="instructor")], "test"
    )
    await grades.enrol_roster(optics.connection, "acoustics", [Enrolled("eve")], "test")
    for name in ("tess", "eve"):
        row = await optics.connection.exec_driver_sql(
            "SELECT id FROM users WHERE name = %s", (name,)
        )
        optics.students[name] = row.scalar_one()
        await optics.tries(name, "first", 1)
    submission = await optics.tries("ada", "first", 0.5)
    assert set(await cells(optics)) == {("ada", "first")}

    pairs = await whose(optics.connection, [submission])
    assert pairs == {(optics.students["ada"], optics.problems["first"])}
    everybody = [(id_, optics.problems["first"]) for id_ in optics.students.values()]
    changed = await changed_cells(optics.connection, optics.course_id, everybody, minute(-20))
    assert [cell.student for cell in changed] == [optics.students["ada"]]
    other = await courses.ensure(optics.connection, "acoustics")
    assert await changed_cells(optics.connection, other, everybody, minute(-20)) == []


async def test_a_change_reads_as_the_whole_does(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob")
    await optics.opens("bob", "second", 1)
    for at, score in enumerate((0.3, 0.1, 1.0)):
        await optics.tries("ada", "first", score, at)
    for at, score in enumerate((0.3, 0.1, 0.2, 0.0)):
        await optics.tries("bob", "first", score, at)
    whole = await grid(
        optics.connection, optics.course_id, list(optics.problems.values()), minute(-20)
    )
    assert [cell.in_vain for cell in whole if cell.tries == 4] == [3]
    some = await changed_cells(
        optics.connection,
        optics.course_id,
        [(cell.student, cell.problem) for cell in whole],
        minute(-20),
    )
    key = lambda cell: (cell.student, cell.problem)  # noqa: E731
    assert sorted(some, key=key) == sorted(whole, key=key)


async def test_open_questions_stand_in_the_cell_until_they_are_answered(optics: SmallClass) -> None:
    await optics.enrol("ada")
    await optics.says("ada", "first")
    asked = await questions.insert(
        optics.connection,
        user_id=optics.students["ada"],
        course_id=optics.course_id,
        problem_id=optics.problems["first"],
        submission_id=None,
        code=None,
    )
    assert (await cells(optics))["ada", "first"].open_questions == 1
    await questions.mark_answered(optics.connection, asked.id)
    assert (await cells(optics))["ada", "first"].open_questions == 0


async def test_an_opening_is_noted_once_and_only_for_a_students_own_course(
    optics: SmallClass,
) -> None:
    await optics.enrol("ada")
    await grades.enrol_roster(optics.connection, "acoustics", [Enrolled("eve")], "test")
    for name in ("ada", "ada", "eve", "nobody"):
        await openings.note(optics.connection, name, "first")
    await openings.note(optics.connection, "ada", "no-such-problem")
    noted = await optics.connection.exec_driver_sql(
        "SELECT users.name, slug FROM openings"
        " JOIN users ON users.id = user_id JOIN problems ON problems.id = problem_id"
    )
    assert [tuple(row) for row in noted] == [("ada", "first")]
