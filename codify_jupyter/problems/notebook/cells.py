"""Cells of a notebook file as texts; metadata, ids and outputs are not looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.source_files import read_source

MAX_NOTEBOOK_BYTES = 16 * 1024 * 1024
"""Outputs with pictures count, too."""
_MAX_CELLS = 5000

CellKind = Literal["code", "markdown", "raw"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    number: int
    """From 1, as people count."""
    kind: CellKind
    text: str


def read_cells(path: Path, findings: FindingList) -> list[Cell] | None:
    """The cells of a notebook; None, with a finding, when the file is none.

    Text notebooks (``.py`` in the percent format, ``.md`` in MyST) are read
    through jupytext where it is installed.
    """
    source = read_source(path.parent, path.name, MAX_NOTEBOOK_BYTES, findings)
    if source is None:
        return None
    document = (
        _json_notebook(path, source.text, findings)
        if path.suffix == ".ipynb"
        else _text_notebook(path, source.text, findings)
    )
    if document is None:
        return None
    cells = [
        Cell(number, kind, text)
        for number, cell in enumerate(_listed_cells(document)[:_MAX_CELLS], start=1)
        if (kind := _kind(cell)) is not None and (text := _text(cell)) is not None
    ]
    if not cells:
        findings.error(path, 1, "empty-notebook", "has no cells; is it a notebook?")
        return None
    return cells


def _json_notebook(path: Path, text: str, findings: FindingList) -> dict[str, Any] | None:
    # Read as JSON rather than through nbformat: what nbformat would refuse, such as a cell
    # without an id, matters to no problem, and its checks cost more than all the rest.
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        message = "is not JSON; open and save it in JupyterLab, or remove conflict markers of git"
        findings.error(path, line, "bad-notebook", message)
        return None
    if not isinstance(document, dict):
        findings.error(path, 1, "bad-notebook", "is not a notebook: the top must be an object")
        return None
    return document


def _text_notebook(path: Path, text: str, findings: FindingList) -> dict[str, Any] | None:
    try:
        import jupytext
        from jupytext.formats import JupytextFormatError
    except ImportError:
        message = "reading notebooks as text needs jupytext; install it with: pip install jupytext"
        findings.error(path, 1, "no-jupytext", message)
        return None
    try:
        notebook: dict[str, Any] = jupytext.reads(text, fmt=path.suffix.removeprefix("."))
    except (JupytextFormatError, ValueError, KeyError, SyntaxError) as error:
        message = f"jupytext cannot read it: {' '.join(str(error).split())[:200]}"
        findings.error(path, 1, "bad-notebook", message)
        return None
    return notebook


def _listed_cells(document: dict[str, Any]) -> list[Any]:
    cells = document.get("cells")
    if cells is None:  # version 3 keeps them in worksheets
        sheets = document.get("worksheets")
        first = sheets[0] if isinstance(sheets, list) and sheets else None
        cells = first.get("cells") if isinstance(first, dict) else None
    return cells if isinstance(cells, list) else []


def _kind(cell: object) -> CellKind | None:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    return kind if kind in ("code", "markdown", "raw") else None


def _text(cell: dict[str, Any]) -> str | None:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
