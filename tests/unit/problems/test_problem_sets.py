from __future__ import annotations

from pathlib import Path

import pytest

from codify_jupyter.problems import ProblemError, read_problem_set

SET = """\
codify-set: 1
slug: first-steps
title: First steps
description: |
  Begin here.
policy: {tutor: off, max_rung: 3}
items:
  - one
  - two
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "set.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_set_is_read(tmp_path: Path) -> None:
    read = read_problem_set(write(tmp_path, SET))
    assert (read.slug, read.title, read.description) == (
        "first-steps",
        "First steps",
        "Begin here.",
    )
    assert read.items == ("one", "two")
    assert read.policy == {"tutor": False, "max_rung": 3}


@pytest.mark.parametrize(
    ("old", "new", "line", "piece"),
    [
        ("items:", "item:", 7, "did you mean `items`?"),
        ("tutor: off", "tutr: off", 6, "did you mean `tutor`?"),
        ("max_rung: 3", "max_rung: 9", 6, "must be at most 4"),
        ("  - two", "  - one", 9, "there twice (first on line 8)"),
        ("  - two", "  - Two", 9, "small letters"),
        ("policy:", "max_rung: 2\npolicy:", 6, "belongs under `policy`"),
        ("codify-set: 1\n", "", 1, "`codify-set` is missing"),
        ("title: First", "\ttitle: First", 3, "replace the tab by spaces"),
    ],
)
def test_a_mistake_in_a_set_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, piece: str
) -> None:
    assert old in SET
    with pytest.raises(ProblemError) as caught:
        read_problem_set(write(tmp_path, SET.replace(old, new, 1)))
    (finding,) = caught.value.findings
    assert finding.line == line
    assert piece in finding.message


def test_a_set_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="missing-file"):
        read_problem_set(tmp_path / "set.yaml")
