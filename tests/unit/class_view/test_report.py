"""What a class has done with a problem: figures, failed tests, items, the tutor's hints."""

from __future__ import annotations

import pytest

from codify_jupyter.class_view.failed_tests import (
    failed_tests_json,
    most_failed,
    not_loaded_json,
    to_examine,
)
from codify_jupyter.class_view.problem_figures import problem_figures
from codify_jupyter.store.class_view.attempts import code_before
from codify_jupyter.store.class_view.failures import code_of, failures
from codify_jupyter.store.class_view.grid import grid
from codify_jupyter.store.class_view.items import items
from codify_jupyter.store.class_view.tutor_use import AfterHint, after_hints, chat
from codify_jupyter.store.messages import insert, rate

from .conftest import SmallClass, minute


async def test_funnel_first_tries_and_time(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob", "cy", "dot", "eve")
    await optics.opens("ada", "first", 0)
    await optics.tries("ada", "first", 1, 4)  # 4 minutes, the first try
    await optics.opens("bob", "first", 0)
    await optics.tries("bob", "first", 0.5, 5)
    await optics.tries("bob", "first", 1, 10)  # 10 minutes
    await optics.tries("cy", "first", 0.5, 2)  # not noted when opened
    await optics.tries("cy", "first", 1, 8)  # 6 minutes
    for at in range(6):
        await optics.tries("dot", "first", 0, at)
    await optics.opens("eve", "first", 3)

    cells = await grid(optics.connection, optics.course_id, [optics.problems["first"]], minute(-20))
    shown = problem_figures(6, cells).as_json()
    assert [shown[key] for key in ("students", "opened", "tried", "solved")] == [6, 5, 4, 3]
    assert (shown["solved_first"], shown["first_try_rate"]) == (1, 0.25)
    assert shown["median_solve_s"] == 360
    counted = {one["tries"]: (one["solved"], one["unsolved"]) for one in shown["tries"]}
    assert {name: both for name, both in counted.items() if any(both)} == {
        "1": (1, 0),
        "2": (2, 0),
        "5–6": (0, 1),
    }


async def test_a_problem_that_nobody_has_opened(optics: SmallClass) -> None:
    await optics.enrol("ada")
    shown = problem_figures(1, []).as_json()
    assert (shown["first_try_rate"], shown["median_solve_s"], shown["solved"]) == (None, None, 0)
    problem = optics.problems["first"]
    assert await failures(optics.connection, optics.course_id, problem) == []
    assert await items(optics.connection, optics.course_id, [problem]) == []
    assert await after_hints(optics.connection, optics.course_id, problem) == []


async def test_most_failed_tests_count_students_and_who_still_fails(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob", "cy")
    await optics.tries("ada", "first", 0.3, 1, fails=("t1", "t3"), code="a = 1")
    second = await optics.tries("ada", "first", 0.6, 2, fails=("t3",), code="a = 2")
    third = await optics.tries("bob", "first", 0.6, 1, fails=("t3",), code="b = 2  # so")
    await optics.tries("bob", "first", 1, 2)
    broken = {"type": "SyntaxError", "message": "invalid syntax"}
    await optics.tries(
        "cy", "first", 0, 1, fails=("t1", "t2", "t3"), status="compile_error", fault=broken
    )
    await optics.tries("cy", "second", 0, 1, fails=("t2",))

    found = await failures(optics.connection, optics.course_id, optics.problems["first"])
    tests = most_failed(found)
    code = await code_of(optics.connection, to_examine(tests))
    t3, t1 = failed_tests_json(tests, code)
    assert [t3[key] for key in ("id", "name", "visibility")] == ["t3", "test t3", "hidden"]
    assert [t3[key] for key in ("students", "now", "submissions")] == [2, 1, 3]
    # The same but for a name and a comment; of each student the latest that fails.
    [cluster] = t3["clusters"]
    assert (cluster["students"], cluster["code"]) == (2, "b = 2  # so")
    assert cluster["examples"] == [
        {"student": optics.students["bob"], "submission": third},
        {"student": optics.students["ada"], "submission": second},
    ]
    assert [t1[key] for key in ("id", "students", "now", "submissions")] == ["t1", 1, 0, 1]
    assert [one["code"] for one in t1["clusters"]] == ["a = 1"]
    assert not_loaded_json(found) == {"students": 1, "now": 1, "submissions": 1}


async def test_items_are_judged_by_first_tries(optics: SmallClass) -> None:
    names = ("ada", "bob", "cy", "dot")
    await optics.enrol(*names)
    # Whoever is better at the second is better at the first: they measure the same.
    for name, one, other in zip(names, (1, 1, 0.5, 0), (1, 0.8, 0.4, 0), strict=True):
        await optics.tries(name, "first", one, 1)
        await optics.tries(name, "second", other, 2)
        await optics.tries(name, "second", 1, 3)
    found = {
        item.problem: item
        for item in await items(optics.connection, optics.course_id, list(optics.problems.values()))
    }
    first, second = found[optics.problems["first"]], found[optics.problems["second"]]
    assert (first.tried, first.solved, first.solved_first, first.facility) == (4, 2, 2, 0.625)
    assert (second.solved, second.solved_first) == (4, 1)
    assert second.facility == pytest.approx(0.55)
    # Pearson's r of (1, 1, .5, 0) and (1, .8, .4, 0), by hand.
    assert first.discrimination == pytest.approx(0.9813, abs=1e-4)
    assert second.discrimination == pytest.approx(first.discrimination)
    assert first.compared == 4


async def test_discrimination_is_none_where_all_do_alike(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob")
    for name in ("ada", "bob"):
        await optics.tries(name, "first", 0.5)
        await optics.tries(name, "second", 0.2)
    found = await items(optics.connection, optics.course_id, list(optics.problems.values()))
    assert [one.discrimination for one in found] == [None, None]


async def test_what_came_after_hints(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob", "cy", "dot")
    first = await optics.tries("ada", "first", 0.2, 1)
    await optics.hint("ada", "first", first, 1)
    await optics.hint("ada", "first", first, 2)  # counts as its highest rung
    second = await optics.tries("ada", "first", 0.5, 2)
    await optics.hint("ada", "first", second, 1)
    await optics.tries("ada", "first", 1, 3)
    for name, after in (("bob", 0.2), ("cy", 0.1)):
        begun = await optics.tries(name, "first", 0.2, 1)
        await optics.hint(name, "first", begun, 1)
        await optics.tries(name, "first", 0, 2, status="internal_error")  # says nothing
        await optics.tries(name, "first", after, 3)
    left = await optics.tries("dot", "first", 0.2, 1)
    await optics.hint("dot", "first", left, 1)

    found = await after_hints(optics.connection, optics.course_id, optics.problems["first"])
    assert found == [
        AfterHint(rung=1, hints=4, solved=1, further=0, same=1, back=1, none=1),
        AfterHint(rung=2, hints=1, solved=0, further=1, same=0, back=0, none=0),
    ]


async def test_chat_counts_what_is_said_to_the_tutor(optics: SmallClass) -> None:
    await optics.enrol("ada", "bob")
    for name in ("ada", "ada", "bob"):
        await optics.says(name, "first")
    for thumb in (1, 1, -1):
        said = await insert(
            optics.connection,
            user_id=optics.students["ada"],
            problem_id=optics.problems["first"],
            role="assistant",
            text="So.",
            source="builtin",
        )
        await rate(optics.connection, said.id, optics.students["ada"], thumb)
    found = await chat(optics.connection, optics.course_id, optics.problems["first"])
    assert (found.students, found.questions) == (2, 3)
    assert (found.thumbs_up, found.thumbs_down) == (2, 1)


async def test_the_code_before_an_attempt(optics: SmallClass) -> None:
    await optics.enrol("ada")
    first = await optics.tries("ada", "first", 0, 1, code="one")
    await optics.tries("ada", "first", 0, 2, code="lost", status="internal_error")
    await optics.tries("ada", "second", 0, 2, code="other problem")
    second = await optics.tries("ada", "first", 0, 3, code="two")
    place = optics.students["ada"], optics.problems["first"]
    assert await code_before(optics.connection, *place, first) is None
    assert await code_before(optics.connection, *place, second) == "one"
