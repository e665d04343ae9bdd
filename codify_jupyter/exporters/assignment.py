"""A problem as the parts of an assignment, whichever tool's cells they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from codify_jupyter.exporters.plain_tests import NotPlainError, PlainTest, plain_test
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.notebook.regions import region_form


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the other tool cannot hold."""

    slug: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ScoredTests:
    """Tests that are scored as one: a cell."""

    name: str
    points: float
    tests: tuple[PlainTest, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """One problem."""

    slug: str
    statement: str
    """Markdown, with its title as a heading."""
    solution: str
    marked: str | None
    """The solution with marks around what students write; None where the starter differs."""
    starter: str
    cells: tuple[ScoredTests, ...]
    notes: tuple[Note, ...] = field(default=())


def assignment_of(problem: Problem) -> Assignment:
    """The parts of a problem. Without a test that a cell can say, there are no ``cells``."""
    notes = _notes_on(problem)
    tests: dict[str, list[tuple[PlainTest, float]]] = {}
    for case in problem.tests_json["tests"]:
        try:
            test = plain_test(problem, case)
        except NotPlainError as error:
            notes.append(Note(problem.slug, f"test {case['id']}", str(error)))
            continue
        if test.lossy:
            notes.append(Note(problem.slug, f"test {case['id']}", test.lossy))
        if case.get("gate"):
            notes.append(Note(problem.slug, f"test {case['id']}", "is no gate there"))
        tests.setdefault(case["group"], []).append((test, case["weight"]))
    cells: list[ScoredTests] = []
    ids = {case["id"] for case in problem.tests_json["tests"]}
    for group in problem.tests_json["groups"]:
        found = tests.get(group["id"], [])
        total = sum(weight for _, weight in found)
        if found and group["scoring"] == "all":
            cells.append(ScoredTests(group["id"], group["points"], tuple(t for t, _ in found)))
        else:
            numbers = (name for n in count(1) if (name := f"{group['id']}-{n}") not in ids)
            for test, weight in found:
                # The id of a test that students do not see may tell what it is about.
                name = next(numbers) if test.hidden else test.id
                points = group["points"] * weight / total if total else 0.0
                cells.append(ScoredTests(name, points, (test,)))
    return Assignment(
        slug=problem.slug,
        statement=f"# {problem.title}\n\n{problem.prompt_md.strip()}",
        solution=problem.solution.strip() + "\n",
        marked=region_form(problem.solution, problem.starter),
        starter=problem.starter.strip() + "\n",
        cells=tuple(cells),
        notes=tuple(notes),
    )


def _notes_on(problem: Problem) -> list[Note]:
    notes = []
    if problem.hints:
        notes.append(Note(problem.slug, "hints", "there is no tutor there"))
    if problem.wrong:
        notes.append(Note(problem.slug, "wrong solutions", "there is no place for them"))
    if problem.requires:
        why = f"students' notebooks need {', '.join(problem.requires)}"
        notes.append(Note(problem.slug, "packages", why))
    if any(case.get("compare", {}).get("kind") == "exact" for case in problem.tests_json["tests"]):
        notes.append(Note(problem.slug, "exact results", "1, 1.0 and True are equal there"))
    return notes
