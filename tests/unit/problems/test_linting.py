"""The lint of a problem, with the real runner."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from codify_runner import Runner, RunnerError

from codify_jupyter.problems import LintReport, lint_paths, lint_problem, read_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")
WriteProblem = Callable[..., Path]

CALLS_ONLY = """\
schema: codify.tests/1
groups:
  - {id: basics, points: 2}
  - {id: hidden, points: 1, visibility: hidden}
tests:
  - {id: up, group: basics, call: "steps_up([1, 3, 2])", returns: "1"}
  - {id: flat, group: basics, call: "steps_up([2, 2])", returns: "0"}
  - {id: none, group: hidden, call: "steps_up(None)", raises: ValueError}
"""
WRONG = {
    "counts_flat": """\
# codify-expect: fail=flat  pass=up
def steps_up(heights):
    if heights is None:
        raise ValueError("no heights")
    return sum(b >= a for a, b in zip(heights, heights[1:]))
""",
    "prints": """\
# codify-expect: fail=*
def steps_up(heights):
    print(1)
""",
    "no_check": """\
# codify-expect: fail=none  pass=*
def steps_up(heights):
    return sum(b > a for a, b in zip(heights, heights[1:]))
""",
    "always_two": """\
# codify-expect: fail=up,flat
def steps_up(heights):
    return 2
