"""Small data files beside a notebook, carried in the code: where tests run there are no files."""

from __future__ import annotations

import ast
import base64
import re
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from codify_jupyter.importers.source_text import is_inside
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

MAX_FILE = 1024 * 1024
_MAX_CARRIED = 40 * 1024
"""Characters of packed files in one problem: students see them as one long line each."""
OPENER = '''\
def _files_in_memory(files):
    """Open the course's files from here: where the tests run there are none."""
    import base64, builtins, io, sys, zlib

    def opened(name, mode="r", *args, _open=io.open, **options):
        packed = files.get(str(name).removeprefix("./"))
        if packed is None or set(mode) & set("wax+"):
            return _open(name, mode, *args, **options)
        data = io.BytesIO(zlib.decompress(base64.b85decode(packed)))
        if "b" in mode:
            return data
        encoding = options.get("encoding")
        encoding = "utf-8" if encoding in (None, "bytes") else encoding
        return io.TextIOWrapper(data, encoding, newline=options.get("newline"))

    builtins.open = io.open = opened
    numpy = sys.modules.get("numpy")
    source = getattr(getattr(numpy, "lib", None), "_datasource", None)
    if source is not None:  # numpy.loadtxt would look for the file itself
        asked = source.open
        source.open = lambda name, *args, **options: (
            opened if str(name).removeprefix("./") in files else asked
        )(name, *args, **options)
'''

OPENER_NAME = "_files_in_memory"
_OPENS = re.compile(r"\b(open|read_\w+|load\w*|genfromtxt|Path|parse)\(")

ReadFile = Callable[[str], bytes | None]
"""Gives the bytes of a file by its path from the notebook; None where there is none to give."""


def reader(folder: Path, root: Path) -> ReadFile:
    """Reads files at or below a folder, none outside of what is imported."""

    def read(name: str) -> bytes | None:
        path = folder / name
        try:
            if not path.is_file() or not is_inside(path, root) or path.stat().st_size > MAX_FILE:
                return None
            return path.read_bytes()
        except (OSError, ValueError, RuntimeError):
            return None

    return read


def carried_files(codes: Iterable[str], read: ReadFile) -> tuple[str, list[str]]:
    """Code that brings along the files that some code names, and their names; both may be empty.

    Files are left out that are too large together.
    """
    packed: dict[str, str] = {}
    for name in dict.fromkeys(name for code in codes for name in _file_names(code)):
        data = read(name)
        if data is not None:
            packed[name.removeprefix("./")] = base64.b85encode(zlib.compress(data, 9)).decode()
    while packed and sum(map(len, packed.values())) > _MAX_CARRIED:
        del packed[max(packed, key=lambda name: len(packed[name]))]
    if not packed:
        return "", []
    lines = [f"    {name!r}: {text!r}," for name, text in packed.items()]
    return "\n".join([OPENER, "", "_files_in_memory({", *lines, "})", ""]), list(packed)


def opens_files(code: str) -> bool:
    """Whether some code opens files, maybe one whose name it is given."""
    return _OPENS.search(code) is not None


def _file_names(code: str) -> list[str]:
    """Texts in the code that may be paths of files beside it."""
    try:
        tree = parse_module(code)
    except UnreadablePythonError:
        return []
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [
        text
        for text in texts
        if 2 < len(text) < 200 and PurePosixPath(text).suffix and text.isprintable()
    ]
