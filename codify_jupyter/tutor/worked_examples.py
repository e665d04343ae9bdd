"""Worked examples for the last rung, read from ``worked_examples.md`` beside this file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.gate.fingerprints import fingerprints

_FENCE = re.compile(r"```python\n(.*?)```", re.DOTALL)
_TELLING = 24
"""Characters of a renamed statement from which on sharing it is no accident."""


@cache
def worked_examples() -> dict[str, tuple[str, ...]]:
    """Return the alternatives for each idea, as Markdown."""
    text = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    sections = re.split(r"^## (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {
        idea: tuple(part.strip() for part in body.split("\n---\n"))
        for idea, body in zip(sections[::2], sections[1::2], strict=True)
    }


def example_for(idea: str, problem: Problem) -> str:
    """Return the first example for `idea` that gives nothing of the solution away."""
    examples = worked_examples()
    solution = {shape for shape in fingerprints(problem.solution) if len(shape) > _TELLING}
    for text in (*examples[idea], *examples["tracing"], *examples["special_case"]):
        if not solution & set(fingerprints("\n".join(_FENCE.findall(text)))):
            return text
    return examples["kinds"][0]
