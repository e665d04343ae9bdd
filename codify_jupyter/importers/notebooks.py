"""Course notebooks as cells with the metadata and outputs that foreign tools keep in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.importers.source_text import read_text
from codify_jupyter.importers.trouble import ImportTrouble

_MADE_BY_TOOLS = frozenset(
    {"release", "submitted", "autograded", "feedback", "student", "autograder", ".git",
     ".ipynb_checkpoints", "dist"}
)  # fmt: skip
"""Folders with what the tools made of the sources."""


@dataclass(frozen=True, slots=True)
class CourseCell:
    """One cell."""

    kind: str
    text: str
    metadata: dict[str, Any]
    output: str
    """What the cell showed when it was saved: its result, else what it printed."""


def notebooks_below(path: Path) -> list[Path]:
    """The notebooks at or below a path, without those that tools made."""
    if path.is_file():
        return [path]
    found = [
        one
        for one in sorted(path.rglob("*.ipynb"))
        if not _MADE_BY_TOOLS & set(one.relative_to(path).parts[:-1])
    ]
    if not found:
        raise ImportTrouble(f"{path}: there is no notebook")
    return found


def course_cells(path: Path) -> list[CourseCell]:
    """The cells of a notebook; none when it is no notebook."""
    try:
        document = json.loads(read_text(path))
        cells = document.get("cells")
        if cells is None:
            cells = [c for sheet in document.get("worksheets", ()) for c in sheet.get("cells", ())]
        return list(_cells(cells))
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []


def _cells(cells: list[Any]) -> Iterator[CourseCell]:
    for cell in cells:
        source = cell.get("source", cell.get("input", ""))
        text = "".join(source) if isinstance(source, list) else str(source)
        metadata = cell.get("metadata") or {}
        kind = str(cell.get("cell_type", ""))
        yield CourseCell(kind, text, metadata, _output(cell.get("outputs") or ()))


def _output(outputs: Any) -> str:
    printed = ""
    for output in outputs:
        data = output.get("data") or {}
        if output.get("output_type") in ("execute_result", "pyout"):
            plain = data.get("text/plain", output.get("text", ""))
            return "".join(plain) if isinstance(plain, list) else str(plain)
        if output.get("output_type") == "stream" and output.get("name", "stdout") == "stdout":
            text = output.get("text", "")
            printed += "".join(text) if isinstance(text, list) else str(text)
    return printed
