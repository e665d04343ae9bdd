"""The programs that a piece of code makes: alone, behind the student's, in the place of a line."""

from __future__ import annotations

import ast
import difflib
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.entry import Entry
from codify_jupyter.tutor.gate.code_in_text import Snippet, parse

_MOST = 14


def programs(
    problem: Problem, code: str, new: Sequence[Snippet], pieces: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is to be run: how it was made (``runs_alone``, ``runs_spliced``), the program.

    Args:
        problem: Whose starter tells the header of a bare body.
        code: The student's program.
        new: The code in the piece at hand.
        pieces: All code said so far, oldest first, which may be a program together.
    """
    seen = {code}
    made = 0
    for how, program in _candidates(problem, code, new, pieces):
        if program in seen or made >= _MOST:
            continue
        seen.add(program)
        try:
            compile(program, "<piece>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        made += 1
        yield how, program


def _candidates(
    problem: Problem, code: str, new: Sequence[Snippet], pieces: Sequence[str]
) -> Iterator[tuple[str, str]]:
    lines = [snippet.code for snippet in new if "\n" not in snippet.code.strip()]
    blocks = [snippet.code for snippet in new if "\n" in snippet.code.strip()]
    for block in (*blocks, "\n".join(pieces)):
        yield from (("runs_alone", whole) for whole in _whole(problem, code, block))
    for line in dict.fromkeys(lines):
        yield from (("runs_spliced", spliced) for spliced in _spliced(code, line))
    for line in lines:
        yield from (("runs_alone", whole) for whole in _whole(problem, code, line))


def _whole(problem: Problem, code: str, piece: str) -> Iterator[str]:
    yield piece
    yield f"{code}\n\n{piece}"
    header = _header(problem)
    if header:
        yield f"{header}\n{textwrap.indent(textwrap.dedent(piece), '    ')}"


def _header(problem: Problem) -> str:
    """Return the ``def`` line that the starter gives."""
    tree = parse(problem.starter)
    names = Entry.of(problem.entry).names
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef) and node.name in names:
            return f"def {node.name}({ast.unparse(node.args)}):"
    return ""


def _spliced(code: str, new: str) -> Iterator[str]:
    """Put one new statement in the place of, or behind, the lines most like it."""
    lines = code.splitlines()
    fresh = new.strip().removesuffix(": pass") + (":" if new.strip().endswith(": pass") else "")
    likeness = {
        index: difflib.SequenceMatcher(None, line.strip(), fresh).ratio()
        for index, line in enumerate(lines)
        if line.strip()
    }
    best = sorted(likeness, key=lambda index: -likeness[index])
    for index in best[:4]:
        old = lines[index]
        indent = old[: len(old) - len(old.lstrip())]
        yield "\n".join([*lines[:index], indent + fresh, *lines[index + 1 :]])
    for index in best[:3]:
        old = lines[index]
        deeper = "    " if old.rstrip().endswith(":") else ""
        indent = old[: len(old) - len(old.lstrip())] + deeper
        yield "\n".join([*lines[: index + 1], indent + fresh, *lines[index + 1 :]])
    yield from _expressions(lines, best, fresh)


def _expressions(lines: list[str], best: list[int], fresh: str) -> Iterator[str]:
    """Put a bare expression where the most similar line has one."""
    try:
        ast.parse(fresh, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for index in best[:3]:
        for old in _parts(lines[index]):
            yield "\n".join(
                [*lines[:index], lines[index].replace(old, fresh, 1), *lines[index + 1 :]]
            )


def _parts(line: str) -> Iterable[str]:
    """Return the expressions of a line that another may stand for."""
    tree = parse(line)
    if tree is None:
        return []
    found = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Compare, ast.BinOp, ast.Call, ast.BoolOp))
    ]
    return [text for text in found if text in line][:2]
