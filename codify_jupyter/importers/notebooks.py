"""Course notebooks: the walk over them, and their cells with what foreign tools keep there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.importers.course import Course
from codify_jupyter.importers.data_files import reader
from codify_jupyter.importers.draft import Draft, LeftOut
from codify_jupyter.importers.helper_modules import HelperModules
from codify_jupyter.importers.notebook_code import plain_python
from codify_jupyter.importers.question import question_draft
from codify_jupyter.importers.source_text import files_below, read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_MADE_BY_TOOLS = frozenset(
    {"release", "submitted", "autograded", "feedback", "student", "autograder", ".git",
     ".ipynb_checkpoints", "dist"}
)  # fmt: skip
"""Folders with what the tools made of the sources."""
_MAX_CELLS = 5000
_MAX_CELL = 256 * 1024
_PYTHONS = ("python", "ipython")


@dataclass(frozen=True, slots=True)
class CourseCell:
    """One cell."""

    kind: str
    """As in the notebook; ``module`` for the code of a helper module that the next cell uses."""
    text: str
    metadata: dict[str, Any]
    result: str = ""
    """The value of its last expression, as it was shown when the cell was saved."""
    printed: str = ""
    """What it printed then."""
    failed_at: int | None = None
    """The line on which it ended in an error then: some show one on purpose."""

    @property
    def ran(self) -> str:
        """The code that ran to its end when the cell was saved."""
        return self.text if self.failed_at is None else _before(self.text, self.failed_at)


def read_notebooks(
    path: Path, read: Callable[[list[CourseCell], Course], None], what: str
) -> Iterator[Draft | LeftOut]:
    """The questions that ``read`` adds to the course of a notebook, or of all below a folder.

    ``what`` names a question of the tool, for when there is none.

    Raises:
        ImportTrouble: there is no notebook, or no question in any.
    """
    found = False
    for notebook in _notebooks_below(path):
        source = notebook.name if notebook == path else str(notebook.relative_to(path))
        try:
            course = Course(source, reader(notebook.parent, path))
            read(_cells_of(notebook, path), course)
            drafts = [question_draft(course, question) for question in course.questions]
        except ImportTrouble as trouble:
            yield LeftOut(source, str(trouble).removeprefix(f"{notebook}: "))
        except (RecursionError, MemoryError):
            yield LeftOut(source, "its code is nested too deeply to be read")
        else:
            found = found or bool(drafts)
            yield from drafts
            yield from (LeftOut(source, f"{note.what}: {note.why}") for note in course.notes)
    if not found:
        raise ImportTrouble(f"{path}: there is no {what}")


def _notebooks_below(path: Path) -> list[Path]:
    """The notebooks at or below a path, without those that tools made."""
    if path.is_file():
        return [path]
    found = [
        one
        for one in files_below(path, "*.ipynb")
        if not _MADE_BY_TOOLS & set(one.relative_to(path).parts[:-1])
    ]
    if not found:
        raise ImportTrouble(f"{path}: there is no notebook")
    return found


def _cells_of(path: Path, root: Path) -> list[CourseCell]:
    try:
        document = json.loads(read_text(path, root))
        language = _language(document.get("metadata") or {})
        cells = document.get("cells")
        if cells is None:  # version 3 keeps them in worksheets
            cells = [c for sheet in document["worksheets"] for c in sheet.get("cells", ())]
        read = list(_read(cells[:_MAX_CELLS], path.parent, root))
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        raise ImportTrouble(f"{path}: is not a notebook") from None
    if not language.lower().startswith(_PYTHONS):
        raise ImportTrouble(f"{path}: is written in {language[:40]}, not in Python")
    return read


def _language(metadata: dict[str, Any]) -> str:
    kernel, language = metadata.get("kernelspec") or {}, metadata.get("language_info") or {}
    return str(language.get("name") or kernel.get("language") or kernel.get("name") or "python")


def _read(cells: list[Any], folder: Path, root: Path) -> Iterator[CourseCell]:
    helpers = HelperModules(folder, root)
    for cell in cells:
        source = cell.get("source", cell.get("input", ""))
        text = "".join(source) if isinstance(source, list) else str(source)
        text = text.replace("\r\n", "\n").replace("\0", "")
        metadata = cell.get("metadata") or {}
        kind = str(cell.get("cell_type", ""))
        if len(text) > _MAX_CELL or not isinstance(metadata, dict):
            continue
        if kind == "code":
            modules, text = helpers.taken_out(text)
            if modules:
                yield CourseCell("module", modules, {})
        outputs = cell.get("outputs") or ()
        yield CourseCell(kind, text, metadata, *_shown(outputs), _failing_line(outputs))


def _failing_line(outputs: Any) -> int | None:
    for output in outputs:
        # What is missing on one machine may be there on another.
        if output.get("output_type") in ("error", "pyerr") and not re.search(
            r"Import|NotFound|Permission|Keyboard", str(output.get("ename"))
        ):
            trace = "\n".join(map(str, output.get("traceback") or ()))
            found = re.search(r"-+> (\d+)", re.sub(r"\x1b\[[0-9;]*m", "", trace))
            return int(found[1]) if found else None
    return None


def _before(code: str, line: int) -> str:
    """The statements that end before a line."""
    code = plain_python(code)
    try:
        body = parse_module(code).body
    except UnreadablePythonError:
        return code
    last = max((node.end_lineno or 0 for node in body if (node.end_lineno or 0) < line), default=0)
    return "\n".join(code.split("\n")[:last])


def _shown(outputs: Any) -> tuple[str, str]:
    """The result and the printed text among a cell's outputs."""
    result = printed = ""
    for output in outputs:
        data = output.get("data") or {}
        if output.get("output_type") in ("execute_result", "pyout"):
            result = _joined(data.get("text/plain", output.get("text", "")))
        elif output.get("output_type") == "stream" and output.get("name", "stdout") == "stdout":
            printed += _joined(output.get("text", ""))
    return result, printed


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)
