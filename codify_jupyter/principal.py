"""Who asks: all that the core knows of a caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["student", "instructor", "admin"]


@dataclass(frozen=True, slots=True, order=True)
class Enrolment:
    """Somebody's part in a course."""

    course: str
    """The course's slug."""
    role: Literal["student", "instructor"]


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller, made from the server's identity, never from a request's body."""

    name: str
    """Unique in this installation: the Jupyter identity's or the hub's user name."""
    display_name: str
    roles: frozenset[Role] = frozenset({"student"})
    provider: str = "jupyter"
    enrolments: frozenset[Enrolment] | None = None
    """None where there are no courses, as on a laptop: then nothing is closed to anybody."""

    @property
    def courses(self) -> tuple[str, ...] | None:
        """Slugs of the courses whose problems the caller may see; None for all there is."""
        if self.enrolments is None:
            return None
        return tuple(sorted({one.course for one in self.enrolments}))

    def teaches(self, course: str) -> bool:
        """Whether the caller is an instructor of this course."""
        return Enrolment(course, "instructor") in (self.enrolments or ())

    @property
    def may_author(self) -> bool:
        """Whether the caller may check problems: instructors, and all where there are no courses.

        A check runs the caller's code against the caller's own tests, many times.
        """
        return self.enrolments is None or bool(self.roles & {"instructor", "admin"})
