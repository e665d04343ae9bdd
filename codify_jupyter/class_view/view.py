"""The class view as its readers ask for it: every call sees first that the caller teaches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from codify_jupyter.class_view import failed_tests, rules
from codify_jupyter.class_view.problem_figures import problem_figures
from codify_jupyter.class_view.representation import cell_json
from codify_jupyter.courses import must_teach
from codify_jupyter.errors import NotFound
from codify_jupyter.problems.instructor_view import instructor_verdict
from codify_jupyter.representation import message_json, submission_json
from codify_jupyter.set_policy import effective_policy, utc_now
from codify_jupyter.store import messages, questions, submissions
from codify_jupyter.store.class_view import attempts, failures, grid, items, scope, tutor_use
from codify_jupyter.verdicts import verdict_from_json

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.class_view.news import ClassNews
    from codify_jupyter.database import Database
    from codify_jupyter.events import Event
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.class_view.grid import Cell
    from codify_jupyter.store.class_view.scope import (
        CourseProblem,
        CourseScope,
        CourseSet,
        CourseStudent,
    )

WHOLE_COURSE = "*"
"""In place of a set's slug."""
ENOUGH_COMPARED = 10
"""A correlation of fewer students would say nothing."""
MESSAGES = 200
"""Of a conversation, so many of the newest are shown."""


class ClassView:
    """Reads what instructors see of their courses; changes nothing."""

    def __init__(self, database: Database, catalogue: Catalogue, news: ClassNews) -> None:
        self._database = database
        self._catalogue = catalogue
        self._news = news

    async def grid(self, who: Principal, course: str, set_slug: str | None) -> dict[str, Any]:
        """Students by problems of a set; the contract's ``ClassGrid``.

        Without a set that one is shown which was submitted to last.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or it has no such set.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            found = await _course(connection, course)
            sheet = await _read_sheet(connection, found, set_slug)
            counts = await questions.count(connection, found.id)
        by_pair = {(cell.student, cell.problem): cell for cell in sheet.cells}
        return {
            "course": {"slug": found.slug, "title": found.title},
            "sets": [{"slug": one.slug, "title": one.title} for one in found.sets],
            "set": sheet.sets[0].slug if len(sheet.sets) == 1 else WHOLE_COURSE,
            "problems": [asdict(one) for one in sheet.problems],
            "students": [
                {
                    "id": one.id,
                    "name": one.name,
                    "display_name": one.display_name,
                    "section": one.section,
                    "cells": [
                        cell_json(cell) if (cell := by_pair.get((one.id, problem.id))) else None
                        for problem in sheet.problems
                    ],
                    "not_given": [
                        problem.id for problem in sheet.problems if not sheet.gives(one, problem)
                    ],
                }
                for one in sheet.students
            ],
            "questions": asdict(counts),
            "stuck_rule": rules.STUCK_RULE,
        }

    async def follow(self, who: Principal, course: str) -> AsyncIterator[Event]:
        """What changes, live; see ``ClassNews.follow``.

        Raises:
            Forbidden, NotFound: the caller does not teach the course.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            found = await _course(connection, course)
        return self._news.follow(found.id)

    async def items(
        self, who: Principal, course: str, set_slug: str | None
    ) -> list[dict[str, Any]]:
        """How each problem of a set does its work; the contract's ``ClassItem``.

        Raises:
            Forbidden, NotFound: as for ``grid``.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            found = await _course(connection, course)
            problems = _problems(await _choose(connection, found, set_slug))
            rows = await items.items(connection, found.id, [one.id for one in problems])
        known = {row.problem: row for row in rows}
        shown = []
        for problem in problems:
            item = known.get(problem.id)
            enough = item is not None and item.compared >= ENOUGH_COMPARED
            shown.append(
                {
                    "problem": problem.slug,
                    "title": problem.title,
                    "tried": item.tried if item else 0,
                    "solved": item.solved if item else 0,
                    "solved_first": item.solved_first if item else 0,
                    "facility": item.facility if item else None,
                    "discrimination": item.discrimination if item and enough else None,
                }
            )
        return shown

    async def at_risk(self, who: Principal, course: str, set_slug: str | None) -> dict[str, Any]:
        """Students who may need a hand, and why, in words; those with most reasons first.

        Raises:
            Forbidden, NotFound: as for ``grid``.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            found = await _course(connection, course)
            sheet = await _read_sheet(connection, found, set_slug)
        now = utc_now()
        own: dict[int, list[Cell]] = {}
        for cell in sheet.cells:
            own.setdefault(cell.student, []).append(cell)
        titles = {one.id: one.title for one in sheet.problems}
        standing = rules.class_standing(len(sheet.students), sheet.cells)
        listed = []
        for student in sheet.students:
            total = sum(sheet.gives(student, problem) for problem in sheet.problems)
            deadline = _deadline(sheet.sets, student)
            cells = own.get(student.id, [])
            reasons = rules.risks(cells, total, titles, standing, deadline, now)
            if reasons:
                listed.append({"student": student.id, **_named(student), "reasons": reasons})
        listed.sort(key=lambda one: -len(one["reasons"]))
        return {"students": listed, "rules": list(rules.RISK_RULES)}

    async def report(self, who: Principal, course: str, slug: str) -> dict[str, Any]:
        """What a class has done with one problem; the contract's ``ClassReport``.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or the problem is not in it.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            found = await _course(connection, course)
            problem = _problem(found, slug)
            students = await scope.students(connection, found.id)
            holding = [one for one in found.sets if problem in one.problems]
            given = await scope.given(connection, found.id, holding)
            cells = await grid.grid(connection, found.id, [problem.id], _stuck_since())
            failed = await failures.failures(connection, found.id, problem.id)
            tests = failed_tests.most_failed(failed)
            code = await failures.code_of(connection, failed_tests.to_examine(tests))
            hints = await tutor_use.after_hints(connection, found.id, problem.id)
            chat = await tutor_use.chat(connection, found.id, problem.id)
        had = sum(given is None or (one.id, problem.id) in given for one in students)
        return {
            "problem": asdict(problem),
            **problem_figures(had, cells).as_json(),
            # Hundreds of programs are parsed for it: not on the loop.
            "tests": await asyncio.to_thread(failed_tests.failed_tests_json, tests, code),
            "not_loaded": failed_tests.not_loaded_json(failed),
            "after_hints": [asdict(one) for one in hints],
            "chat": asdict(chat),
        }

    async def attempts(
        self,
        who: Principal,
        course: str,
        student_id: int,
        slug: str,
        limit: int,
        before: int | None,
    ) -> dict[str, Any]:
        """A student's attempts at a problem, newest first, without their code.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or student or problem are
                not in it.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            student, problem = await _place(connection, course, student_id, slug)
            rows = await submissions.list_for_problem(
                connection, student.id, problem.id, limit=limit, before=before
            )
        return {
            "student": {"id": student.id, **_named(student)},
            "problem": asdict(problem),
            "attempts": [submission_json(row, slug, with_code=False) for row in rows],
        }

    async def attempt(
        self, who: Principal, course: str, student_id: int, slug: str, submission_id: int
    ) -> dict[str, Any]:
        """One attempt whole: code, the code before, verdict with hidden tests, conversation.

        Raises:
            Forbidden, NotFound: as for ``attempts``, or the attempt is not the student's.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            student, problem = await _place(connection, course, student_id, slug)
            row = await submissions.get(connection, submission_id, student.id)
            if row is None or row.problem_id != problem.id:
                raise NotFound("There is no such attempt.", reason="unknown_submission")
            code_before = await attempts.code_before(connection, student.id, problem.id, row.id)
            said = await messages.list_for_problem(
                connection, student.id, problem.id, limit=MESSAGES
            )
            authors = await messages.authors(connection, said)
        judged_by = await self._catalogue.version(row.problem_version_id)
        verdict = verdict_from_json(row.verdict) if row.verdict else None
        return {
            "submission": submission_json(row, slug),
            "before": code_before,
            "verdict": verdict and instructor_verdict(verdict, judged_by.problem.tests_json),
            "messages": [message_json(one, authors) for one in said if one.text],
        }


def _stuck_since() -> datetime:
    return utc_now() - rules.STUCK_FOR


async def _course(connection: AsyncConnection, slug: str) -> CourseScope:
    found = await scope.find_course(connection, slug)
    if found is None:  # a group names it, and nobody has come from there yet
        raise NotFound("Nobody of this course has been here yet.", reason="unknown_course")
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Students by problems, of one set or of all."""

    sets: Sequence[CourseSet]
    problems: Sequence[CourseProblem]
    students: Sequence[CourseStudent]
    cells: Sequence[Cell]
    given: frozenset[tuple[int, int]] | None
    """Ids of students and the problems that were drawn for them; None for all to all."""

    def gives(self, student: CourseStudent, problem: CourseProblem) -> bool:
        return self.given is None or (student.id, problem.id) in self.given


