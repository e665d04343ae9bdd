"""Takes problem.md apart: front matter, statement, hints and examples."""

from __future__ import annotations

import doctest
import re
from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.problems.findings import FindingList, shown
from codify_jupyter.problems.model import AuthorHint

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)")
_DIRECTIVE = re.compile(r"^:::+[ \t]*\{([^}]*)\}(.*)$")
_HINT_LEVEL = re.compile(r"^[ \t]+level[ \t]*=[ \t]*([1-4])[ \t]*$")
EXAMPLE_INFO = "codify-example"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML between the two ``---`` lines, and the Markdown after them."""

    yaml: str
    yaml_line: int
    """The line on which ``yaml`` begins."""
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a student reads, and the hints that were lifted out of it."""

    prompt_md: str
    hints: tuple[AuthorHint, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One ``>>>`` prompt of the statement with what it says will be shown."""

    line: int
    source: str
    want: str
    """Without the last newline; of an exception its last line, e.g. ``ValueError: no``."""
    raises: bool


def split_front_matter(path: Path, text: str, findings: FindingList) -> FrontMatter | None:
    """The two parts of problem.md; None, with a finding, when the ``---`` lines are not there."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        findings.error(
            path, 1, "no-front-matter", "must begin with a line `---` and the front matter after it"
        )
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return FrontMatter(
                "\n".join(lines[1:number]), 2, "\n".join(lines[number + 1 :]), number + 2
            )
    findings.error(
        path, 1, "no-front-matter", "the front matter never ends; close it with a line `---`"
    )
    return None


def read_statement(path: Path, body: str, first_line: int, findings: FindingList) -> Statement:
    """Lift the hints out and make example blocks ordinary ``pycon`` (or ``text``) code."""
    reader = _StatementReader(path, first_line, findings)
    for offset, line in enumerate(body.split("\n")):
        reader.take(first_line + offset, line)
    statement = reader.finish()
    if not statement.prompt_md:
        findings.error(
            path, first_line, "empty-statement", "there is no statement; say what to write"
        )
    return statement


class _StatementReader:
    def __init__(self, path: Path, first_line: int, findings: FindingList) -> None:
        self.path = path
        self.findings = findings
        self.first_line = first_line
        self.kept: list[str] = []
        self.hints: list[AuthorHint] = []
        self.fence = ""
        self.fence_line = 0
        self.example = False
        self.hint: list[str] | None = None
        self.hint_level = 1
        self.hint_line = 0

    def take(self, number: int, line: str) -> None:
        target = self.kept if self.hint is None else self.hint
        if self.fence:
            if self.example:
                # The language that a Markdown renderer knows depends on the block's first line.
                language = "pycon" if line.lstrip().startswith(">>>") else "text"
                target[-1] = target[-1].replace(EXAMPLE_INFO, language, 1)
                self.example = False
            if _closes(line, self.fence):
                self.fence = ""
        elif opening := _FENCE.match(line):
            self.fence, self.fence_line = opening[1], number
            self.example = opening[2] == EXAMPLE_INFO
        elif line.rstrip() == ":::" and self.hint is not None:
            self._end_hint()
            return
        elif directive := _DIRECTIVE.match(line.rstrip()):
            self._begin_hint(number, directive[1], directive[2])
            return
        target.append(line)

    def _begin_hint(self, number: int, name: str, rest: str) -> None:
        level = _HINT_LEVEL.match(rest)
        if self.hint is not None:
            message = f"the hint of line {self.hint_line} is not closed; put `:::` before this line"
            self.findings.error(self.path, number, "open-hint", message)
            self._end_hint()
        if name.strip() != "hint":
            message = f"unknown directive {shown(name)}; only `:::{{hint}} level=1` is known"
            self.findings.error(self.path, number, "unknown-directive", message)
        elif level is None:
            message = "a hint begins with `:::{hint} level=N` where N is 1, 2, 3 or 4"
            self.findings.error(self.path, number, "hint-level", message)
        self.hint, self.hint_line = [], number
        self.hint_level = int(level[1]) if level else 1

    def _end_hint(self) -> None:
        text = "\n".join(self.hint or ()).strip()
        if text:
            self.hints.append(AuthorHint(self.hint_level, text))
        else:
            self.findings.error(self.path, self.hint_line, "empty-hint", "this hint says nothing")
        self.hint = None
        while self.kept and not self.kept[-1].strip():
            self.kept.pop()  # or each hint would leave a gap

    def finish(self) -> Statement:
        if self.fence:
            message = "this code block is never closed; end it with the same backticks"
            self.findings.error(self.path, self.fence_line, "open-block", message)
        if self.hint is not None:
            message = "this hint is never closed; end it with a line `:::`"
            self.findings.error(self.path, self.hint_line, "open-hint", message)
        text = "\n".join(self.kept).strip()
        self.hints.sort(key=lambda hint: hint.level)
        return Statement(text, tuple(self.hints))


def _closes(line: str, fence: str) -> bool:
    found = _FENCE.match(line)
    return (
        found is not None
        and found[1][0] == fence[0]
        and len(found[1]) >= len(fence)
        and line.strip() == found[1]
    )


def statement_examples(body: str, first_line: int) -> list[list[Example]]:
    """The ``>>>`` examples of each example block (``codify-example`` or ``pycon``), in order.

    Raises:
        ValueError: for a block that doctest cannot read; the message names the line.
    """
    blocks: list[list[Example]] = []
    for line, text in fenced_blocks(body, (EXAMPLE_INFO, "pycon"), first_line):
        try:
            found = doctest.DocTestParser().get_examples(text)
        except ValueError as error:
            raise ValueError(f"the example block of line {line} cannot be read: {error}") from None
        if found:
            blocks.append([_example(example, line) for example in found])
    return blocks


def _example(example: doctest.Example, line: int) -> Example:
    raised = example.exc_msg
    return Example(
        line=line + example.lineno,
        source=example.source.rstrip("\n"),
        want=(raised if raised is not None else example.want).rstrip("\n"),
        raises=raised is not None,
    )


def fenced_blocks(
    body: str, infos: tuple[str, ...] | None, first_line: int
) -> list[tuple[int, str]]:
    """Pairs of (line of the first line inside, text) of the code blocks; of all without infos."""
    blocks: list[tuple[int, str]] = []
    fence, inside, start, wanted = "", [""], 0, False
    for number, line in enumerate(body.split("\n"), start=first_line):
        if fence:
            if not _closes(line, fence):
                inside.append(line)
                continue
            fence = ""
            if wanted:
                blocks.append((start, "\n".join(inside)))
        elif opening := _FENCE.match(line):
            fence, inside, start = opening[1], [], number + 1
            wanted = infos is None or opening[2] in infos
    return blocks
