"""Where the parts of a problem stand in its files, for findings that come after reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from codify_jupyter.problems.assembling import ProblemParts
from codify_jupyter.problems.findings import Finding, FindingList
from codify_jupyter.problems.folder import read_folder_parts
from codify_jupyter.problems.located_yaml import Place, YamlDocument, read_yaml
from codify_jupyter.problems.model import Problem
from codify_jupyter.problems.notebook import Places, read_notebook_parts
from codify_jupyter.problems.statement import split_front_matter


@dataclass(frozen=True, slots=True)
class SourceLines:
    """Lines of a problem's parts. All are 1 for a problem that was not read from files."""

    folder: Path
    """The folder; for a problem in a notebook a path that stands for its part of it."""
    front: YamlDocument | None
    tests: dict[str, int] = field(default_factory=dict)
    """By test id, in tests.yaml."""
    body: str = ""
    """The statement as written, hints and example blocks in place."""
    body_line: int = 1
    checks_missing: bool = True
    places: Places | None = None
    """Of a problem in a notebook."""

    def front_line(self, place: Place) -> int:
        """A line in problem.md."""
        return self.front.line(place) if self.front else 1

    def test_line(self, test_id: str) -> int:
        """A line in tests.yaml."""
        return self.tests.get(test_id, 1)

    def relocated(self, finding: Finding) -> Finding:
        """A finding as its author should read it: in a notebook, with the cell."""
        return self.places.relocated(finding) if self.places else finding


def source_lines(problem: Problem) -> SourceLines:
    """Find the lines of a problem, reading its files once more."""
    parts, places = _parts(problem)
    if parts is None or parts.markdown is None:
        return SourceLines(problem.path or Path(problem.slug), None, body=problem.prompt_md)
    findings = FindingList()  # what is wrong with the files was told when they were read
    markdown, tests = parts.markdown, parts.tests
    split = split_front_matter(markdown.path, markdown.text, findings)
    if split is None:
        return SourceLines(parts.folder, None, body=problem.prompt_md, places=places)
    lines = {
        test["id"]: tests.line(("tests", index))
        for index, test in enumerate(tests.value.get("tests", ()) if tests else ())
        if tests is not None and isinstance(test, dict) and "id" in test
    }
    return SourceLines(
        folder=parts.folder,
        front=read_yaml(markdown.path, split.yaml, findings, first_line=split.yaml_line),
        tests=lines,
        body=split.body,
        body_line=split.body_line,
        checks_missing=parts.checks_missing,
        places=places,
    )


def _parts(problem: Problem) -> tuple[ProblemParts | None, Places | None]:
    if problem.path is None:
        return None, None
    if problem.path.is_dir():
        return read_folder_parts(problem.path, FindingList()), None
    for parts, places, _ in read_notebook_parts(problem.path):
        if parts is not None and parts.folder.name == problem.slug:
            return parts, places
    return None, None
