"""Rule 5, what the task says and the code does not: patterns that explain a wrong answer.

What the reference uses decides which words of the statement matter. Only words
of the statement itself are told.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import Program, names_bound, names_read
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote

_FENCES = re.compile(r"(`{3,}|~{3,}).*?\1", re.DOTALL)
_CASES = frozenset(
    {"lower", "upper", "casefold", "swapcase", "title", "capitalize", "isupper", "islower"}
)
_ABOUT_CASE = re.compile(
    r"\b(?:capitals?|capital letters?|small letters?|upper[- ]?case|lower[- ]?case)\b", re.I
)
_PERCENT = re.compile(r"percent(?:age)?|pct", re.I)
_EVERYDAY = frozenset({-1, 0, 1, 2, 10})


def number_left_out(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a number of the task's rules that the code never uses."""
    prose = _FENCES.sub(" ", evidence.problem.prompt_md)
    mine = evidence.program.numbers
    if not mine or evidence.program.tree is None:
        return None
    said = {int(text) for text in re.findall(r"(?<![\w.])\d{1,6}(?![\w.]*\w)", prose)}
    needed = _facts(evidence.problem.solution)[0] & said
    near = {number + step for number in mine for step in (-1, 0, 1)}  # `<= 64` is about 65, too
    left_out = sorted(needed - near - _EVERYDAY)
    if not left_out or not needed & mine:
        return None
    number = left_out[-1]
    line = _deciding_line(evidence.program)
    look = f"Look at line {line}: {quote(evidence.program.source(line))}. " if line else ""
    return Diagnosis(
        rule="structure.number_left_out",
        what=(
            f"{symptom(evidence, seen)} The task has a rule with the number {number} in it. Which"
            " line of your code is about that rule?"
        ),
        concept=(
            "Each sentence of a rule is about certain inputs. A rule with an exception, and an"
            " exception to that, needs a question for each."
        ),
        where=(
            f"{look}Try an input that the sentence with {number} speaks of: which of your"
            " conditions does it meet, and is that what the sentence says?"
        ),
        example="narrow_first",
        line=line,
    )