""",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def runner() -> AsyncIterator[Runner]:
    async with Runner() as started:
        yield started


@pytest.fixture
def write(write_problem: WriteProblem) -> WriteProblem:
    """A problem of call tests that lints without a word, with parts replaced."""

    def write_it(slug: str = "steps", **parts: Any) -> Path:
        return write_problem(
            slug, **{"tests_yaml": CALLS_ONLY, "checks_py": None, "wrong": WRONG, **parts}
        )

    return write_it


def told(report: LintReport) -> list[tuple[str, int, str, str]]:
    return [(f.path.name, f.line, f.severity, f.code) for f in report.findings]


async def test_a_sound_problem(write: WriteProblem, runner: Runner) -> None:
    report = await lint_problem(write(), runner)
    assert told(report) == []
    assert report.ok
    assert [(program.name, program.status) for program in report.programs] == [
        ("reference", "accepted"),
        ("starter", "wrong_answer"),
        ("wrong/always_two", "wrong_answer"),
        ("wrong/counts_flat", "wrong_answer"),
        ("wrong/no_check", "wrong_answer"),
        ("wrong/prints", "wrong_answer"),
    ]
    assert report.render().startswith("steps: reference accepted in ")
    assert "starter scores 0%, 4 of 4 wrong solutions caught, slowest test " in report.render()
    assert report.as_json()["programs"][0]["tests"] == {
        "up": "passed",
        "flat": "passed",
        "none": "passed",
    }


async def test_a_problem_that_was_read_before(write: WriteProblem, runner: Runner) -> None:
    assert told(await lint_problem(read_problem(write()), runner)) == []


async def test_a_problem_that_cannot_be_read(write: WriteProblem, runner: Runner) -> None:
    folder = write(replace={"problem_md": ("difficulty: easy", "difficulty: esy")})
    report = await lint_problem(folder, runner)
    assert told(report) == [("problem.md", 6, "error", "unknown-value")]
    assert report.render().endswith(": could not be checked")


@pytest.mark.parametrize(
    ("replace", "finding"),
    [
        (
            {
                "tests_yaml": (
                    '"steps_up([2, 2])", returns: "0"',
                    '"steps_up([2, 2])", returns: "1"',
                )
            },
            ("tests.yaml", 7, "error", "reference-fails"),
        ),
        (
            {"solution_py": ("def steps_up", "1 / 0\ndef steps_up")},
            ("solution.py", 1, "error", "reference-fails"),
        ),
        (
            {"solution_py": ("def steps_up", "def stepsup")},
            ("solution.py", 1, "error", "missing-entry"),
        ),
        (
            {"starter_py": ("def steps_up", "def stepsup")},
            ("starter.py", 1, "error", "missing-entry"),
        ),
        (
            {
                "starter_py": (
                    "...",
                    'if heights is None: raise ValueError("")\n'
                    "    return sum(b > a for a, b in zip(heights, heights[1:]))",
                )
            },
            ("starter.py", 1, "error", "starter-passes"),
        ),
        ({"starter_py": ("...", "return 0")}, ("starter.py", 1, "warning", "starter-scores")),
        (
            {"problem_md": ("\n1\n```", "\n2\n```")},
            ("problem.md", 13, "error", "wrong-example"),
        ),
        (
            {"problem_md": (">>> steps_up([1, 3, 2])", ">>> steps_up([1, 3, 2]")},
            ("problem.md", 13, "error", "bad-example"),
        ),
        ({"problem_md": ("codify-example", "python")}, ("problem.md", 10, "warning", "no-example")),
        (
            {"tests_yaml": ("visibility: hidden", "visibility: name-only")},
            None,
        ),
        (
            {
                "tests_yaml": (
                    'id: up, group: basics, call: "steps_up([1, 3, 2])"',
                    "id: up, group: basics, visibility: name-only, "
                    'name: "try steps_up([1])", call: "steps_up([1])"',
                )
            },
            ("tests.yaml", 6, "warning", "telling-name"),
        ),
        (
            {"problem_md": ("slug: steps", "slug: stairs")},
            ("problem.md", 4, "warning", "folder-name"),
        ),
    ],
)
async def test_what_is_wrong_is_told_with_its_place(
    write: WriteProblem,
    runner: Runner,
    replace: dict[str, tuple[str, str]],
    finding: tuple[str, int, str, str] | None,
) -> None:
    report = await lint_problem(write(replace=replace), runner)
    if finding is None:
        assert told(report) == []
    else:
        assert finding in told(report)
        assert report.ok == (finding[2] == "warning" and "error" not in str(told(report)))


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        (
            "# codify-expect: fail=up\n"
            "def steps_up(heights):\n"
            "    if heights is None: raise ValueError\n"
            "    return sum(b > a for a, b in zip(heights, heights[1:]))\n",
            ["error wrong-accepted", "error wrong-passes"],
        ),
        ("# codify-expect: fail=flat  pass=*\ndef steps_up(h):\n    return 1\n",
         ["error wrong-fails"]),
        ("def steps_up(h):\n    return 1\n", ["warning no-header"]),
        ("# codify-expect: fail=*\ndef steps_up(h)\n", ["warning wrong-unreadable"]),
        ("# codify-expect: fail=*\ndef steps_up(h):\n    while True: pass\n", []),
    ],
)  # fmt: skip
async def test_a_wrong_solution_must_do_what_it_declares(
    write: WriteProblem, runner: Runner, code: str, findings: list[str]
) -> None:
    report = await lint_problem(
        write(
            wrong={**WRONG, "z": code},
            replace={"problem_md": ("entry:", "limits: {time_s: 0.1}\nentry:")},
        ),
        runner,
    )
    assert [f"{f.severity} {f.code}" for f in report.findings] == findings
    assert all(finding.path.name == "z.py" for finding in report.findings)


async def test_tests_that_no_mistake_fails_are_listed(write: WriteProblem, runner: Runner) -> None:
    folder = write(
        replace={
            "tests_yaml": (
                "  - {id: none",
                '  - {id: same, group: basics, call: "steps_up([5, 6])", returns: "1"}\n'
                "  - {id: none",
            )
        },
        wrong={name: WRONG[name] for name in ("counts_flat", "no_check")},
    )
    report = await lint_problem(folder, runner)
    assert told(report) == [
        ("wrong", 1, "warning", "few-wrong"),
        ("tests.yaml", 6, "warning", "nothing-fails"),
        ("tests.yaml", 8, "warning", "nothing-fails"),
    ]
    assert "only the starter fails `up`" in report.findings[1].message


async def test_checks_that_nothing_uses_and_a_slow_reference(
    write: WriteProblem, runner: Runner
) -> None:
    report = await lint_problem(
        write(
            checks_py="def unused(): ...\n",
            replace={
                "solution_py": (
                    "return sum",
                    "if heights == [2, 2]: __import__('time').sleep(0.6)\n    return sum",
                ),
                "problem_md": ("entry:", "limits: {time_s: 1}\nentry:"),
            },
        ),
        runner,
    )
    assert told(report) == [
        ("checks.py", 1, "warning", "unused-checks"),
        ("tests.yaml", 7, "warning", "slow-reference"),
    ]


async def test_a_runner_that_cannot_judge_is_told(write: WriteProblem) -> None:
    class Broken:
        async def judge(self, code: str, tests_json: dict[str, Any]) -> Any:
            raise RunnerError("no zygote")

    report = await lint_problem(write(), Broken())
    assert [(f.code, "no zygote" in f.message) for f in report.findings] == [("not-judged", True)]


async def test_examples_may_print_raise_and_build_on_each_other(
    write: WriteProblem, runner: Runner
) -> None:
    examples = """\
