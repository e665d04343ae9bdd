"""Reads files of foreign courses as text, trusting nothing about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codify_jupyter.importers.trouble import ImportTrouble

MAX_BYTES = 16 * 1024 * 1024
"""Notebooks with pictures are large."""
MAX_FILES = 20_000
"""That a walk through a course looks at."""


def read_text(path: Path, root: Path | None = None, *, missing_ok: bool = False) -> str:
    """The text of a file, newlines as ``\\n``.

    ``root`` is what is imported: a link out of it is not followed.

    Raises:
        ImportTrouble: it is not there, no ordinary file, too large, or outside of ``root``.
    """
    try:
        if not path.is_file():  # a pipe or a device might never end
            if missing_ok and not path.is_symlink():
                return ""
            raise ImportTrouble(f"{path}: is not a file")
        if root is not None and not is_inside(path, root):
            raise ImportTrouble(f"{path}: is a link to something outside of {root}")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        raise ImportTrouble(f"{path}: cannot be read: {error}") from None
    if len(data) > MAX_BYTES:
        raise ImportTrouble(f"{path}: is larger than {MAX_BYTES >> 20} MiB")
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path is within what is imported, all links followed."""
    base = root if root.is_dir() else root.parent
    return path.resolve().is_relative_to(base.resolve())


def files_below(path: Path, pattern: str) -> list[Path]:
    """The files at or below a path whose names fit a pattern, sorted; links to folders are not
    followed.

    Raises:
        ImportTrouble: there are too many.
    """
    if not path.is_dir():
        return [path]
    found = list(_bounded(path.rglob(pattern), path))
    return sorted(one for one in found if one.is_file() or one.is_symlink())


def _bounded(paths: Iterator[Path], root: Path) -> Iterator[Path]:
    for number, path in enumerate(paths):
        if number == MAX_FILES:
            raise ImportTrouble(f"{root}: has more than {MAX_FILES} such files; import parts of it")
        yield path
