"""Each mistake is told with its file, its line and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codify_jupyter.problems import Finding, ProblemError, read_problem, render_findings

WriteProblem = Callable[..., Path]


def findings_of(folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(ProblemError) as caught:
        read_problem(folder)
    return caught.value.findings


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


MISTAKES = [
    # key of the file, replaced, by, code, a piece of the message
    ("problem_md", "title: Steps up", "titel: Steps up", "unknown-key", "did you mean `title`?"),
    ("problem_md", "difficulty: easy", "difficulty: esy", "unknown-value", "mean `easy`?"),
    ("problem_md", "difficulty: easy", "difficulty: 3", "unknown-value", "`intro`, `easy`"),
    ("problem_md", "entry: steps_up", "entry: steps up", "bad-value", "name of a function"),
    ("problem_md", "tags: [lists]", "tags: lists", "wrong-type", "must be a list, not `lists`"),
    ("problem_md", "tags: [lists]", "tags: [Lists]", "bad-value", "small letters"),
    ("problem_md", "tags: [lists]", "tags: [a, b, a]", "bad-value", "names something twice"),
    ("problem_md", "tags: [lists]", "tags: [lists", "yaml-syntax", "brackets"),
    ("problem_md", "tags: [lists]", "tags: &a [lists]", "yaml-anchor", "write the value out"),
    ("problem_md", "tags: [lists]", "tags: !!python/name:os [a]", "yaml-tag", "remove it"),
    ("problem_md", "title: Steps up", 'title: "a\\0b"', "yaml-text", "retype the text"),
    ("problem_md", "title: Steps up", 'title: "a\\ud800b"', "yaml-text", "retype the text"),
    ("problem_md", "tags: [lists]", "slug: again", "duplicate-key", "first on line 4"),
    ("problem_md", "tags: [lists]", "points: 4", "points-differ", "add up to `3`"),
    ("problem_md", "tags: [lists]", "points: .inf", "yaml-number", "not a finite number"),
    ("problem_md", "tags: [lists]", "tutor: {hints: onn}", "unknown-value", "did you mean `on`"),
    ("problem_md", "tags: [lists]", "limits: {time_s: 900}", "out-of-range", "at most 60"),
    ("problem_md", "tags: [lists]", "hints: on", "unknown-key", "belongs under `tutor`"),
    ("problem_md", "title: Steps up", "title: Steps: up", "yaml-syntax", "in quotes"),
    ("problem_md", "codify: 1", "codify: 2", "unknown-value", "must be `1`, not `2`"),
    ("problem_md", "level=1", "level=9", "hint-level", "level=N"),
    ("problem_md", ":::{hint} level", ":::{hnit} level", "unknown-directive", "hint"),
    ("tests_yaml", "returns: \"1\"", "retruns: \"1\"", "unknown-key", "did you mean `returns`?"),
    ("tests_yaml", "returns: \"1\"", "returns: \"[1\"", "not-a-literal", "write the value as"),
    ("tests_yaml", "returns: \"1\"", "returns: true", "not-a-literal", "write True"),
    ("tests_yaml", "returns: \"1\"", "returns: \"len([])\"", "not-a-literal", "`len(…)`"),
    ("tests_yaml", "returns: \"1\"", "returns: \"{[]: 1}\"", "not-a-literal", "write the value"),
    ("tests_yaml", "returns: \"1\"", "returns: [1]", "wrong-type", "not a list"),
    ("tests_yaml", "returns: \"1\"", "gate: true", "no-expectation", "add `returns`"),
    ("tests_yaml", "returns: \"1\"", "returns: 1, match: x", "match-alone", "goes with `raises`"),
    ("tests_yaml", "returns: \"1\"", "returns: 1, raises: E", "raises-and-more", "keep"),
    ("tests_yaml", "returns: \"1\"", "returns: 1, compare: near", "unknown-value", "`exact`"),
    ("tests_yaml", "returns: \"1\"", "after: {ys: \"1\"}", "unknown-name", "does not bind"),
    ("tests_yaml", "returns: \"1\"", "returns: 1, weight: -1", "out-of-range", "at least 0"),
    ("tests_yaml", "returns: \"1\"", "returns: 1, code: x", "unknown-key", "`code`"),
    ("tests_yaml", "group: basics, call: \"steps_up([1", "group: basic, call: \"steps_up([1",
     "unknown-group", "did you mean `basics`?"),
    ("tests_yaml", "\"steps_up([1, 3, 2])\"", "\"step_up([1])\"", "unknown-entry", "`steps_up`?"),
    ("tests_yaml", "\"steps_up([1, 3, 2])\"", "\"steps_up([1, 3\"", "bad-python", "`call`"),
    ("tests_yaml", "\"steps_up([1, 3, 2])\"", "\"steps_up([1]) + 1\"", "bad-call", "`code` test"),
    ("tests_yaml", "\"steps_up([1, 3, 2])\"", "\"steps_up(open('x'))\"", "not-a-literal",
     "neither a literal nor bound"),
    ("tests_yaml", "call: \"steps_up([1, 3, 2])\"",
     "given: \"heights = [1]\", call: \"steps_up(height)\"", "not-a-literal", "mean `heights`?"),
    ("tests_yaml", "call: \"steps_up([1, 3, 2])\"",
     "given: \"import os\", call: \"steps_up(1)\"", "bad-given", "xs = [1, 2]"),
    ("tests_yaml", "{id: flat, group", "{id: up,  group", "duplicate-id", "first on line 6"),
    ("tests_yaml", "raises: ValueError", "raises: ValueErorr", "unknown-exception", "ValueError"),
    ("tests_yaml", "raises: ValueError", "raises: ValueError, match: (", "bad-pattern", "match"),
    ("tests_yaml", "checks:heights", "checks:hieghts", "unknown-check", "mean `heights`?"),
    ("tests_yaml", "checks:heights", "heights", "bad-value", "checks:NAME"),
    ("tests_yaml", "generate: ", "genrate: ", "test-kind", "did you mean `generate`?"),
    ("tests_yaml", "generate: \"checks:heights\", n: 10", "gate: true", "test-kind", "`static`"),
    ("tests_yaml", "generate: \"checks:heights\", n: 10", "stdin: x, stdout: x", "kind-entry",
     "does not go with the entry"),
    ("tests_yaml", "generate: \"checks:heights\", n: 10", "static: {forbid_node: [Fro]}",
     "unknown-node", "did you mean `For`?"),
    ("tests_yaml", "generate: \"checks:heights\", n: 10", "code: \"steps_up([]\"", "bad-python",
     "`code` is not Python"),
    ("tests_yaml", "generate: \"checks:heights\", n: 10", "code: \"steps_up([])\"",
     "no-expectation", "add an `assert`"),
    ("tests_yaml", "  - {id: flat", "\t- {id: flat", "yaml-syntax", "replace the tab by spaces"),
    ("tests_yaml", "{id: basics, points: 2}", "{id: basics}", "missing-key", "`points`"),
    ("tests_yaml", "schema: codify.tests/1", "schema: codify.tests/2", "unknown-value", "/1"),
    ("solution_py", "    return sum", "    retrun sum", "bad-python", "is not Python"),
    ("checks_py", "return (", "return ((", "bad-python", "is not Python"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "old", "new", "code", "piece"), MISTAKES, ids=[f"{m[3]}: {m[2][:24]}" for m in MISTAKES]
)
def test_a_mistake_is_told_with_its_place(
    write_problem: WriteProblem, key: str, old: str, new: str, code: str, piece: str
) -> None:
    folder = write_problem(replace={key: (old, new)})
    stem, _, suffix = key.rpartition("_")
    path = folder / f"{stem}.{suffix}"

    findings = findings_of(folder)

    matching = [finding for finding in findings if finding.code == code]
    assert matching, render_findings(findings)
    assert matching[0].path == path
    assert piece in matching[0].message
    if code not in ("missing-key", "yaml-syntax"):
        assert matching[0].line == line_of(path, new.split("\n")[0])
    assert len(findings) <= 3, "one mistake is not told many times"


def test_a_block_of_code_tells_its_own_line(write_problem: WriteProblem) -> None:
    block = "  - id: block\n    group: basics\n    code: |\n      x = 1\n      assert x ==\n"
    folder = write_problem()
    path = folder / "tests.yaml"
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")
    (finding,) = findings_of(folder)
    assert (finding.code, finding.line) == ("bad-python", line_of(path, "assert x =="))


def test_mistakes_in_all_files_are_told_at_once(write_problem: WriteProblem) -> None:
    folder = write_problem(
        starter_py=b"# caf\xe9\n",
        replace={
            "problem_md": ("difficulty: easy", "difficulty: esy"),
            "tests_yaml": ('returns: "1"', 'retruns: "1"'),
            "solution_py": ("def steps_up", "df steps_up"),
        },
        wrong={"w": "# codify-expect: fial=up\n"},
    )
    codes = {(finding.path.name, finding.code) for finding in findings_of(folder)}
    assert codes == {
        ("problem.md", "unknown-value"),
        ("starter.py", "not-utf8"),
        ("tests.yaml", "unknown-key"),
        ("solution.py", "bad-python"),
        ("w.py", "bad-header"),
    }


@pytest.mark.parametrize("name", ["problem.md", "starter.py", "solution.py", "tests.yaml"])
def test_a_missing_file_is_named(write_problem: WriteProblem, name: str) -> None:
    folder = write_problem()
    (folder / name).unlink()
    (finding,) = findings_of(folder)
    assert (finding.path.name, finding.code) == (name, "missing-file")


def test_a_file_with_nearly_the_right_name_is_pointed_out(write_problem: WriteProblem) -> None:
    folder = write_problem()
    (folder / "tests.yaml").rename(folder / "test.yml")
    (finding,) = findings_of(folder)
    assert "is `test.yml` meant?" in finding.message


def test_checks_that_are_not_there_are_asked_for(write_problem: WriteProblem) -> None:
    (finding,) = findings_of(write_problem(checks_py=None))
    assert (finding.code, finding.line) == ("missing-checks", 9)
    assert "there is no checks.py" in finding.message


@pytest.mark.parametrize(
    ("header", "piece"),
    [
        ("# codify-expect: fail=upp", "did you mean `up`?"),
        ("# codify-expect: fails=up", "did you mean `fail`?"),
        ("# codify-expect: everything", "is written `# codify-expect: fail=a,b"),
        ("# codify-expect: fail=up pass=up", "stands in both"),
    ],
)
def test_a_header_that_cannot_be_read(write_problem: WriteProblem, header: str, piece: str) -> None:
    folder = write_problem(wrong={"w": f"{header}\ndef steps_up(heights): ...\n"})
    (finding,) = findings_of(folder)
    assert (finding.path.name, finding.line) == ("w.py", 1)
    assert piece in finding.message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("problem_md", "no front matter\n", "no-front-matter"),
        ("problem_md", "---\ncodify: 1\n", "no-front-matter"),
        ("problem_md", "", "no-front-matter"),
        ("problem_md", "---\n- a\n---\ntext\n", "wrong-type"),
        ("problem_md", "---\n---\ntext\n", "empty"),
        ("tests_yaml", "", "empty"),
        ("tests_yaml", "just words\n", "wrong-type"),
        ("tests_yaml", "[" * 50_000, "too-deep"),
        ("tests_yaml", "[" * 40 + "]" * 40, "too-deep"),
        ("tests_yaml", "a: &a [x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n", "yaml-anchor"),
        ("tests_yaml", "a: 1\n---\nb: 2\n", "yaml-syntax"),
        ("tests_yaml", "a: \0\n", "nul-character"),
        ("tests_yaml", "x: " + "y" * 300_000, "too-large"),
        ("solution_py", "x = " + "(" * 5_000, "bad-python"),
        ("solution_py", "x = " + "-" * 100_000 + "1", "bad-python"),
        ("starter_py", b"\xff\xfe", "not-utf8"),
        ("starter_py", "#" * 200_000, "too-large"),
    ],
)
def test_hostile_files_are_refused_and_hurt_nobody(
    write_problem: WriteProblem, name: str, content: str | bytes, code: str
) -> None:
    codes = [finding.code for finding in findings_of(write_problem(**{name: content}))]
    assert code in codes


def test_two_hundred_tests_are_enough(write_problem: WriteProblem) -> None:
    folder = write_problem(wrong={})
    path = folder / "tests.yaml"
    more = "".join(
        f'  - {{id: t{n}, group: basics, call: "steps_up([])", returns: "0"}}\n' for n in range(200)
    )
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    (finding,) = findings_of(folder)
    assert "at most 200" in finding.message


def test_a_link_out_of_the_folder_is_not_followed(
    write_problem: WriteProblem, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("def steps_up(heights): ...\n", encoding="utf-8")
    folder = write_problem(starter_py=None)
    (folder / "starter.py").symlink_to(secret)
    (finding,) = findings_of(folder)
    assert finding.code == "outside-folder"


def test_points_that_nobody_can_earn(write_problem: WriteProblem) -> None:
    folder = write_problem(
        replace={"tests_yaml": ("tests:\n", "  - {id: empty, points: 1}\ntests:\n")}
    )
    (finding,) = findings_of(folder)
    assert (finding.code, finding.line) == ("empty-group", 5)


def test_findings_are_rendered_as_compilers_do(write_problem: WriteProblem) -> None:
    folder = write_problem(replace={"problem_md": ("difficulty: easy", "difficulty: esy")})
    with pytest.raises(ProblemError) as caught:
        read_problem(folder)
    assert str(caught.value) == (
        f"{folder}/problem.md:6: error[unknown-value] `difficulty` cannot be `esy`; "
        "did you mean `easy`? Choose from `intro`, `easy`, `medium`, `hard`"
    )
