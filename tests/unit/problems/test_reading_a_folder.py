from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from codify_runner.tests_format import read_tests
from codify_schema.formats import FORMATS, load_format
from jsonschema import Draft202012Validator

from codify_jupyter.problems import ProblemError, read_problem

STARTER_PROBLEMS = sorted(
    path.parent
    for path in (Path(__file__).parents[3] / "codify_jupyter/starter/problems").glob("*/problem.md")
)
TESTS_OF_ALL_KINDS = """\
schema: codify.tests/1
defaults: {compare: {kind: approx, rel: 1.0e-6}, timeout_s: 1.0, weight: 2}
groups:
  - {id: basics, title: The basics, points: 2.0}
  - {id: edges, points: 1, visibility: name-only, scoring: all}
  - {id: hidden, points: 1, visibility: hidden, reveal: after_due}
tests:
  - {id: literal, group: basics, call: "steps_up([1, 2])", returns: 1.50}
  - {id: changed, group: basics, given: "xs = [1]", call: "steps_up(heights=xs)",
     after: {xs: "[1]"}}
  - {id: own-words, group: edges, name: nothing at all, call: "steps_up([])", returns: 0}
  - {id: no-words, group: edges, call: "steps_up([7])", returns: "0"}
  - {id: rand, group: hidden, generate: "checks:heights", compare: exact}
  - {id: prop, group: hidden, property: "checks:heights", weight: 0}
  - {id: rule, group: basics, gate: true, weight: 0, on_fail: No while.,
     static: {forbid_node: [While]}}
  - id: assertion
    group: basics
    code: |
      assert steps_up([]) == 0, "an empty list has no steps"
"""
WriteProblem = Callable[..., Path]


def by_id(tests_json: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {test["id"]: test for test in tests_json["tests"]}


def test_a_whole_problem_is_read(write_problem: WriteProblem) -> None:
    problem = read_problem(write_problem())

    assert (problem.slug, problem.title, problem.points) == ("steps", "Steps up", 3)
    assert problem.entry_names == ("steps_up",)
    assert [(hint.level, hint.text_md) for hint in problem.hints] == [
        (1, "Which two heights do you compare?")
    ]
    assert problem.prompt_md.endswith("```pycon\n>>> steps_up([1, 3, 2])\n1\n```")
    assert problem.tutor == {"hints": True, "max_level": 4, "reveal_solution": "never"}


def test_every_kind_of_test_becomes_what_the_runner_reads(write_problem: WriteProblem) -> None:
    tests_json = read_problem(write_problem(tests_yaml=TESTS_OF_ALL_KINDS, wrong={})).tests_json
    tests = by_id(tests_json)

    assert tests["literal"]["expect"] == {"returns": "1.50"}
    assert tests["literal"]["compare"] == {"kind": "approx", "rel": 1e-6}
    assert (tests["literal"]["timeout_s"], tests["literal"]["weight"]) == (1, 2)
    assert tests["changed"]["given"] == "xs = [1]"
    assert tests["changed"]["expect"] == {"after": {"xs": "[1]"}}
    assert tests["rand"]["spec"] == {
        "generate": "checks:heights",
        "n": 25,
        "seed": 1,
        "oracle": "solution",
    }
    assert tests["rand"]["compare"] == {"kind": "exact"}
    assert tests["rule"]["gate"] is True
    assert tests["rule"]["on_fail"] == "No while."
    assert tests["assertion"]["spec"]["code"].startswith("assert steps_up([]) == 0")
    assert tests_json["limits"] == {"time_s": 2, "memory_mb": 256, "output_kb": 64}
    assert set(tests_json["sources"]) == {"checks", "solution"}
    assert len(read_tests(tests_json).cases) == 8


def test_a_name_is_made_of_the_call_only_where_the_call_is_shown(
    write_problem: WriteProblem,
) -> None:
    tests = by_id(read_problem(write_problem(tests_yaml=TESTS_OF_ALL_KINDS, wrong={})).tests_json)

    assert tests["literal"]["name"] == "steps_up([1, 2])"
    assert tests["own-words"]["name"] == "nothing at all"
    assert tests["no-words"]["name"] == "Test 4"
    assert tests["rule"]["name"] == "has no While"


def test_sources_are_packed_only_when_a_test_needs_them(write_problem: WriteProblem) -> None:
    folder = write_problem(
        replace={
            "tests_yaml": (
                '{id: rand, group: hidden, generate: "checks:heights", n: 10}',
                '{id: more, group: hidden, call: "steps_up([])", returns: "0"}',
            )
        },
        wrong={},
    )
    assert read_problem(folder).tests_json["sources"] == {}


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("tests_yaml", 'returns: "0"', 'returns: "00 + 0j"'),
        ("tests_yaml", "n: 10", "n: 11"),
        ("checks_py", "randint(0, 5)", "randint(0, 6)"),
        ("solution_py", "b > a", "a < b"),
    ],
)
def test_the_digest_changes_with_anything_that_can_change_a_verdict(
    write_problem: WriteProblem, key: str, old: str, new: str
) -> None:
    before = read_problem(write_problem("steps")).digest
    after = read_problem(write_problem("other", replace={key: (old, new)})).digest
    assert before != after


