"""From the groups of a hub to courses and roles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from codify_jupyter.principal import Enrolment, Principal

_PREFIXES: tuple[tuple[str, Literal["student", "instructor"]], ...] = (
    ("codify-instructor-", "instructor"),  # before the next one, which it begins with
    ("codify-", "student"),
    ("formgrade-", "instructor"),  # nbgrader's two
    ("nbgrader-", "student"),
)
_COURSE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def enrolments_of(groups: Iterable[str]) -> frozenset[Enrolment]:
    """The courses that somebody's groups name; other groups mean nothing here.

    Who is both student and instructor of a course is its instructor.
    """
    roles: dict[str, Literal["student", "instructor"]] = {}
    for group in groups:
        for prefix, role in _PREFIXES:
            if group.startswith(prefix):
                course = group.removeprefix(prefix).lower().replace("_", "-")
                if _COURSE.fullmatch(course) and roles.get(course) != "instructor":
                    roles[course] = role
                break
    return frozenset(Enrolment(course, role) for course, role in roles.items())


def make_principal(name: str, display_name: str, groups: Iterable[str], provider: str) -> Principal:
    """The caller with the roles that the groups give."""
    enrolments = enrolments_of(groups)
    roles = {one.role for one in enrolments} or {"student"}
    return Principal(
        name=name,
        display_name=display_name[:200],
        roles=frozenset(roles),
        provider=provider,
        enrolments=enrolments,
    )
