"""What is wrong with an author's files, said so that it can be mended."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning"]

_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, at a place."""

    path: Path
    line: int
    """From 1; 1 also when the whole file is meant."""
    severity: Severity
    code: str
    """A stable word with hyphens, e.g. ``unknown-key``."""
    message: str
    """What is wrong and what to do about it."""
    cell: int | None = None
    """In a notebook, the number of the cell, from 1; ``line`` then counts within the cell."""

    def as_json(self) -> dict[str, Any]:
        """The finding as plain JSON types; ``path`` is a string."""
        return {
            "path": str(self.path),
            "line": self.line,
            "cell": self.cell,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
        }


class ProblemError(Exception):
    """Files could not be read as a problem or a set. ``findings`` says why, all of it at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(render_findings(self.findings))


@dataclass(slots=True)
class FindingList:
    """Collects findings, so that one reading tells of all faults."""

    items: list[Finding] = field(default_factory=list)

    def error(self, path: Path, line: int, code: str, message: str) -> None:
        """Add something that makes the problem unusable."""
        self.items.append(Finding(path, line, "error", code, message))

    def warning(self, path: Path, line: int, code: str, message: str) -> None:
        """Add something that an author should look at."""
        self.items.append(Finding(path, line, "warning", code, message))

    @property
    def failed(self) -> bool:
        """Whether there is any error."""
        return any(item.severity == "error" for item in self.items)


def render_findings(findings: Iterable[Finding]) -> str:
    """Lines of the form ``path:line: error[code] message``, as compilers write them.

    In a notebook the place is ``path:cell 3:line``.
    """
    return "\n".join(
        f"{item.path}:{'' if item.cell is None else f'cell {item.cell}:'}{item.line}: "
        f"{item.severity}[{item.code}] {item.message}"
        for item in findings
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A half sentence with the nearest known word, or with all of them when none is near.

    Shaped to follow a semicolon: ``did you mean `title`?`` or ``known are `a`, `b```.
    """
    names = sorted(set(known))
    near = nearest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    if not names:
        return "there is none to choose from"
    return "known are " + ", ".join(f"`{name}`" for name in names[:40])


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that a typing error most likely meant; ``likeness`` is 0 to 1."""
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower()[:80], by_lower, n=1, cutoff=likeness)
    return by_lower[near[0]] if near else None


def shown(value: object) -> str:
    """A value quoted for a message: one line, bounded."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join("".join(c if c.isprintable() else " " for c in text[:400]).split())
    if len(text) > _SHOWN_CHARACTERS:
        text = text[: _SHOWN_CHARACTERS - 1] + "…"
    return f"`{text}`"
