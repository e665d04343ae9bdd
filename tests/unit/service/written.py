"""A small sound problem, as an author's editor sends it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from codify_jupyter.problems.new_problem import new_problem


def written(slug: str) -> dict[str, Any]:
    """A body of ``PUT courses/COURSE/problems/SLUG``, with an id of its own."""
    with tempfile.TemporaryDirectory() as name:
        made = new_problem(Path(name), slug, title=slug, entry="").path
        files = {
            file.relative_to(made).as_posix(): file.read_text()
            for file in sorted(made.rglob("*"))
            if file.is_file()
        }
    return {"name": slug, "files": files}


def changed(sent: dict[str, Any], file: str, old: str, new: str) -> dict[str, Any]:
    """The same with another text in a file."""
    assert old in sent["files"][file]
    return sent | {"files": sent["files"] | {file: sent["files"][file].replace(old, new)}}
