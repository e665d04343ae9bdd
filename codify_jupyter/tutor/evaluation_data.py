"""Reads attempts to evaluate the tutor on: JSON Lines of problem, tests, code and label."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codify_jupyter.problems import Problem, ProblemError, read_problem
from codify_jupyter.tutor.evaluation import Attempt


class DataError(ValueError):
    """A line that cannot be used; the message says which and what to do."""


def read_attempts(path: Path, known: Mapping[str, Problem]) -> Iterator[Attempt]:
    """Yield the attempts of a file.

    Args:
        path: One JSON object a line.
        known: Problems by slug, for lines that bring no tests of their own.

    Raises:
        DataError: The file is no UTF-8, or a line is no such object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path} is not UTF-8 (byte {error.start + 1}); save it as UTF-8 and try again"
        ) from None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise DataError(f"{path}:{number}: this is no JSON: {error}") from None
        try:
            yield _attempt(data, known, path.parent, number)
        except (KeyError, TypeError, ProblemError) as error:
            raise DataError(
                f"{path}:{number}: a line needs `problem` (a known slug, or a folder), `code`, and"
                f" `tests` where the problem is not known ({type(error).__name__}: {error})"
            ) from None


def _attempt(
    data: dict[str, Any], known: Mapping[str, Problem], folder: Path, number: int
) -> Attempt:
    name, code = str(data["problem"]), str(data["code"])
    label = str(data.get("label", ""))
    if data.get("tests") is not None:
        problem = _bare(name, data["tests"])
    elif name in known:
        problem = known[name]
    elif (folder / name).is_dir():
        problem = read_problem(folder / name)
    else:
        raise KeyError(name)
    return Attempt(problem, code, f"{name}/{label or number}")


def _bare(name: str, tests: dict[str, Any]) -> Problem:
    """A problem of which nothing is known but its tests."""
    return Problem(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        slug=name,
        title=name,
        difficulty="easy",
        tags=(),
        concepts=(),
        prerequisites=(),
        points=1.0,
        entry=str(tests["entry"]),
        prompt_md="",
        hints=(),
        starter="",
        solution=str((tests.get("sources") or {}).get("solution") or ""),
        tests_json={"digest": "", **tests},
    )
