"""Reads files of foreign courses as text, bounded."""

from __future__ import annotations

from pathlib import Path

from codify_jupyter.importers.trouble import ImportTrouble

MAX_BYTES = 8 * 1024 * 1024


def read_text(path: Path, *, missing_ok: bool = False) -> str:
    """The text of a file, newlines as ``\\n``.

    Raises:
        ImportTrouble: it is not there, or too large.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        if missing_ok:
            return ""
        raise ImportTrouble(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise ImportTrouble(f"{path}: is larger than {MAX_BYTES >> 20} MiB")
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
