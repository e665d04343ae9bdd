"""The formats that can be imported, and the reader of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from codify_jupyter.importers.draft import Draft, LeftOut
from codify_jupyter.importers.exercism import read_exercism
from codify_jupyter.importers.json_lists import read_json_list
from codify_jupyter.importers.kattis import read_kattis
from codify_jupyter.importers.nbgrader import read_nbgrader
from codify_jupyter.importers.ok_tests import read_ok
from codify_jupyter.importers.otter import read_otter
from codify_jupyter.importers.prairielearn import read_prairielearn

FORMATS = (
    "nbgrader",
    "otter",
    "ok",
    "exercism",
    "kattis",
    "prairielearn",
    "humaneval",
    "mbpp",
    "json",
)


def read_drafts(
    format_name: str, path: Path, fields: Mapping[str, str] | None = None
) -> Iterator[Draft | LeftOut]:
    """Drafts of the problems at a path, unverified.

    ``fields`` is for ``json``: see ``json_lists.read_json_list``.

    Raises:
        ImportTrouble: there is nothing of the format.
        KeyError: there is no such format.
    """
    readers = {
        "nbgrader": read_nbgrader,
        "otter": read_otter,
        "ok": read_ok,
        "exercism": read_exercism,
        "kattis": read_kattis,
        "prairielearn": read_prairielearn,
        "humaneval": read_json_list,
        "mbpp": read_json_list,
    }
    if format_name == "json":
        return read_json_list(path, fields)
    return readers[format_name](path)