def capitals_forgotten(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a task about large and small letters and a code that never asks about them."""
    if not _ABOUT_CASE.search(evidence.problem.prompt_md):
        return None
    if evidence.program.identifiers & _CASES or not _uses(evidence.problem.solution, _CASES):
        return None
    given = arguments(seen) or []
    texts = [text for value in given for text in (value if isinstance(value, list) else [value])]
    if not any(isinstance(text, str) and text != text.lower() for text in texts):
        return None
    line = next(
        (
            node.lineno
            for node in evidence.program.of(ast.Compare)
            if isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.In, ast.NotIn))
        ),
        None,
    )
    look = f"Look at line {line}: {quote(evidence.program.source(line))}. " if line else ""
    return Diagnosis(
        rule="structure.capitals_forgotten",
        what=(
            f"{symptom(evidence, seen)} There are capital letters in that example. What does the"
            " task say about them, and what does your code do with them?"
        ),
        concept=(
            "For Python `'A'` and `'a'` are two different characters. Where they should count as"
            " the same, both have to be brought into one form first."
        ),
        where=f"{look}Is a capital letter ever equal to a small one there?",
        example="strings_stay",
        line=line,
    )


def percent_as_number(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a percentage that is used as if it were a plain number."""
    constants = {
        node.value
        for node in evidence.program.of(ast.Constant)
        if isinstance(node.value, (int, float))
    }
    if constants & {100, 0.01}:
        return None
    for node in evidence.program.of(ast.BinOp):
        if not isinstance(node.op, (ast.Mult, ast.Div)):
            continue
        name = next((n for n in sorted(names_read(node)) if _PERCENT.search(n)), None)
        if name is None:
            continue
        line = node.lineno
        return Diagnosis(
            rule="structure.percent_as_number",
            what=(
                f"{symptom(evidence, seen)} Your code calculates with {quote(name, 30)} as it"
                " comes. Which part of a whole are 50 percent?"
            ),
            concept="“Percent” means “of a hundred”: 50 percent of a thing is half of it.",
            where=(
                f"Look at line {line}: {quote(evidence.program.source(line))}. Which number stands"
                f" there when {quote(name, 30)} is 50, and which should it be?"
            ),
            example="division",
            line=line,
        )
    return None


def rounded_on_the_way(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a rounded value that is used in a further calculation."""
    if seen.relation("different", "rounded_too_far", "one_too_many", "one_too_few") is None:
        return None
    for node in evidence.program.of(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="round"))
            ) if any(name in names_read(other) for other in evidence.program.of(ast.BinOp)):
                pass
            case _:
                continue
        line = node.lineno
        return Diagnosis(
            rule="structure.rounded_on_the_way",
            what=(
                f"{symptom(evidence, seen)} Your code rounds {quote(name, 30)} and goes on"
                " calculating with it. What becomes of the part that was rounded away?"
            ),
            concept=(
                "Rounding throws a little away. Done before the last step, that little is"
                " multiplied with everything that follows, so round once, at the very end."
            ),
            where=(
                f"Look at line {line}: {quote(evidence.program.source(line))}. What is the value"
                " before and after rounding?"
            ),
            example="division",
            line=line,
        )
    return None


def order_taken_for_granted(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a loop that relies on an order which the input does not have."""
    sorting = {"sort", "sorted", "heapify", "bisect", "insort", "argsort"}
    if evidence.program.identifiers & sorting or not _uses(evidence.problem.solution, sorting):
        return None
    given = arguments(seen) or []
    mixed = next((v for v in given if isinstance(v, list) and not _in_order(v)), None)
    loop = next(iter(evidence.program.of(ast.For)), None)
    if mixed is None or loop is None:
        return None
    return Diagnosis(
        rule="structure.order_taken_for_granted",
        what=(
            f"{symptom(evidence, seen)} In that example the items do not come in order, from small"
            " to large. Does your loop rely on that they do?"
        ),
        concept=(
            "A loop that only looks at an item and the one before it works when neighbours belong"
            " together. The order has to be promised by the task, or made."
        ),
        where=(
            f"Look at line {loop.lineno}: {quote(evidence.program.source(loop.lineno))}. In which"
            " order do the items come there, and what would have to be true of it?"
        ),
        example="ordering",
        line=loop.lineno,
    )


def border_of_ones_own(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a comparison with a number that neither the task nor the reference knows."""
    prose = _FENCES.sub(" ", evidence.problem.prompt_md)
    known = set(re.findall(r"\d+(?:\.\d+)?", prose)) | {
        str(number) for number in _facts(evidence.problem.solution)[0]
    }
    inputs = {node.arg for node in evidence.program.of(ast.arg)} | {
        name
        for node in evidence.program.nodes
        if isinstance(node, (ast.For, ast.comprehension))
        for name in names_bound(node.target)
    }
    for node in evidence.program.of(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name(id=name), comparators=[ast.Constant(value=int() | float() as border)]
            ) if not isinstance(border, bool) and str(border) not in known and name in inputs:
                pass
            case _:
                continue
        line = node.lineno
        return Diagnosis(
            rule="structure.border_of_ones_own",
            what=(
                f"{symptom(evidence, seen)} Your code asks how {quote(name, 30)} compares with"
                f" {border}. Which sentence of the task does that number come from?"
            ),
            concept=(
                "Every border in a program should come from the task. One that was made up is right"
                " for some inputs by chance, and wrong for others."
            ),
            where=(
                f"Look at line {line}: {quote(evidence.program.source(line))}. For which inputs is"
                " it true, and does the task want something special for exactly those?"
            ),
            example="special_case",
            line=line,
        )
    return None


@lru_cache(maxsize=1024)
def _facts(reference: str) -> tuple[frozenset[int], frozenset[str]]:
    """Return the numbers and the identifiers of a problem's reference solution."""
    program = Program(reference)
    return program.numbers, program.identifiers


def _uses(reference: str, words: frozenset[str] | set[str]) -> bool:
    return bool(_facts(reference)[1] & words)


def _in_order(items: list[object]) -> bool:
    try:
        return items == sorted(items)  # type: ignore[type-var]
    except TypeError:
        return True


def _deciding_line(program: Program) -> int | None:
    conditions = [n.lineno for n in program.nodes if isinstance(n, (ast.If, ast.While, ast.IfExp))]
    return min(conditions, default=None)