def test_the_digest_is_the_same_for_the_same_tests_written_differently(
    write_problem: WriteProblem,
) -> None:
    plain = read_problem(write_problem()).digest
    other = write_problem(
        "other",
        starter_py="# nothing\r\ndef steps_up(heights):\r\n    pass\r\n",
        checks_py=b"\xef\xbb\xbfdef heights(rng):\r\n"
        b"    return ([rng.randint(0, 5) for _ in range(6)],), {}\r\n",
        replace={
            "tests_yaml": ("{id: basics, points: 2}", "{points: 2.0, scoring: sum, id: basics}")
        },
    )
    assert read_problem(other).digest == plain


def test_the_digest_is_as_documented(write_problem: WriteProblem) -> None:
    tests_json = read_problem(write_problem()).tests_json
    content = {key: value for key, value in tests_json.items() if key != "digest"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert tests_json["digest"] == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_a_header_may_name_tests_or_all_of_them(write_problem: WriteProblem) -> None:
    wrong = {solution.name: solution for solution in read_problem(write_problem()).wrong}

    assert wrong["counts_flat"].fails == {"flat", "rand"}
    assert wrong["counts_flat"].passes == {"up"}
    assert wrong["prints"].fails == {"up", "flat", "none", "rand"}
    assert wrong["no_check"].passes == {"up", "flat", "rand"}


def test_on_and_off_are_switches_and_other_yaml_1_1_words_are_texts(
    write_problem: WriteProblem,
) -> None:
    replace = {
        "problem_md": ("tags: [lists]", "tags: [yes, lists]\ntutor: {hints: off, max_level: 2}")
    }
    problem = read_problem(write_problem(replace=replace))
    assert problem.tags == ("yes", "lists")
    assert problem.tutor["hints"] is False
    assert problem.tutor["max_level"] == 2


def test_hints_are_lifted_out_but_not_from_code_blocks(write_problem: WriteProblem) -> None:
    statement = """\
Before.

:::{hint} level=2
Second, with code:

```python
:::
x = 1


y = 2
```
:::

:::{hint} level=1
First.
:::

~~~text
:::{hint} level=1
only shown


~~~

```codify-example
a drawing
```
"""
    folder = write_problem()
    text = (folder / "problem.md").read_text(encoding="utf-8")
    head = text[: text.index("Write `steps_up")]
    (folder / "problem.md").write_text(head + statement, encoding="utf-8")
    problem = read_problem(folder)

    assert [hint.level for hint in problem.hints] == [1, 2]
    assert "x = 1\n\n\ny = 2" in problem.hints[1].text_md
    assert problem.prompt_md == (
        "Before.\n\n~~~text\n:::{hint} level=1\nonly shown\n\n\n~~~\n\n```text\na drawing\n```"
    )


def test_reading_runs_nothing(write_problem: WriteProblem, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    bomb = f"open({str(mark)!r}, 'w')\n"
    folder = write_problem(
        solution_py=bomb + "def steps_up(heights): ...\n",
        starter_py=bomb,
        checks_py=bomb + "def heights(rng): ...\n",
        wrong={"w": bomb},
    )
    read_problem(folder)
    assert not mark.exists()


@pytest.mark.parametrize("folder", STARTER_PROBLEMS, ids=lambda path: path.name)
def test_shipped_problems_are_read_and_fit_the_schema(folder: Path) -> None:
    problem = read_problem(folder)
    Draft202012Validator(load_format("tests_json")).validate(problem.tests_json)
    assert len(read_tests(problem.tests_json).cases) == len(problem.tests_json["tests"])


@pytest.mark.parametrize("name", FORMATS)
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(load_format(name))


def test_no_folder_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"missing-folder.*check the path"):
        read_problem(tmp_path / "nowhere")