async def _read_sheet(
    connection: AsyncConnection, course: CourseScope, set_slug: str | None
) -> _Sheet:
    sets = await _choose(connection, course, set_slug)
    problems = _problems(sets)
    ids = [one.id for one in problems]
    return _Sheet(
        sets=sets,
        problems=problems,
        students=await scope.students(connection, course.id),
        cells=await grid.grid(connection, course.id, ids, _stuck_since()),
        given=await scope.given(connection, course.id, sets),
    )


async def _choose(
    connection: AsyncConnection, course: CourseScope, slug: str | None
) -> tuple[CourseSet, ...]:
    """The set that is asked for, or all."""
    if slug == WHOLE_COURSE or not course.sets:
        return course.sets
    if slug is not None:
        chosen = next((one for one in course.sets if one.slug == slug), None)
        if chosen is None:
            raise NotFound("This course has no such set.", reason="unknown_set")
        return (chosen,)
    active = await scope.active_set(connection, course.id)
    return (next((one for one in course.sets if one.id == active), course.sets[0]),)


def _problems(sets: Sequence[CourseSet]) -> tuple[CourseProblem, ...]:
    """Of all these sets, each once."""
    return tuple({one.id: one for each in sets for one in each.problems}.values())


def _problem(course: CourseScope, slug: str) -> CourseProblem:
    for one in _problems(course.sets):
        if one.slug == slug:
            return one
    raise NotFound("No set of this course holds this problem.", reason="unknown_problem")


async def _place(
    connection: AsyncConnection, course: str, student_id: int, slug: str
) -> tuple[CourseStudent, CourseProblem]:
    found = await _course(connection, course)
    problem = _problem(found, slug)
    student = await scope.find_student(connection, found.id, student_id)
    if student is None:
        raise NotFound("This course has no such student.", reason="unknown_student")
    return student, problem


def _named(student: CourseStudent) -> dict[str, Any]:
    return {"name": student.name, "display_name": student.display_name}


def _deadline(sets: Sequence[CourseSet], student: CourseStudent) -> rules.Deadline:
    """Of one set; several have none in common."""
    if len(sets) != 1 or not sets[0].policy:
        return rules.Deadline()
    policy = effective_policy(sets[0].policy, student.name, student.labels)
    return rules.Deadline(policy.due, policy.closes)
