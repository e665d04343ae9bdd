"""A small whole problem to begin with: it lints, and every part of it can be written over."""

from __future__ import annotations

import keyword
import re
import tempfile
import uuid
from pathlib import Path

from codify_jupyter.problems.converting import Converted, convert
from codify_jupyter.problems.folder_writing import write_folder
from codify_jupyter.problems.yaml_text import yaml_lines

_PROBLEM = """\
---
codify: 1
id: {id}
slug: {slug}
{title_line}
difficulty: easy
tags: [lists]
concepts: []
points: 3
entry: {entry}
limits: {{time_s: 2, memory_mb: 256}}
tutor: {{hints: on, max_level: 4}}
---
Write `{entry}(values)`: how many of the `values` are greater than 10.

```codify-example
>>> {entry}([4, 12, 30])
2
```

- An empty list gives 0.

:::{{hint}} level=1
Look at one value at a time: when does it count?
:::
"""
_STARTER = '''\
def {entry}(values):
    """Return how many values are greater than 10."""
    ...
'''
_SOLUTION = '''\
def {entry}(values):
    """Return how many values are greater than 10."""
    return sum(value > 10 for value in values)
'''
_TESTS = """\
schema: codify.tests/1
groups:
  - {{id: examples, title: The examples, points: 1, visibility: public}}
  - {{id: edges, title: Edge cases, points: 2, visibility: hidden, reveal: after_solve}}
tests:
  - {{id: example, group: examples, call: "{entry}([4, 12, 30])", returns: "2"}}
  - {{id: empty, group: edges, name: an empty list, call: "{entry}([])", returns: "0"}}
  - {{id: border, group: edges, name: 10 itself, call: "{entry}([10, 11])", returns: "1"}}
"""
_WRONG = {
    "counts_ten": """\
# codify-expect: fail=border  pass=*
def {entry}(values):
    return sum(value >= 10 for value in values)
""",
    "adds_them_up": """\
# codify-expect: fail=example,border  pass=empty
def {entry}(values):
    return sum(value for value in values if value > 10)
""",
    "empty_forgotten": """\
# codify-expect: fail=empty  pass=*
def {entry}(values):
    if not values:
        return None
    return sum(value > 10 for value in values)
""",
}


def sound_slug(slug: str) -> bool:
    """Whether a problem can be called so in addresses and folders."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", slug) is not None


def sound_entry(entry: str) -> bool:
    """Whether a function can be called so."""
    return len(entry) <= 80 and entry.isidentifier() and not keyword.iskeyword(entry)


def new_problem(destination: Path, slug: str, *, title: str = "", entry: str = "") -> Converted:
    """Write the problem as a notebook, or into a folder of its own within ``destination``.

    Raises:
        ProblemError: when something is there already.
    """
    words = " ".join(title.split())
    values = {
        "id": str(uuid.uuid4()),
        "slug": slug,
        "title_line": yaml_lines({"title": words or slug.replace("-", " ").capitalize()})[0],
        "entry": entry or _identifier(slug),
    }
    files = {
        "problem.md": _PROBLEM,
        "starter.py": _STARTER,
        "solution.py": _SOLUTION,
        "tests.yaml": _TESTS,
        **{f"wrong/{name}.py": text for name, text in _WRONG.items()},
    }
    with tempfile.TemporaryDirectory(prefix="codify-new-") as temporary:
        folder = Path(temporary) / slug
        write_folder(folder, {name: text.format_map(values) for name, text in files.items()})
        return convert(folder, destination)[0]


def _identifier(slug: str) -> str:
    name = re.sub(r"\W", "_", slug)
    return f"f_{name}" if name[:1].isdigit() else name
