"""What a child says of itself, cleaned and bounded, for students to read."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

from codify_runner.verdict import Fault, Frame

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MAX_MESSAGE = 500
_MAX_TYPE = 80
_MAX_FRAMES = 20
_MAX_SOURCE = 200


def clean(text: object, limit: int = _MAX_MESSAGE) -> str:
    """``text`` without control characters and surrogates, at most ``limit`` characters."""
    if type(text) is not str:
        return ""
    shorter = text[: limit + 1].encode("utf-8", "replace").decode()
    shorter = _CONTROLS.sub("", shorter.replace("\r\n", "\n"))
    return shorter if len(shorter) <= limit else shorter[: limit - 1] + "…"


def _name(text: object) -> str:
    return clean(text, _MAX_TYPE).replace("\n", " ") or "Exception"


def _position(value: object, most: int) -> int | None:
    return value if type(value) is int and 1 <= value <= most else None


class FaultReader:
    """Turns what a child reports into faults of one submitted code."""

    def __init__(self, code: str) -> None:
        self._lines = code.splitlines()

    def read(self, report: Any, *, with_locals: bool) -> Fault:
        """Never raises: what does not fit is left out."""
        if type(report) is not dict:
            return Fault("Exception", "")
        frames = report.get("frames")
        own = tuple(
            frame
            for entry in (frames if type(frames) is list else [])[:_MAX_FRAMES]
            if (frame := self._frame(entry, with_locals)) is not None
        )
        return Fault(
            type=_name(report.get("type")),
            message=clean(report.get("message")),
            line=_position(report.get("line"), max(1, len(self._lines))),
            column=_position(report.get("column"), 100_000),
            frames=own,
        )

    def at_line(self, kind: str, message: str, line: int | None) -> Fault:
        """A fault that the judge itself found."""
        return Fault(kind, message, _position(line, len(self._lines)))

    def _frame(self, entry: Any, with_locals: bool) -> Frame | None:
        if type(entry) is not dict:
            return None
        line = _position(entry.get("line"), len(self._lines))
        if line is None:
            return None
        shown: dict[str, str] = {}
        values = entry.get("locals")
        if with_locals and type(values) is dict:
            shown = {clean(name, 40): clean(value, 200) for name, value in values.items()}
            shown = dict(list(shown.items())[:12])
        source = clean(self._lines[line - 1].strip(), _MAX_SOURCE)
        return Frame(line, _name(entry.get("function")), source, shown)


def bases_of(report: Any) -> frozenset[str]:
    """Names of an exception's class and its bases."""
    if type(report) is not dict:
        return frozenset()
    bases = report.get("bases")
    named = {base for base in bases[:20] if type(base) is str} if type(bases) is list else set()
    return frozenset(named | {_name(report.get("type"))})


def end_message(status: int) -> str:
    """Why a process ended, for a beginner, by its wait status."""
    if not os.WIFSIGNALED(status):
        return "Your code ended the whole program, so there was no result to look at."
    number = os.WTERMSIG(status)
    if number == signal.SIGSEGV:
        return "Your code crashed Python itself. A recursion that goes too deep can do that."
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return f"Your code crashed Python itself ({name})."
