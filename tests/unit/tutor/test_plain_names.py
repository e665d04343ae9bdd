"""The quick look at names never hides what pyflakes would find."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyflakes import checker, messages

import codify_jupyter
from codify_jupyter.problems import read_problem
from codify_jupyter.tutor.program import Program, walk
from codify_jupyter.tutor.rules.plain_names import plain

STARTER = Path(codify_jupyter.__file__).parent / "starter"


def _told(program: Program) -> list[messages.Message]:
    """What the rules that use pyflakes would speak of."""
    return [
        found
        for found in checker.Checker(ast.parse(program.code), "<submission>").messages
        if isinstance(found, (messages.UndefinedName, messages.UnusedVariable))
        or (
            isinstance(found, messages.RedefinedWhileUnused)
            and found.message_args[0] in program.functions
        )
    ]


def _shipped() -> Iterator[str]:
    for path in sorted(STARTER.glob("problems/*/problem.md")):
        problem = read_problem(path.parent)
        yield problem.solution
        yield from (wrong.code for wrong in problem.wrong)


def test_nothing_is_hidden_in_real_programs_with_a_line_lost_or_two_exchanged() -> None:
    hidden: list[str] = []
    quick = 0
    for code in _shipped():
        lines = code.split("\n")
        changed = [lines[:n] + lines[n + 1 :] for n in range(len(lines))]
        changed += [
            [*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :]] for n in range(len(lines) - 1)
        ]
        for program in (Program("\n".join(text)) for text in (lines, *changed[::9])):
            if program.tree is not None and plain(program.tree):
                quick += 1
                if _told(program):
                    hidden.append(program.code)
    assert hidden == []
    assert quick > 500  # it is worth having only if it settles most programs


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return y\n",
        "def f(x):\n    if x:\n        y = 1\n        return z\n    return y\n",
        "def f(x):\n    total = total + x\n    return total\n",
        "def f(x):\n    total += x\n    return total\n",
        "def f(x):\n    total = (\n        total + x\n    )\n    return total\n",
        "def f(xs):\n    return [x for x in xs if y for y in x]\n",
        "def f(xs):\n    return [x for x in x]\n",
        "def f(xs):\n    done = [x for x in xs]\n    return x\n",
        "def f(xs):\n    x = 1\n    return [x for x in xs]\n",
        "def f(x):\n    result = x\n    return x\n",
        "def f(x):\n    return 1\ndef f(x):\n    return 2\n",
        "def f(x):\n    def g():\n        return h\n    return g()\n",
        "def g():\n    secret = 1\n    return secret\ndef f(x):\n    return secret\n",
        "class C:\n    def a(self):\n        return b\n",
        "class C:\n    size = 1\n    def a(self):\n        return size\n",
        "def f(x=later):\n    return x\nlater = 1\n",
        "def f(x: later):\n    return x\n",
        "def f(x: 'later'):\n    return x\n",
        "@later\ndef f(x):\n    return x\n",
        "print(total)\ntotal = 1\n",
        "def f(path):\n    with open(path) as handle:\n        return 1\n",
        "def f(x):\n    try:\n        x()\n    except ValueError as e:\n        return 0\n",
        "def f(xs):\n    xs.sort(key=lambda x: y)\n    return xs\n",
    ],
)
def test_a_name_without_meaning_or_use_takes_a_closer_look(code: str) -> None:
    tree = Program(code).tree
    assert tree is not None
    assert not plain(tree)


def test_walking_visits_what_the_library_visits_in_its_order() -> None:
    for code in list(_shipped())[::7]:
        tree = ast.parse(code)
        usual = [node for node in ast.walk(tree) if not isinstance(node, ast.expr_context)]
        assert walk(tree) == usual
