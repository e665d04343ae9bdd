"""The JSON Schemas of the files that people and programs exchange."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

FORMATS: Final = ("problem", "tests", "tests_json", "set")
"""``problem``: the front matter of problem.md. ``tests``: tests.yaml. ``tests_json``: what the
runner is given. ``set``: a problem set's YAML file."""


@cache
def load_format(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one of ``FORMATS``. Shared: do not change it.

    Raises:
        KeyError: when there is no such format.
    """
    if name not in FORMATS:
        raise KeyError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    text = files(__name__).joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
