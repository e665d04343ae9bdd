"""The page for instructors is true: its example is read and linted as it stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from codify_runner import Runner
from codify_schema.formats import load_format

from codify_jupyter.problems import lint_paths, read_problem

PAGE = Path(__file__).parents[3] / "docs/problem-format.md"
_FILE = re.compile(
    r"^`([a-z_/]+\.(?:md|py|yaml))`\n\n(`{3,4})\w+\n(.*?)^\2\n", re.MULTILINE | re.DOTALL
)
_SET = re.compile(r"^```yaml\n(codify-set: 1\n.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    text = PAGE.read_text(encoding="utf-8")
    folder = tmp_path / "problems" / "steps-up"
    (folder / "wrong").mkdir(parents=True)
    for name, _, content in _FILE.findall(text):
        (folder / name).write_text(content, encoding="utf-8")
    found = _SET.search(text)
    assert found is not None
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "first-steps.yaml").write_text(found[1], encoding="utf-8")
    return folder


async def test_the_example_lints_without_a_word(example: Path) -> None:
    async with Runner() as runner:
        summary = await lint_paths([example.parents[1]], runner)
    assert [finding.message for finding in summary.all_findings] == []
    assert (len(summary.reports), summary.sets) == (1, 1)


def test_the_example_has_all_its_files(example: Path) -> None:
    problem = read_problem(example)
    assert len(problem.wrong) == 4
    assert len(problem.hints) == 2


@pytest.mark.parametrize("name", ["problem", "tests", "set"])
def test_every_key_of_the_formats_is_on_the_page(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [key for key in _keys(load_format(name)) if not re.search(rf"\b{key}\b", text)]
    assert missing == []


def _keys(schema: Mapping[str, Any]) -> set[str]:
    keys = set(schema.get("properties", {}))
    for part in schema.values():
        parts = part if isinstance(part, list) else [part]
        for item in parts:
            if isinstance(item, dict):
                keys |= _keys(item)
    return keys - {"$ref"}
