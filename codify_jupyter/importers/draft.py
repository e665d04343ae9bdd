"""A problem as a foreign format tells it: not verified yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be brought over as it was."""

    kind: Literal["lossy", "skipped"]
    what: str
    """The item: a test, a file, a key; ``problem`` for the whole of it."""
    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that holds no problem that could be read."""

    source: str
    """The file, relative to what was imported."""
    why: str


@dataclass(slots=True)
class DraftTest:
    """A test, and what to put in its place when the reference does not pass it."""

    keys: dict[str, Any]
    """As in tests.yaml."""
    original: dict[str, Any] | None = None
    """The test closer to how it was written; it is used where the lifted form says too much."""
    optional: bool = False
    """It is no test of the source, e.g. an example in a docstring: leaving it out loses nothing."""
    cell: str = ""
    """A key of the draft's ``wholes``: the cell that it was part of."""
    is_whole: bool = False
    """It is all of that cell."""


@dataclass(slots=True)
class Draft:
    """One problem."""

    slug: str
    title: str
    statement: str
    entry: str
    starter: str
    solution: str
    source: str
    """The file it came from, relative to what was imported."""
    tests: list[DraftTest] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    """As in tests.yaml. Groups without tests are left out."""
    requires: tuple[str, ...] = ()
    limits: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
    has_reference: bool = True
    supposed_reference: bool = False
    """It may have one: the solution is taken for it when it passes all tests."""
    unsupported: str = ""
    """What it needs that the sandbox does not have, where that can be seen: ``package``."""
    wholes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Cells of tests that were split, each as the one test that it was."""
    as_written: str = ""
    """Reference and tests as one program, as in the source: does the reference pass there?"""
    shared_modules: str = ""
    """Imports that stand in front of solution and starter because tests reach them there."""
    alternatives: tuple[Callable[[], Draft], ...] = ()
    """The same problem read in other ways, for when this one does not come out whole."""

    def note(self, kind: Literal["lossy", "skipped"], what: str, why: str) -> None:
        """Write into the report."""
        self.notes.append(Note(kind, what, why))

    @property
    def refused(self) -> bool:
        """Whether the reader knows already that it will not do."""
        return any(note.kind == "skipped" and note.what == "problem" for note in self.notes)

    def add(
        self,
        keys: dict[str, Any],
        original: dict[str, Any] | None = None,
        name: str = "",
        *,
        optional: bool = False,
        cell: str = "",
    ) -> None:
        """Add a test with an id of its own."""
        ids = {test.keys["id"] for test in self.tests}
        wanted = slug_of(name, "t") if name else f"t{len(self.tests) + 1}"
        test_id = wanted[:50]
        number = 2
        while test_id in ids:
            test_id = f"{wanted[:50]}-{number}"
            number += 1
        self.tests.append(DraftTest({"id": test_id, **keys}, original, optional, cell))


def slug_of(text: str, fallback: str) -> str:
    """Small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:70].strip("-") or fallback


def one_line(text: str, fallback: str) -> str:
    """A title."""
    return " ".join(text.split())[:110] or fallback
