"""Reads the ``#|`` lines of code cells: what a cell is for, and what its tests need beside code."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import YamlDocument, read_yaml

MARK = "#|"


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of ``#|`` lines as YAML."""

    document: YamlDocument
    values: dict[str, Any]


def is_directive(line: str) -> bool:
    """Whether a line is one of ours rather than code or an ordinary comment."""
    return line.startswith(MARK)


def leading_directives(lines: list[str], start: int = 0) -> int:
    """The index after the run of ``#|`` lines that begins at ``start``."""
    end = start
    while end < len(lines) and is_directive(lines[end]):
        end += 1
    return end


def read_directives(
    path: Path, lines: list[str], first_line: int, findings: FindingList
) -> Marked | None:
    """A run of ``#|`` lines as a mapping; None, with findings, when it is none.

    ``first_line`` is the line of ``path`` on which they begin.
    """
    text = "".join(f"{line.removeprefix(MARK).removeprefix(' ')}\n" for line in lines)
    document = read_yaml(path, text, findings, first_line=first_line)
    if document is None:
        return None
    if not isinstance(document.value, dict):
        message = "the `#|` lines must be of the form `#| key: value`"
        findings.error(path, first_line, "bad-directive", message)
        return None
    return Marked(document, document.value)


def comment_lines(code: str) -> frozenset[int]:
    """Lines (from 1) on which a comment begins the line: a ``#|`` within a text is none.

    Of code that is not Python, all lines: its fault is told when it is parsed.
    """
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError):
        return frozenset(range(1, code.count("\n") + 2))
    return frozenset(
        token.start[0] for token in tokens if token.type == tokenize.COMMENT and token.start[1] == 0
    )
