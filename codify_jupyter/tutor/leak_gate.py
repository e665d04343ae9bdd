"""Holding back what would give the solution away, sentence by sentence.

Deterministic. The checks that only read are made for every piece; the ones
that run code need a runner and a piece with new code in it, and are capped in time.
"""

from __future__ import annotations

import ast
import asyncio
import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from codify_runner import Runner, RunnerError

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.code_in_text import Snippet, parse, snippets, statements
from codify_jupyter.tutor.entry import Entry
from codify_jupyter.tutor.fingerprints import fingerprints, fingerprints_of

Leak = Literal[
    "runs_alone", "runs_spliced", "part_of_solution", "block", "long_inline", "own_names"
]

REPLACEMENT = "*(I leave out a piece of code here: that step is yours to find.)*"
CAP_S = 0.3
_SHARE = 0.34
"""Share of the solution's new statements from which on a text gives it away."""
_TELLING_TOKENS = 7
_WHOLE_SHARE = 0.6
_LONGEST_INLINE = 8
_MOST_PROGRAMS = 12
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """``text`` is what may be shown; ``leak`` why it is not what came in."""

    text: str
    leak: Leak | None = None


class LeakGate:
    """Judges the pieces of one answer, in order, and remembers what they add up to."""

    def __init__(
        self,
        problem: Problem,
        code: str,
        *,
        level: int = 3,
        runner: Runner | None = None,
        said: Iterable[str] = (),
    ) -> None:
        """Set the gate up.

        Args:
            problem: The whole problem.
            code: The student's program; what stands in it is no secret.
            level: The rung; up to 3, no block of code may be shown.
            runner: For the checks that run code; None leaves them out.
            said: What the tutor has said before, so that a solution given in
                pieces over many turns adds up.
        """
        self._problem = problem
        self._code = code
        self._level = level
        self._runner = runner
        self._keep = frozenset(Entry.of(problem.entry).names)
        own = fingerprints(code, self._keep) | fingerprints(problem.starter, self._keep)
        solution = fingerprints(problem.solution, self._keep)
        self._wanted = {text: size for text, size in solution.items() if text not in own}
        self._shown = _squeezed(
            "\n".join([code, problem.prompt_md, problem.starter, *_calls(problem)])
        )
        self._seen: dict[str, int] = {}
        self._pieces: list[str] = []
        for text in said:
            self._note(snippets(text))
        self.hits: list[Leak] = []

    async def judge(self, piece: str) -> Judgement:
        """Return what may be shown of a piece. On a hit the whole piece is held back.

        The fixed replacement stands in for the first piece held back, nothing
        for further ones. Never takes much longer than the cap.
        """
        new = [snippet for snippet in snippets(piece) if not self._is_known(snippet)]
        if not new:
            return Judgement(piece)
        seen, pieces = dict(self._seen), list(self._pieces)
        leak = self._read(new) or await self._run(new)
        if leak is None:
            return Judgement(piece)
        self._seen, self._pieces = seen, pieces  # what is not shown adds nothing up
        first = not self.hits
        self.hits.append(leak)
        space = "\n\n" if "\n" in piece else " "
        return Judgement(REPLACEMENT + space if first else "", leak)

    # ------------------------------------------------------------ by reading

    def _is_known(self, snippet: Snippet) -> bool:
        """Tell whether the student sees this code anyway, or it is a mere value or name."""
        text = _squeezed(snippet.code)
        if text in self._shown or re.fullmatch(r"[\w.]+(?:\(\))?|[^\w\s]{1,2}", text):
            return True
        try:
            ast.literal_eval(snippet.code.strip())
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            return False
        return True

    def _read(self, new: list[Snippet]) -> Leak | None:
        for snippet in new:
            leak = self._structure(snippet)
            if leak:
                return leak
        before = dict(self._seen)
        self._note(new)
        return "part_of_solution" if self._adds_up(before) else None

    def _structure(self, snippet: Snippet) -> Leak | None:
        tree = parse(snippet.code)
        size = len(_TOKEN.findall(snippet.code))
        if snippet.place in ("fence", "bare"):
            lines = [line for line in snippet.code.splitlines() if line.strip()]
            count = statements(tree) if tree else len(lines)
            if self._level < 4 and count >= 2 and (tree or snippet.place == "fence"):
                return "block"
            if self._level >= 4 and tree and self._uses_own_names(tree):
                return "own_names"
            return None
        if self._level < 4 and tree and size > _LONGEST_INLINE and snippet.place == "inline":
            return "long_inline"
        return None

    def _uses_own_names(self, tree: ast.Module) -> bool:
        """Tell whether a worked example is about the student's own program after all."""
        own = set(re.findall(r"[A-Za-z_]\w{2,}", self._code)) | self._keep
        builtin = (
            set(dir(__builtins__)) if not isinstance(__builtins__, dict) else set(__builtins__)
        )
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        return len((used & own) - builtin) >= 2 or bool(defined & self._keep)

    def _note(self, new: Iterable[Snippet]) -> None:
        for snippet in new:
            self._pieces.append(snippet.code)
            tree = parse(snippet.code)
            if tree is None:
                continue
            for text, size in fingerprints_of(tree, self._keep).items():
                if text in self._wanted:
                    self._seen[text] = size

    def _adds_up(self, before: dict[str, int]) -> bool:
        if len(self._seen) == len(before):
            return False
        share = sum(self._seen.values()) / sum(self._wanted.values())
        telling = any(size >= _TELLING_TOKENS for size in self._seen.values())
        return (telling and share >= _SHARE) or share >= _WHOLE_SHARE

    # ------------------------------------------------------------ by running

    async def _run(self, new: list[Snippet]) -> Leak | None:
        if self._runner is None:
            return None
        try:
            async with asyncio.timeout(CAP_S):
                for leak, program in self._programs(new):
                    verdict = await self._runner.judge(program, self._problem.tests_json)
                    if verdict.status == "accepted":
                        return leak
        except (TimeoutError, RunnerError):
            # What could not be run in time was read at least.
            return None
        return None

    def _programs(self, new: list[Snippet]) -> Iterator[tuple[Leak, str]]:
        seen = {self._code}
        made = 0
        for leak, program in self._candidates(new):
            if program in seen or made >= _MOST_PROGRAMS:
                continue
            try:
                compile(program, "<piece>", "exec", dont_inherit=True)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            seen.add(program)
            made += 1
            yield leak, program

    def _candidates(self, new: list[Snippet]) -> Iterator[tuple[Leak, str]]:
        joined = "\n".join(self._pieces[-20:])
        for code in (*(snippet.code for snippet in new), joined):
            yield "runs_alone", code
            yield "runs_alone", f"{self._code}\n\n{code}"
            header = _header(self._problem)
            if header:
                yield "runs_alone", f"{header}\n{textwrap.indent(textwrap.dedent(code), '    ')}"
        for snippet in new:
            yield from (("runs_spliced", program) for program in _spliced(self._code, snippet.code))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _calls(problem: Problem) -> Iterator[str]:
    """Yield what public tests show."""
    public = {
        group.get("id")
        for group in problem.tests_json.get("groups", [])
        if group.get("visibility") == "public"
    }
    for test in problem.tests_json.get("tests", []):
        if test.get("visibility") == "public" or (
            "visibility" not in test and test.get("group") in public
        ):
            yield str(test.get("call") or "")
            yield str((test.get("expect") or {}).get("returns") or "")
            yield str((test.get("spec") or {}).get("code") or "")


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
    fresh = new.strip()
    if "\n" in fresh:
        return
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
