"""Sets that are published: what is frozen, who gets which problem, and what is open to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from codify_jupyter.catalogue import Catalogue
from codify_jupyter.database import Database
from codify_jupyter.errors import NotFound
from codify_jupyter.policy import Policies
from codify_jupyter.principal import Enrolment, Principal
from codify_jupyter.problems.model import Problem, ProblemSet, Zone
from codify_jupyter.problems.student_view import public_tests_json, student_view
from codify_jupyter.progress import Progress
from codify_jupyter.publishing import Publishing
from codify_jupyter.set_links import Places
from codify_jupyter.store import courses, grades, problem_sets, problems, users
from codify_jupyter.store.grades import Enrolled

from ..store.conftest import make_problem

ADA = Principal("ada", "Ada")
SLUGS = tuple("abcdefgh")
POOL = ProblemSet(
    "exam",
    "Exam",
    "",
    {},
    SLUGS,
    zones=(
        Zone("Everybody", (("a",),)),
        Zone("One of two", (("b", "c"),)),
        Zone("Two of four", (("d",), ("e",), ("f",), ("g", "h")), choose=2),
    ),
)


class Course:
    """Small problems, sets of them, and what a person meets."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.catalogue = Catalogue(database)
        self.progress = Progress(database, self.catalogue)
        self.publishing = Publishing(database, self.catalogue, Places("https://hub.test"))
        self.problems: dict[str, Problem] = {}

    async def load(self, slug: str, **changes: Any) -> None:
        known = self.problems.get(slug)
        groups = [
            {"id": "g", "title": "G", "points": 1, "visibility": "public", "scoring": "sum",
             "reveal": "never"}
        ]  # fmt: skip
        tests = {
            "schema": "codify.tests/1", "tests": [], "groups": groups, "limits": {},
            "digest": "0123456789abcdef", "entry": "double", "requires": [], "sources": {},
        }  # fmt: skip
        problem = replace(known, **changes) if known else make_problem(slug=slug, tests_json=tests)
        self.problems[slug] = problem
        async with self.database.begin() as connection:
            await problems.save_problem(
                connection, problem, public_tests_json(problem), student_view(problem)
            )

    async def save(self, problem_set: ProblemSet, course: str | None = None) -> None:
        async with self.database.begin() as connection:
            course_id = await courses.ensure(connection, course) if course else None
            await problem_sets.save_set(connection, problem_set, course_id=course_id)

    async def gets(self, who: Principal, slug: str = "exam") -> list[str]:
        found = [one for one in await self.progress.list_sets(who) if one["slug"] == slug]
        return [item["slug"] for one in found for item in one["items"]]

    async def opens(self, who: Principal, slugs: Sequence[str] = SLUGS) -> list[str]:
        """Which of some problems this person may read."""
        found = []
        for slug in slugs:
            try:
                await self.catalogue.get(slug, who)
            except NotFound:
                continue
            found.append(slug)
        return found


@pytest.fixture
async def course(database: Database) -> Course:
    course = Course(database)
    for slug in SLUGS:
        await course.load(slug)
    return course


async def test_each_student_gets_a_choice_of_their_own_and_always_the_same(course: Course) -> None:
    await course.save(POOL)
    people = [Principal(f"student-{number}", "S") for number in range(60)]
    choices = {who.name: await course.gets(who) for who in people}
    for got in choices.values():
        assert got == sorted(got)
        assert [slug for slug in got if slug in "abc"] in (["a", "b"], ["a", "c"])
        assert len([slug for slug in got if slug in "defgh"]) == 2
        assert not {"g", "h"} <= set(got)
    seen = Counter(slug for got in choices.values() for slug in got)
    assert set(seen) == set(SLUGS)
    assert 15 < seen["b"] < 45
    assert all(18 < seen[slug] < 45 for slug in "def"), seen
    # Nothing of it is stored, and what else is loaded or published moves nobody.
    await course.save(replace(POOL, title="Exam, again"))
    await course.publishing.publish("exam")
    assert {who.name: await course.gets(who) for who in people} == choices
    async with course.database.begin() as connection:
        await connection.execute(text("UPDATE problem_sets SET seed = gen_random_uuid()"))
    others = {who.name: await course.gets(who) for who in people}
    assert sum(others[name] != choices[name] for name in choices) > 30


async def test_a_problem_more_in_a_pool_moves_few(course: Course) -> None:
    def pool(slugs: str) -> ProblemSet:
        zone = Zone("Two", tuple((slug,) for slug in slugs), choose=2)
        return ProblemSet("exam", "Exam", "", {}, tuple(slugs), zones=(zone,))

    people = [Principal(f"student-{number}", "S") for number in range(40)]
    await course.save(pool("abcdefg"))
    before = {who.name: set(await course.gets(who)) for who in people}
    await course.save(pool("habcdefg"))
    after = {who.name: set(await course.gets(who)) for who in people}
    moved = [name for name in before if before[name] != after[name]]
    assert 2 < len(moved) < 22  # a fourth of them, more or less
    assert all(after[name] - before[name] == {"h"} for name in moved)


