"""Both written forms mean the same: random problems go through all of them."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import jupytext
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codify_jupyter.problems import Problem, read_problem, read_problems
from codify_jupyter.problems.converting import convert
from codify_jupyter.problems.folder_writing import tests_yaml as yaml_of
from codify_jupyter.problems.folder_writing import write_folder
from codify_jupyter.problems.new_problem import new_problem

PROBLEM_MD = """\
---
codify: 1
id: 3f0a6b52-94d0-4b0e-a1b5-0f7c9be0a001
slug: steps
title: "Steps: up & down"
difficulty: easy
tags: [lists]
entry: f
limits: {time_s: 2, memory_mb: 256}
tutor: {hints: on, max_level: 3}
---
Write `f(x)`.

- with *lists*

:::{hint} level=1
Which two?
:::
"""
CHECKS = "def inputs(rng):\n    return [rng.random()], {}\n\n\ndef near(got, expected, args):\n" + (
    "    return True\n"
)
SOLUTIONS = [
    'def f(x, y=0):\n    """Say."""\n    if x:\n        return x\n    return y\n',
    "\n\nimport math\n\n\ndef f(x):\n\n    return math.floor(x)\n\n\n",
    "def f(x):\n    return '''\n#| codify: tests\n'''\n",
]
STARTERS = ['def f(x, y=0):\n    """Say."""\n    ...\n', "def f(x):\n    pass\n"]

LITERALS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-999, 999)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8).filter(lambda text: "\0" not in text and text.isprintable())
    | st.sampled_from(["a\nb", "tab\t", "'", '"', "#| test: x", "# %%", "---", "```", "\\"])
    | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers(0, 9) | st.text("ab", max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
).map(repr)
NAMES = st.text("abc :#'\"-é{}[]&*!|>%@,?", min_size=1, max_size=20).filter(str.strip)
ARGUMENTS = st.lists(LITERALS, max_size=2).map(", ".join)


def _optional(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


COMPARES = st.sampled_from(
    [
        "approx",
        "unordered",
        {"kind": "approx", "rel": 1e-6},
        {"kind": "approx", "rel": 0, "abs": 0.5},
        {"kind": "custom", "check": "checks:near"},
    ]
)
SHARED = {
    "name": NAMES,
    "weight": st.sampled_from([1, 2, 0.5]),
    "timeout_s": st.sampled_from([0.5, 1, 2]),
    "on_fail": NAMES | st.just('Say "why"\nand how.'),
    "visibility": st.sampled_from(["public", "hidden"]),
    "gate": st.booleans(),
}


@st.composite
def cases_of_any_kind(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["call", "raises", "after", "code", "generate", "static", "print"]))
    test: dict[str, Any] = draw(_optional(SHARED))
    match kind:
        case "call":
            test |= {"call": f"f({draw(ARGUMENTS)})", "returns": draw(LITERALS)}
            test |= draw(_optional({"compare": COMPARES}))
        case "raises":
            test |= {"call": f"f({draw(ARGUMENTS)})", "raises": "ValueError"}
            test |= draw(_optional({"match": st.sampled_from(["no", r"\d+ 'x'", 'a"b'])}))
        case "after":
            test |= {"given": f"xs = {draw(LITERALS)}", "call": "f(xs)"}
            test |= {"after": {"xs": draw(LITERALS)}} | draw(_optional({"returns": LITERALS}))
        case "code":
            codes = [
                "assert f(1) == 2",
                "# why\nassert f(1) == 2, 'no'\n\n\nassert f(2)",
                "xs = [1]\nf(xs)\nassert xs == [1]\n",
                "with raises(ValueError):\n    f(None)",
                "text = '''\n#| test: no\n'''\nassert f(text)",
            ]
            test |= {"code": draw(st.sampled_from(codes))}
        case "generate":
            test |= {"generate": "checks:inputs", "n": draw(st.integers(1, 9))}
        case "static":
            test |= {"static": {"forbid_call": ["sorted"], "max_lines": draw(st.integers(1, 99))}}
        case "print":
            test |= {
                "call": "f(1)",
                "stdout": draw(st.sampled_from(["a\nb\n", "a\n\n", " x\n\n", "é"])),
            }
    return test


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    extras = {
        "title": NAMES,
        "visibility": st.sampled_from(["public", "name-only", "hidden"]),
        "scoring": st.sampled_from(["sum", "all"]),
        "reveal": st.sampled_from(["never", "after_due"]),
    }
    for index in range(draw(st.integers(1, 3))):
        points = draw(st.sampled_from([1, 2.5]))
        groups.append({"id": f"g{index}", "points": points, **draw(_optional(extras))})
    cases = [{"id": f"first-{group['id']}", "group": group["id"]} for group in groups]
    cases = [{**case, "call": "f(0)", "returns": "0"} for case in cases]
    for index, test in enumerate(draw(st.lists(cases_of_any_kind(), max_size=6))):
        group = draw(st.sampled_from(groups))["id"]
        cases.append({"id": f"t{index}", "group": group, **test})
    cases = draw(st.permutations(cases))
    defaults = draw(_optional({"compare": COMPARES, "timeout_s": st.just(1), "weight": st.just(2)}))
    head = {"defaults": defaults} if defaults else {}
    return {"schema": "codify.tests/1", **head, "groups": groups, "tests": cases}


def same(one: Problem, other: Problem) -> None:
    def comparable(problem: Problem) -> dict[str, Any]:
        kept = {name: getattr(problem, name) for name in ("id", "slug", "title", "points", "tutor")}
        texts = {"starter": problem.starter.strip(), "solution": problem.solution.strip()}
        wrong = [(w.name, w.code.strip(), w.fails, w.passes) for w in problem.wrong]
        return {**kept, **texts, "wrong": wrong, "md": problem.prompt_md, "hints": problem.hints}

    assert other.tests_json == one.tests_json
    assert comparable(other) == comparable(one)


def wiped(path: Path, through: str) -> None:
    """The notebook after a trip through another format, all metadata and ids gone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbformat minds missing ids
        notebook = jupytext.reads(jupytext.writes(jupytext.read(path), fmt=through), fmt=through)
    cells = [{"cell_type": one["cell_type"], "source": one["source"]} for one in notebook["cells"]]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    document=documents(),
    solution=st.sampled_from(SOLUTIONS),
    starter=st.sampled_from(STARTERS),
    through=st.sampled_from(["py:percent", "md:myst"]),
)
def test_random_problems_keep_their_digest_in_every_form(
    tmp_path_factory: pytest.TempPathFactory,
    document: dict[str, Any],
    solution: str,
    starter: str,
    through: str,
) -> None:
    place = tmp_path_factory.mktemp("trip")
    files = {"problem.md": PROBLEM_MD, "starter.py": starter, "solution.py": solution}
    files |= {"checks.py": CHECKS, "tests.yaml": yaml_of(document)}
    files |= {"wrong/one.py": "# codify-expect: fail=*\ndef f(x):\n    return 'x'\n"}
    write_folder(place / "steps", files)
    problem = read_problem(place / "steps")

    convert(place / "steps", place / "n.ipynb")
    same(problem, read_problem(place / "n.ipynb"))
    wiped(place / "n.ipynb", through)
    same(problem, read_problem(place / "n.ipynb"))
    convert(place / "n.ipynb", place / "back")
    same(problem, read_problem(place / "back" / "steps"))


@pytest.mark.parametrize("suffix", [".ipynb", ".py", ".md"])
def test_several_problems_go_into_one_file_and_come_back(tmp_path: Path, suffix: str) -> None:
    for slug in ("one", "two"):
        new_problem(tmp_path / "problems", slug)
    whole = tmp_path / f"week{suffix}"
    convert(tmp_path / "problems", whole)
    made = convert(whole, tmp_path / "again")

    assert [problem.slug for problem in read_problems(whole)] == ["one", "two"]
    assert [one.slug for one in made] == ["one", "two"]
    for slug in ("one", "two"):
        same(read_problem(tmp_path / "problems" / slug), read_problem(tmp_path / "again" / slug))
