"""Finding the code in what a language model says: fenced, inline, bare, or in a sentence."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass
from typing import Literal

from codify_jupyter.tutor.gate.other_languages import as_python
from codify_jupyter.tutor.gate.prose import told_steps

Place = Literal["fence", "inline", "bare", "phrase", "prose", "foreign"]
"""``prose``: a step told in words; ``foreign``: a line of another language; both as Python."""

_FENCE = re.compile(
    r"^[ \t]*(?:`{3,}|~{3,})[^\n]*\n(.*?)(?:^[ \t]*(?:`{3,}|~{3,})|\Z)", re.S | re.M
)
_INLINE = re.compile(r"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_STATEMENT = re.compile(
    r"\s*(?:def \w+\(|class \w+|for .+:|while .+:|if .+:|elif .+:|else:|try:|except\b.*:|with .+:|"
    r"return\b(?! (?:the|a|an|it|to)\b)|yield\b|raise \w|import \w|from \w+ import |"
    r"[\w.\[\]'\"]+(?:, *[\w.\[\]]+)* *[-+*/%]?= *[^=\s]|\w[\w.]*\(.*\)\s*$)"
)
_MARKER = re.compile(r"^\s*(?:>|\d+[.):|]|[-*•])\s+")
_OPERAND = r"[\w\].)\"']+(?:\[[^\]\n]*\]|\([^()\n]*\))*"
_EXPRESSION = re.compile(
    rf"({_OPERAND}(?:\s*(?:<=|>=|==|!=|<|>|\+=|-=|\*=|//|\*\*|=|\+|-|\*|/|%)\s*{_OPERAND})+"
    r"|\w[\w.]*\((?:[^()\n]|\([^()\n]*\))*\))"
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """One piece of code in a text, without its marks."""

    place: Place
    code: str


def snippets(text: str) -> list[Snippet]:
    """Return all code in `text`, in no particular order; steps told in words count as code."""
    found = [Snippet("fence", textwrap.dedent(m.group(1))) for m in _FENCE.finditer(text)]
    prose = _FENCE.sub("\n", text)
    found += [Snippet("inline", m.group(2).strip()) for m in _INLINE.finditer(prose)]
    found += [Snippet("bare", code) for code in _bare(prose)]
    without = _INLINE.sub(" ", prose)
    found += [Snippet("phrase", m.group(1)) for m in _EXPRESSION.finditer(without)]
    found += [Snippet("prose", told.code) for told in told_steps(prose)]
    quoted = [m.group(2) for m in _INLINE.finditer(prose)]
    lines = [line.rpartition(": ")[2] for line in without.split("\n")]
    fenced = [line for m in _FENCE.finditer(text) for line in m.group(1).split("\n")]
    found += [
        Snippet("foreign", code) for code in map(as_python, (*quoted, *lines, *fenced)) if code
    ]
    return [snippet for snippet in found if snippet.code.strip()]


def reads_as_code(line: str) -> bool:
    """Tell whether a line reads as a statement rather than as a sentence."""
    bare = _unmarked(line)
    return bool(_STATEMENT.match(bare) and not re.search(r"\w[.?!]\s*$", bare) and "`" not in bare)


def _unmarked(line: str) -> str:
    bare = line if line.startswith("    ") else _MARKER.sub("", line)
    return bare.strip("`") if bare.count("`") == 2 and bare.startswith("`") else bare


def _bare(prose: str) -> list[str]:
    """Return runs of lines that read as statements."""
    runs: list[str] = []
    run: list[str] = []
    for line in prose.split("\n"):
        if reads_as_code(line):
            run.append(_unmarked(line))
        elif run and line.strip():
            runs.append(textwrap.dedent("\n".join(run)))
            run = []
    return [*runs, textwrap.dedent("\n".join(run))] if run else runs


def parse(code: str) -> ast.Module | None:
    """Read code that may be a fragment: a body, a lone ``else``, a header without its block."""
    bare = re.sub(r"^\s*\d+[.:|]\s", "", textwrap.dedent(code).strip("\n"), flags=re.MULTILINE)
    attempts = (
        bare,
        bare + "\n    pass",
        "def _():\n" + textwrap.indent(bare, "    "),
        "def _():\n" + textwrap.indent(bare + "\n    pass", "    "),
        "if 1:\n    pass\n" + bare.strip() + "\n    pass",
        "for _ in ():\n" + textwrap.indent(bare, "    "),
    )
    for attempt in attempts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(attempt)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def statements(tree: ast.Module) -> int:
    """Count the statements that do something; wrappers made by ``parse`` do not count."""
    return sum(
        isinstance(node, ast.stmt)
        and not isinstance(node, ast.Pass)
        and not (isinstance(node, ast.FunctionDef) and node.name == "_")
        and not (isinstance(node, ast.If) and isinstance(node.test, ast.Constant))
        for node in ast.walk(tree)
    )
