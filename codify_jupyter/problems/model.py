"""A problem as its author wrote it: the whole of it, secrets included."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Difficulty = Literal["intro", "easy", "medium", "hard"]


def entry_names(entry: str) -> tuple[str, ...]:
    """The names that an ``entry`` asks for."""
    if entry == "script":
        return ()
    if entry.startswith("names:"):
        return tuple(name.strip() for name in entry.removeprefix("names:").strip("[] ").split(","))
    return (entry.removeprefix("class:"),)


@dataclass(frozen=True, slots=True)
class WrongSolution:
    """A beginner's mistake, kept to prove that the tests catch it."""

    name: str
    """File name without ``.py``."""
    code: str
    fails: frozenset[str]
    """Ids of the tests that must fail; empty when the author declared none."""
    passes: frozenset[str]
    """Ids of the tests that must pass."""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class AuthorHint:
    """A hint of the instructor's, from ``:::{hint} level=N`` in the statement."""

    level: int
    text_md: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``student_view`` says what of it a student may see."""

    id: str
    """A UUID that never changes; the slug may."""
    slug: str
    title: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    concepts: tuple[str, ...]
    prerequisites: tuple[str, ...]
    """Slugs of problems worth solving before."""
    points: float
    entry: str
    """``name`` of a function, ``class:Name``, ``names:[a, b]`` or ``script``."""
    prompt_md: str
    """The statement, without hints; examples as ordinary fenced ``pycon`` code."""
    hints: tuple[AuthorHint, ...]
    starter: str
    solution: str
    tests_json: dict[str, Any]
    """The whole tests_json, see ``codify_schema/formats/tests_json.schema.json``."""
    requires: tuple[str, ...] = ()
    tutor: dict[str, Any] = field(default_factory=dict)
    """``{"hints": bool, "max_level": 1..4, "reveal_solution": "never"|...}``."""
    wrong: tuple[WrongSolution, ...] = ()
    path: Path | None = None
    """The folder it was read from."""

    @property
    def entry_names(self) -> tuple[str, ...]:
        """Top-level names that a solution must define; none for a script."""
        return entry_names(self.entry)

    @property
    def digest(self) -> str:
        """Identifies the tests: same digest, same verdict for the same code."""
        return str(self.tests_json["digest"])


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a set."""

    title: str
    slots: tuple[tuple[str, ...], ...]
    """Places in order, each the slugs of alternatives: a student gets one of them."""
    choose: int | None = None
    """How many of its places each student gets; None for all."""


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """An ordered list of problems with a title and a policy of its own."""

    slug: str
    title: str
    description: str
    """Markdown; may be empty."""
    policy: dict[str, Any]
    """As written, see ``codify_jupyter.set_policy``; only what the author gave."""
    items: tuple[str, ...]
    """The slugs of all problems, in order."""
    path: Path | None = None
    zones: tuple[Zone, ...] = ()
    """How the items are arranged; none for a plain list, which each student gets whole."""

    @property
    def draws(self) -> bool:
        """Whether students get different problems."""
        return any(
            zone.choose is not None or any(len(slot) > 1 for slot in zone.slots)
            for zone in self.zones
        )

    @property
    def arrangement(self) -> tuple[Zone, ...]:
        """The zones, or for a plain list one without a title."""
        return self.zones or (Zone("", tuple((slug,) for slug in self.items)),)
