"""Holding back what would give the solution away, sentence by sentence.

Deterministic. The checks that only read are made for every piece; the ones
that run code need a runner and a piece with new code in it, and are capped in time.
"""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Literal

from codify_runner import Runner, RunnerError

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.entry import Entry
from codify_jupyter.tutor.gate.code_in_text import Snippet, parse, snippets, statements
from codify_jupyter.tutor.gate.fingerprints import shapes_of
from codify_jupyter.tutor.gate.programs import programs
from codify_jupyter.tutor.gate.tally import Tally

Leak = Literal[
    "runs_alone",
    "runs_spliced",
    "part_of_solution",
    "block",
    "recipe",
    "long_inline",
    "own_names",
    "encoded",
    "not_checked",
]

REPLACEMENT = "*(I leave out a piece of code here: that step is yours to find.)*"
CAP_S = 0.3
_LONGEST_INLINE = 8
_MOST_STEPS = 2
"""Steps of a program told in words that one answer may hold, as examples."""
_SIEVE_TIMEOUT_S = 0.1
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{44,}={0,2}|(?:\b[0-9a-fA-F]{2}[ ,]){24,}")


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
        failing: Collection[str] = (),
    ) -> None:
        """Set the gate up.

        Args:
            problem: The whole problem.
            code: The student's program; what stands in it is no secret.
            level: The rung; up to 3, no block of code may be shown.
            runner: For the checks that run code; None leaves them out.
            said: What the tutor has said before, so that a solution given in
                pieces over many turns adds up.
            failing: Ids of tests that the student's program fails: what
                changes nothing about them need not be run against the others.
        """
        self._problem = problem
        self._code = code
        self._level = level
        self._runner = runner
        self._sieve = _sieve(problem, failing)
        self._keep = frozenset(Entry.of(problem.entry).names)
        self._tally = Tally(problem.solution, f"{code}\n", problem.starter, keep=self._keep)
        self._shown = _squeezed(
            "\n".join([code, problem.prompt_md, problem.starter, *_calls(problem)])
        )
        self._pieces: list[str] = []
        self._steps = 0
        for text in said:
            self._note(snippets(text))
        self.hits: list[Leak] = []

    async def judge(self, piece: str) -> Judgement:
        """Return what may be shown of a piece. On a hit the whole piece is held back.

        The fixed replacement stands in for the first piece held back, nothing
        for further ones. Never takes much longer than the cap.
        """
        if _ENCODED.search(piece):
            return self._held(piece, "encoded")
        new = [snippet for snippet in snippets(piece) if not self._is_known(snippet)]
        if not new:
            return Judgement(piece)
        before = (self._tally.copy(), list(self._pieces), self._steps)
        leak = self._read(new, question=piece.rstrip().endswith("?")) or await self._run(new)
        if leak is None:
            return Judgement(piece)
        self._tally, self._pieces, self._steps = before  # what is not shown adds nothing up
        return self._held(piece, leak)

    def _held(self, piece: str, leak: Leak) -> Judgement:
        first = not self.hits
        self.hits.append(leak)
        space = "\n\n" if "\n" in piece else " "
        return Judgement(REPLACEMENT + space if first else "", leak)

    # ------------------------------------------------------------ by reading

    def _is_known(self, snippet: Snippet) -> bool:
        """Tell whether the student sees this code anyway, or it is a mere value or name."""
        text = snippet.code.strip()
        tree = parse(text)
        if tree is not None and self._tally.wants(tree):
            return False
        if re.fullmatch(r"[\w.]+(?:\(\))?|[^\w\s]{1,2}", text) and not iskeyword(text):
            return True
        steps = [] if tree is None else shapes_of(tree)
        if snippet.place in ("prose", "foreign") and not steps:
            return True
        if any(not shape.expression for shape in steps):
            # A statement is known as a whole only: `a = b` is not known by `a = b + 1`.
            return tree is not None and self._tally.owns(tree)
        if _squeezed(text) in self._shown:
            return True
        try:
            ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            return False
        return True

    def _read(self, new: list[Snippet], *, question: bool) -> Leak | None:
        for snippet in new:
            leak = self._structure(snippet)
            if leak:
                return leak
        before = self._tally.seen
        self._note(new)
        if self._tally.seen > before and self._tally.gives_away:
            return "part_of_solution"
        steps = [s for s in new if s.place == "prose" and not s.code.startswith("if ")]
        self._steps += 0 if question else len(steps)
        if self._level < 4 and steps and self._steps > _MOST_STEPS:
            return "recipe"
        return None

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
            if snippet.code not in self._pieces:
                self._pieces.append(snippet.code)
            tree = parse(snippet.code)
            if tree is None:
                continue
            self._tally.add(tree)

    # ------------------------------------------------------------ by running

    async def _run(self, new: list[Snippet]) -> Leak | None:
        if self._runner is None:
            return None
        promising = False
        try:
            async with asyncio.timeout(CAP_S):
                for how, program in programs(self._problem, self._code, new, self._pieces[-40:]):
                    promising = False
                    if self._sieve is not None:
                        verdict = await self._runner.judge(program, self._sieve)
                        if verdict.tests[0].status != "passed":
                            continue
                        promising = True
                    verdict = await self._runner.judge(program, self._problem.tests_json)
                    if verdict.status == "accepted":
                        return "runs_alone" if how == "runs_alone" else "runs_spliced"
        except (TimeoutError, RunnerError):
            # What mends a failing test and could not be judged whole is not shown;
            # all else was read at least.
            return "not_checked" if promising else None
        return None


def _sieve(problem: Problem, failing: Collection[str]) -> dict[str, Any] | None:
    """Return the tests with only the cheapest of the failing ones."""
    costly = {"generated": 2, "property": 3, "static": 4, "code": 1}
    wrong = [test for test in problem.tests_json.get("tests", []) if test.get("id") in failing]
    wrong.sort(key=lambda test: (costly.get(str(test.get("kind")), 0), len(str(test))))
    if not wrong:
        return None
    limit = min(_SIEVE_TIMEOUT_S, wrong[0].get("timeout_s") or 1.0)
    return {**problem.tests_json, "tests": [{**wrong[0], "timeout_s": limit}]}


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
