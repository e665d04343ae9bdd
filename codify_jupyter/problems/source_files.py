"""Reads an author's files as text, trusting nothing about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.problems.findings import FindingList, nearest

MAX_MARKDOWN_BYTES = 256 * 1024
MAX_PYTHON_BYTES = 128 * 1024
MAX_YAML_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's text with newlines as ``\\n`` and no byte order mark."""

    path: Path
    text: str


def read_source(
    folder: Path, name: str, max_bytes: int, findings: FindingList, *, required: bool = True
) -> SourceFile | None:
    """Read ``folder/name``; None, with a finding, when it cannot be used.

    An optional file that is not there gives None without a finding.
    """
    path = folder / name
    try:
        # A link out of the folder could show a student any file that the reader may read.
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            findings.error(
                path, 1, "outside-folder", "this links to a file outside the folder; copy it in"
            )
            return None
        if not path.is_file():
            findings.error(path, 1, "not-a-file", f"`{name}` must be an ordinary file")
            return None
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        if required:
            findings.error(path, 1, "missing-file", _missing(folder, name))
        return None
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        findings.error(path, 1, "unreadable-file", f"cannot be read: {_reason(error)}")
        return None
    if len(data) > max_bytes:
        findings.error(
            path, 1, "too-large", f"is larger than {max_bytes // 1024} KiB; make it shorter"
        )
        return None
    return _decode(path, data, findings)


def _decode(path: Path, data: bytes, findings: FindingList) -> SourceFile | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.error(
            path, line, "not-utf8", "is not UTF-8 here; save the file with the encoding UTF-8"
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        findings.error(path, line, "nul-character", "contains a NUL character; remove it")
        return None
    return SourceFile(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def _missing(folder: Path, name: str) -> str:
    try:
        siblings = [p.name for p in folder.iterdir() if p.is_file()][:1000]
    except OSError:
        siblings = []
    near = nearest(name, siblings)
    if near is not None:
        return f"there is no `{name}`; is `{near}` meant? Rename it to `{name}`"
    return f"there is no `{name}`; create it"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)[:200]
