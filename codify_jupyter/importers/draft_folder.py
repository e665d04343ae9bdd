"""Writes a draft as a problem folder."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, DraftTest
from codify_jupyter.problems.folder_writing import tests_yaml, write_folder
from codify_jupyter.problems.yaml_text import yaml_lines

_IDS = uuid.UUID("0e0a4d0c-3a0c-4f5e-8e55-9a8d0c6d7a10")
_FILES = ("problem.md", "starter.py", "solution.py", "tests.yaml")


def write_draft(folder: Path, draft: Draft) -> None:
    """Write the files of a draft; what is there of an earlier one is written over."""
    front: dict[str, Any] = {
        "codify": 1,
        "id": str(uuid.uuid5(_IDS, f"{draft.source}\n{draft.slug}\n{draft.entry}")),
        "slug": draft.slug,
        "title": draft.title,
        "difficulty": "easy",
        "tags": list(draft.tags),
        "entry": draft.entry,
        "requires": list(draft.requires),
        "source": {"format": "imported", "path": draft.source[:400]},
    }
    if draft.limits:
        front["limits"] = draft.limits
    tests = [test.keys for test in draft.tests]
    if not any(test.get("weight", 1) > 0 for test in tests):
        tests = [{key: test[key] for key in test if key != "weight"} for test in tests]
    document = {"schema": "codify.tests/1", "groups": _groups(draft), "tests": tests}
    head = "\n".join(["---", *yaml_lines(front), "---"])
    statement = safe_statement(draft.statement, draft.title)
    texts = (f"{head}\n{statement}\n", draft.starter, draft.solution, tests_yaml(document))
    write_folder(folder, dict(zip(_FILES, texts, strict=True)))


def remove_draft(folder: Path) -> None:
    """Take away what ``write_draft`` wrote."""
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def line_is_of(folder: Path, line: int, test: DraftTest) -> bool:
    """Whether a line of the tests.yaml that was written belongs to a test."""
    text = (folder / "tests.yaml").read_text(encoding="utf-8").split("\n")
    starts = [number for number, row in enumerate(text, start=1) if row.startswith("  - ")]
    own = next((n for n in starts if f"id: {test.keys['id']}" in text[n - 1]), None)
    if own is None:
        return False
    after = [number for number in starts if number > own]
    return own <= line < (after[0] if after else len(text) + 1)


def _groups(draft: Draft) -> list[dict[str, Any]]:
    """The groups that have tests; without points where no test of theirs counts."""
    used = {test.keys["group"] for test in draft.tests}
    weighted = {t.keys["group"] for t in draft.tests if t.keys.get("weight", 1) > 0}
    groups = [group for group in draft.groups if group["id"] in used]
    groups = [g if g["id"] in weighted else {**g, "points": 0} for g in groups]
    if not any(group["points"] for group in groups):
        groups = [{**group, "points": 1} for group in groups]
    return groups


def safe_statement(text: str, title: str) -> str:
    """Markdown that the reader of problem.md takes: closed blocks, none of our directives."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    fence = ""
    kept = []
    for line in lines:
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
        kept.append(f"\\{line}" if line.startswith(":::") and not fence else line)
    if fence:
        kept.append(fence)
    return "\n".join(kept).strip() or title
