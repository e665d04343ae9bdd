"""Where the parts of a problem stand in its files, for findings that come after reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import Place, YamlDocument, read_yaml
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.source_files import MAX_MARKDOWN_BYTES, MAX_YAML_BYTES, read_source
from codify_jupyter.problems.statement import split_front_matter


@dataclass(frozen=True, slots=True)
class SourceLines:
    """Lines of a problem's parts. All are 1 for a problem that was not read from a folder."""

    folder: Path
    front: YamlDocument | None
    tests: dict[str, int] = field(default_factory=dict)
    """By test id, in tests.yaml."""
    body: str = ""
    """The statement as written, hints and example blocks in place."""
    body_line: int = 1

    def front_line(self, place: Place) -> int:
        """A line in problem.md."""
        return self.front.line(place) if self.front else 1

    def test_line(self, test_id: str) -> int:
        """A line in tests.yaml."""
        return self.tests.get(test_id, 1)


def source_lines(problem: Problem) -> SourceLines:
    """Find the lines of a problem, reading its files once more."""
    folder = problem.path
    if folder is None:
        return SourceLines(Path(problem.slug), None, body=problem.prompt_md)
    findings = FindingList()  # what is wrong with the files was told when they were read
    markdown = read_source(folder, "problem.md", MAX_MARKDOWN_BYTES, findings)
    parts = split_front_matter(markdown.path, markdown.text, findings) if markdown else None
    if markdown is None or parts is None:
        return SourceLines(folder, None, body=problem.prompt_md)
    front = read_yaml(markdown.path, parts.yaml, findings, first_line=parts.yaml_line)
    source = read_source(folder, "tests.yaml", MAX_YAML_BYTES, findings)
    tests = read_yaml(source.path, source.text, findings) if source else None
    lines = {
        test["id"]: tests.line(("tests", index))
        for index, test in enumerate(tests.value.get("tests", ()) if tests else ())
        if tests is not None
    }
    return SourceLines(folder, front, lines, parts.body, parts.body_line)