async def test_what_is_not_drawn_is_closed_and_asks_nothing_of_anybody(course: Course) -> None:
    await course.save(replace(POOL, policy={"exam": True, "tutor": False}))
    got = await course.gets(ADA)
    assert await course.opens(ADA) == got
    listed = {one["slug"] for one in await course.progress.list_problems(ADA)}
    assert listed == set(got)
    shown = await course.progress.show_problem(ADA, got[1])
    place = shown["place"]
    assert (place["previous"], place["index"], place["total"]) == (got[0], 2, 4)
    # A problem of the pool that one did not get may be practised elsewhere, by its own rules.
    (missed, *_) = sorted(set(SLUGS) - set(got))
    await course.save(ProblemSet("practice", "Practice", "", {}, (missed,)))
    entry = await course.catalogue.get(missed, ADA)
    policies = Policies(course.database)
    assert (await policies.get(entry, ADA)).enabled
    assert (await policies.disclosure(entry, ADA)).results
    mine = await course.catalogue.get(got[0], ADA)
    assert not (await policies.get(mine, ADA)).enabled
    assert not (await policies.disclosure(mine, ADA)).results


async def test_the_points_of_a_drawn_set_are_the_students_own(course: Course) -> None:
    await course.save(POOL, "py")
    async with course.database.begin() as connection:
        await grades.enrol_roster(connection, "py", [Enrolled("ada")], "test")
        graded = await grades.find_set(connection, "exam")
        assert graded is not None
        (ada,) = await grades.grades(connection, graded)
    assert (graded.points, ada.possible) == (20.0, 10.0)


async def test_a_published_set_stays_as_it_was_until_it_is_published_again(course: Course) -> None:
    week = ProblemSet("week", "Week", "", {}, ("a", "b"))
    await course.save(week)
    await course.load("a", title="Newer")  # of a live set each load counts at once
    assert (await course.catalogue.get("a", ADA)).problem.title == "Newer"
    done = await course.publishing.publish("week")
    assert (done["state"], done["moved"], done["changed"]) == ("published", 0, False)

    await course.load("a", title="Newest", points=9.0)
    await course.save(
        replace(week, title="Week, mended", items=("a", "b", "c"), policy={"attempts": 1})
    )
    (shown,) = await course.progress.list_sets(ADA)
    assert (shown["title"], shown["policy"]["words"]) == ("Week", [])
    assert (shown["items"][0]["title"], shown["items"][0]["points"]) == ("Newer", 2.5)
    assert (await course.catalogue.get("a", ADA)).problem.title == "Newer"
    assert (await course.publishing.show("week"))["changed"]
    async with course.database.connect() as connection:
        graded = await grades.find_set(connection, "week")
    assert graded is not None
    assert graded.points == 5.0

    # What was published comes first, also as the place of a problem in several sets.
    await course.save(ProblemSet("later", "Later", "", {}, ("b",)))
    await course.publishing.publish("later")
    assert [one["slug"] for one in await course.progress.list_sets(ADA)] == ["later", "week"]
    assert (await course.progress.show_problem(ADA, "b"))["place"]["set"] == "later"
    kept = await course.publishing.publish("week", keep_versions=True)
    assert (kept["title"], kept["moved"]) == ("Week, mended", 0)
    assert await course.gets(ADA, "week") == ["a", "b", "c"]
    assert (await course.catalogue.get("a", ADA)).problem.title == "Newer"
    again = await course.publishing.publish("week")
    assert again["moved"] == 1
    assert (await course.catalogue.get("a", ADA)).problem.title == "Newest"


async def test_a_withdrawn_set_is_seen_by_its_instructors_alone(course: Course) -> None:
    await course.save(POOL, "py")
    await course.publishing.publish("exam")
    people = {
        role: Principal(role, role, enrolments=frozenset({Enrolment("py", role)}))
        for role in ("student", "instructor")
    }
    async with course.database.begin() as connection:
        for role, who in people.items():
            user_id = await users.ensure(connection, role)
            await courses.enrol(connection, user_id, sorted(who.enrolments or ()))
    student, instructor = people["student"], people["instructor"]
    assert len(await course.gets(student)) == 4
    # Whoever teaches it sees the whole pool.
    assert await course.gets(instructor) == list(SLUGS) == await course.opens(instructor)
    await course.publishing.withdraw("exam")
    assert await course.gets(student) == [] == await course.opens(student)
    assert await course.opens(instructor) == list(SLUGS)
    # Loading does not bring it back, and leaves it in its course.
    await course.save(POOL)
    assert await course.opens(student) == []
    await course.publishing.publish("exam")
    assert len(await course.opens(student)) == 4
    stranger = Principal("stranger", "S", enrolments=frozenset())
    assert await course.opens(stranger) == []


async def test_a_new_set_may_wait_for_its_publication(course: Course) -> None:
    async with course.database.begin() as connection:
        await problem_sets.save_set(connection, replace(POOL, zones=()), withdrawn=True)
    assert await course.opens(ADA) == []
    await course.publishing.publish("exam")
    assert await course.opens(ADA) == list(SLUGS)


async def test_a_set_as_a_notebook(course: Course) -> None:
    await course.save(replace(POOL, policy={"attempts": 3}, description="Take your time."))
    whole = await course.publishing.notebook("exam")
    mine = await course.publishing.notebook("exam", "ada")
    told = "\n".join(cell.source for cell in whole.cells)
    assert "# Exam\n\nTake your time.\n\n- 3 attempts for each problem." in told
    assert "## Two of four" in told
    assert "Return twice $n$." in told
    assert "return 2 * n" not in told  # the reference
    directives = [cell.source.split("\n")[0] for cell in whole.cells if cell.cell_type == "code"]
    assert directives == [f"#| codify: {slug}" for slug in SLUGS]
    got = await course.gets(ADA)
    assert [one["slug"] for one in mine.metadata["codify"]["problems"]] == got
    assert whole == await course.publishing.notebook("exam")
    with pytest.raises(NotFound):
        await course.publishing.notebook("none")
