"""A small whole problem, written anew for each test, with parts replaced at will."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

WriteProblem = Callable[..., Path]

PROBLEM_MD = """\
---
codify: 1
id: 3f0a6b52-94d0-4b0e-a1b5-0f7c9be0a001
slug: steps
title: Steps up
difficulty: easy
tags: [lists]
entry: steps_up
---
Write `steps_up(heights)`: how many heights are greater than the one before.

```codify-example
>>> steps_up([1, 3, 2])
1
```

:::{hint} level=1
Which two heights do you compare?
:::
"""
STARTER = """\
def steps_up(heights):
    ...
"""
SOLUTION = """\
def steps_up(heights):
    if heights is None:
        raise ValueError("no heights")
    return sum(b > a for a, b in zip(heights, heights[1:]))
"""
TESTS = """\
schema: codify.tests/1
groups:
  - {id: basics, points: 2}
  - {id: hidden, points: 1, visibility: hidden}
tests:
  - {id: up, group: basics, call: "steps_up([1, 3, 2])", returns: "1"}
  - {id: flat, group: basics, call: "steps_up([2, 2])", returns: "0"}
  - {id: none, group: hidden, call: "steps_up(None)", raises: ValueError}
  - {id: rand, group: hidden, generate: "checks:heights", n: 10}
"""
CHECKS = """\
def heights(rng):
    return ([rng.randint(0, 5) for _ in range(6)],), {}
"""
WRONG = {
    "counts_flat": """\
# codify-expect: fail=flat,rand  pass=up
def steps_up(heights):
    if heights is None:
        raise ValueError("no heights")
    return sum(b >= a for a, b in zip(heights, heights[1:]))
""",
    "prints": """\
# codify-expect: fail=*
def steps_up(heights):
    print(sum(b > a for a, b in zip(heights or [], (heights or [])[1:])))
""",
    "no_check": """\
# codify-expect: fail=none  pass=*
def steps_up(heights):
    return sum(b > a for a, b in zip(heights or [], (heights or [])[1:]))
""",
}


@pytest.fixture
def write_problem(tmp_path: Path) -> WriteProblem:
    """Writes ``tmp_path/<slug>``; a file given as None is left out, bytes are written as such."""

    def write(
        slug: str = "steps",
        *,
        wrong: dict[str, str] | None = None,
        replace: dict[str, tuple[str, str]] | None = None,
        **files: str | bytes | None,
    ) -> Path:
        folder = tmp_path / slug
        (folder / "wrong").mkdir(parents=True, exist_ok=True)
        contents: dict[str, str | bytes | None] = {
            "problem_md": PROBLEM_MD.replace("slug: steps", f"slug: {slug}"),
            "starter_py": STARTER,
            "solution_py": SOLUTION,
            "tests_yaml": TESTS,
            "checks_py": CHECKS,
            **files,
        }
        for key, (old, new) in (replace or {}).items():
            text = contents[key]
            assert isinstance(text, str)
            assert old in text
            contents[key] = text.replace(old, new)
        for key, content in contents.items():
            stem, _, suffix = key.rpartition("_")
            if isinstance(content, str):
                (folder / f"{stem}.{suffix}").write_text(content, encoding="utf-8")
            elif content is not None:
                (folder / f"{stem}.{suffix}").write_bytes(content)
        for name, code in (WRONG if wrong is None else wrong).items():
            (folder / "wrong" / f"{name}.py").write_text(code, encoding="utf-8")
        return folder

    return write
