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


ZONES = """\
codify-set: 1
slug: exam
title: Exam
zones:
  - title: Everybody
    items: [one, two]
  - title: Choose
    choose: 1
    items:
      - three
      - one_of: [four, five]
"""


def test_zones_are_read(tmp_path: Path) -> None:
    read = read_problem_set(write(tmp_path, ZONES))
    assert read.items == ("one", "two", "three", "four", "five")
    assert read.draws
    assert [(zone.title, zone.slots, zone.choose) for zone in read.zones] == [
        ("Everybody", (("one",), ("two",)), None),
        ("Choose", (("three",), ("four", "five")), 1),
    ]
    assert not read_problem_set(write(tmp_path, SET)).draws


@pytest.mark.parametrize(
    ("old", "new", "line", "piece"),
    [
        ("choose: 1", "choose: 3", 8, "more than the 2 items"),
        ("[four, five]", "[four, one]", 11, "there twice (first on line 6)"),
        ("one_of", "one_off", 11, "did you mean `one_of`?"),
        ("zones:", "items: [six]\nzones:", 5, "keep one of them"),
        ("    items: [one, two]\n", "", 5, "`items` is missing"),
    ],
)
def test_a_mistake_in_zones_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, piece: str
) -> None:
    assert old in ZONES
    with pytest.raises(ProblemError) as caught:
        read_problem_set(write(tmp_path, ZONES.replace(old, new, 1)))
    assert [finding.line for finding in caught.value.findings] == [line]
    assert piece in caught.value.findings[0].message


def test_a_set_needs_problems(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="`items` is missing"):
        read_problem_set(write(tmp_path, "codify-set: 1\nslug: a\ntitle: A\n"))


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
