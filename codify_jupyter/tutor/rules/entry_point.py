"""Rule 2: what the tests call is missing, misnamed, takes other parameters, or is untouched."""

from __future__ import annotations

import ast
import difflib

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, Program, calls_of, is_stub
from codify_jupyter.tutor.wording import listing, plural, quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Compare what the code defines with what the problem asks for."""
    if evidence.program.tree is None:
        return None
    return (
        _empty(evidence)
        or _missing(evidence)
        or _stub(evidence)
        or _parameters(evidence)
        or _never_called(evidence)
    )


def _empty(evidence: Evidence) -> Diagnosis | None:
    tree = evidence.program.tree
    if tree is None or not is_stub(tree.body):
        return None
    return Diagnosis(
        rule="entry.empty",
        what=(
            "There is no code here yet. What would you do by hand, step by step, for one of the "
            "examples in the task?"
        ),
        concept=(
            "A program is a recipe. Begin with what is given, end with what is wanted, and write "
            "the steps between them as comments first."
        ),
        where=(
            "Begin with the first line the task asks for, then turn one comment at a time into"
            " code."
        ),
        example="getting_started",
    )


def _missing(evidence: Evidence) -> Diagnosis | None:
    program = evidence.program
    missing = [name for name in evidence.entry.names if name not in program.top_level]
    if not missing or _imports_everything(program):
        return None
    name = missing[0]
    noun = "class" if evidence.entry.kind == "class" or name[:1].isupper() else "function"
    defined = [
        other
        for other, node in program.top_level.items()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and other not in evidence.entry.names
    ]
    inner = program.functions.get(name)
    if inner is not None:
        return Diagnosis(
            rule="entry.nested",
            what=(
                f"The tests look for a {noun} {quote(name)} at the top level of your code and find "
                "none there, although you wrote one. What is it inside of?"
            ),
            concept=(
                "A function that is indented under something else belongs to it and cannot be "
                "seen from outside."
            ),
            where=(
                f"Look at line {inner.lineno}: {quote(program.source(inner.lineno))}. Which column "
                "does it start in?"
            ),
            example="blocks",
            line=inner.lineno,
        )
    near = _nearest(name, defined)
    if near is not None:
        line = getattr(program.top_level[near], "lineno", None)
        case = near.lower() == name.lower()
        return Diagnosis(
            rule="entry.case" if case else "entry.misspelt",
            what=f"The tests look for a {noun} called {quote(name)}, and you define {quote(near)}. "
            + ("Do capital and small letters agree?" if case else "Are the two spelt the same?"),
            concept=(
                "A name is found only if every character agrees; capital and small letters "
                "are different characters."
            ),
            where=f"Compare the name on line {line} with the one in the task, letter by letter.",
            example="spelling",
            line=line,
        )
    if defined:
        line = getattr(program.top_level[defined[0]], "lineno", None)
        return Diagnosis(
            rule="entry.other_name",
            what=(
                f"The tests look for a {noun} called {quote(name)}, but your code defines"
                f" {listing(quote(other) for other in defined[:3])}. Which of them is the answer to"
                " the task?"
            ),
            concept=(
                "The tests call your code by the name in the task; any other name they cannot know."
            ),
            where=f"Look at line {line}: what does the task call the {noun} you start there?",
            example="spelling",
            line=line,
        )
    return Diagnosis(
        rule="entry.missing",
        what=(
            f"The tests look for a {noun} called {quote(name)} and find none in your code. "
            "Where does your answer begin?"
        ),
        concept=(
            f"Steps become something others can use when they are put into a {noun} with a name."
        ),
        where=f"The task shows the first line of the {noun}. Your steps go below it, indented.",
        example="getting_started",
        line=1,
    )


def _never_called(evidence: Evidence) -> Diagnosis | None:
    """Find a script that only defines functions."""
    program = evidence.program
    if evidence.entry.kind != "script" or program.tree is None:
        return None
    quiet = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    functions = [node for node in program.tree.body if isinstance(node, ast.FunctionDef)]
    idle = all(
        isinstance(node, quiet)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in program.tree.body
    )
    if not functions or not idle:
        return None
    name, line = functions[-1].name, functions[-1].lineno
    return Diagnosis(
        rule="entry.never_called",
        what=(
            f"Your program defines {quote(name)} and ends there. Which line makes the function run?"
        ),
        concept=(
            "`def` only says what a function does. Its lines run when the function is called by"
            " its name with round brackets."
        ),
        where=(
            f"Look at line {line}: {quote(program.source(line))}, and at the lines behind the"
            " function. Who calls it?"
        ),
        example="calling",
        line=line,
    )


def _imports_everything(program: Program) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        for node in program.nodes
    )


def _nearest(name: str, defined: list[str]) -> str | None:
    same_letters = [
        o for o in defined if o.lower().replace("_", "") == name.lower().replace("_", "")
    ]
    close = same_letters or difflib.get_close_matches(name, defined, 1, 0.72)
    return close[0] if close else None


def _stub(evidence: Evidence) -> Diagnosis | None:
    for name in evidence.entry.names:
        node = evidence.program.top_level.get(name)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            hollow = node if is_stub(node.body) else None
        elif isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, FunctionNode)]
            stubs = [item for item in methods if is_stub(item.body)]
            failing = bool(stubs) and not any(s.status == "passed" for s in evidence.verdict.tests)
            hollow = stubs[0] if failing else None
            if is_stub(node.body):
                return _hollow(evidence, node.name, node.lineno)
        else:
            hollow = None
        if hollow is not None:
            return _hollow(evidence, hollow.name, hollow.lineno)
    return None


def _hollow(evidence: Evidence, name: str, line: int) -> Diagnosis:
    focus = evidence.focus
    about = f" for {focus.subject}" if focus is not None and focus.public and focus.call else ""
    return Diagnosis(
        rule="entry.stub",
        what=(
            f"{quote(name)} has no code in it yet. What should come out{about}, and how would you "
            "find it with pencil and paper?"
        ),
        concept=(
            "Solve one example by hand and watch yourself: what did you look at first, what did "
            "you keep in mind, when were you done? Those are the lines of the program."
        ),
        where=(
            f"Below line {line}, write your steps as comments, then turn the first one into code."
        ),
        example="getting_started",
        line=line,
    )


def _parameters(evidence: Evidence) -> Diagnosis | None:
    if evidence.entry.kind != "function" or not evidence.failing:
        return None
    name = evidence.entry.names[0]
    mine = evidence.program.top_level.get(name)
    if not isinstance(mine, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    wanted = _asked_for(evidence, name)
    if wanted is None or _accepts(mine, wanted):
        return None
    have = len(mine.args.posonlyargs) + len(mine.args.args)
    return Diagnosis(
        rule="entry.parameters",
        what=(
            f"{quote(name)} is called with {plural(wanted, 'argument')}, but your first line takes "
            f"{have or 'none'}. What does the task hand to your function?"
        ),
        concept=(
            "Parameters are the names for what the caller hands over: as many as the task says, "
            "in the same order."
        ),
        where=(
            f"Compare line {mine.lineno}, {quote(evidence.program.source(mine.lineno))}, with the "
            "first line in the task. Which parameter is missing or too many?"
        ),
        example="parameters",
        line=mine.lineno,
    )


def _asked_for(evidence: Evidence, name: str) -> int | None:
    """Return how many arguments public calls pass, where all of them agree."""
    counts: set[int] = set()
    for test in evidence.verdict.tests:
        if test.visibility != "public" or not test.call:
            continue
        try:
            tree = ast.parse(test.call, mode="eval")
        except SyntaxError:
            continue
        for call in calls_of(tree, name):
            if call.keywords or any(isinstance(a, ast.Starred) for a in call.args):
                return None
            counts.add(len(call.args))
    return counts.pop() if len(counts) == 1 else None


def _accepts(function: FunctionNode, count: int) -> bool:
    arguments = function.args
    have = len(arguments.posonlyargs) + len(arguments.args)
    if any(default is None for default in arguments.kw_defaults):
        return False
    return have - len(arguments.defaults) <= count and (
        count <= have or arguments.vararg is not None
    )