>>> steps_up([1, 3, 2])
1
>>> walk = [1, 2, 3]
>>> steps_up(walk)
2
>>> steps_up(None)
Traceback (most recent call last):
    ...
ValueError: no heights
>>> print(steps_up(walk))
2
>>> steps_up(walk) == 2
False
"""
    report = await lint_problem(
        write(replace={"problem_md": (">>> steps_up([1, 3, 2])\n1\n", examples)}), runner
    )
    assert told(report) == [("problem.md", 24, "error", "wrong-example")]
    assert "`False`" in report.findings[0].message


async def test_several_problems_and_sets(
    write: WriteProblem, runner: Runner, tmp_path: Path
) -> None:
    def front(text: str) -> dict[str, tuple[str, str]]:
        return {"problem_md": ("entry:", f"prerequisites: [{text}]\nentry:")}

    first_id = "3f0a6b52-94d0-4b0e-a1b5-0f7c9be0a001"
    folder = tmp_path / "problems"
    folder.mkdir()
    for slug, needs in (("aa", "bb"), ("bb", "aa, steeps"), ("steps", "")):
        write(slug, replace=front(needs)).rename(folder / slug)
    text = (folder / "bb" / "problem.md").read_text(encoding="utf-8")
    other_id = first_id.replace("001", "002")
    (folder / "bb" / "problem.md").write_text(text.replace(first_id, other_id), encoding="utf-8")
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "one.yaml").write_text(
        "codify-set: 1\nslug: one\ntitle: One\nitems:\n  - aa\n  - stepz\n", encoding="utf-8"
    )
    seen: list[tuple[int, int, str]] = []

    summary = await lint_paths(
        [tmp_path], runner, lambda done, total, report: seen.append((done, total, report.slug))
    )

    assert seen == [(1, 3, "aa"), (2, 3, "bb"), (3, 3, "steps")]
    assert [(f.path.parent.name, f.line, f.code) for f in summary.findings] == [
        ("steps", 3, "duplicate-id"),
        ("bb", 8, "unknown-problem"),
        ("aa", 8, "circular-prerequisites"),
        ("sets", 6, "unknown-problem"),
    ]
    assert "did you mean `steps`?" in summary.findings[1].message
    assert "aa needs bb needs aa" in summary.findings[2].message
    assert not summary.ok
    assert summary.as_json()["sets"] == 1


async def test_a_path_without_problems(runner: Runner, tmp_path: Path) -> None:
    summary = await lint_paths([tmp_path, tmp_path / "nowhere"], runner)
    assert [finding.code for finding in summary.findings] == ["no-problems", "no-problems"]
