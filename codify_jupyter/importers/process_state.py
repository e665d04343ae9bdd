"""What tests reach in the solution's process: its random numbers, its output, its functions' form.

In a notebook, tests and solution run in one process. Here they run in two, so
what the tests do to a module there has to be said of the solution's own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable

from codify_jupyter.importers.data_files import OPENER, OPENER_NAME
from codify_jupyter.importers.draft import Draft
from codify_jupyter.importers.python_source import replaced, top_level
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_SEEDED = {"np": "numpy", "numpy": "numpy", "random": "random"}
"""Modules whose random numbers are seeded, by the names they go by."""
_OUTPUT = re.compile(r"\bredirect_std(out|err)\b|\bsys\.std(in|out|err)\b|\bpatch\b|\bbuiltins\.")
_SCOPES = ("globals", "locals", "vars", "dir")
_MOCK = "unittest.mock"
_REACHED = {
    "inspect": re.compile(r"\binspect\b"),
    "io": re.compile(r"\b(StringIO|BytesIO)\b"),
    "contextlib": _OUTPUT,
    "sys": _OUTPUT,
    "builtins": _OUTPUT,
    _MOCK: re.compile(r"\b(patch|[A-Za-z]*Mock)\b"),
    # Their objects are no plain data, which is all that tests can make and give.
    "datetime": re.compile(r"\bdatetime\b"),
    "decimal": re.compile(r"\bDecimal\b"),
    "fractions": re.compile(r"\bFraction\b"),
}
"""Modules that only say what they should beside the solution, and the use that tells so."""


def share_modules(draft: Draft) -> None:
    """Let the draft's tests reach the modules of the solution's process where they have to."""
    tests = [keys for one in draft.tests for keys in (one.keys, one.original) if keys is not None]
    tests = [keys for keys in (*tests, *draft.wholes.values()) if "code" in keys]
    draft.shared_modules = modules_beside([keys["code"] for keys in tests], draft.solution)
    for keys in tests:
        keys["code"] = in_the_solutions_process(keys["code"], draft.solution)
    draft.solution = with_modules(draft.shared_modules, draft.solution)
    draft.starter = with_modules(draft.shared_modules, draft.starter)


def with_modules(imports: str, code: str) -> str:
    """The code with imports in front, though after those from ``__future__``."""
    found = list(re.finditer(r"^from __future__ import .*\n", code, re.M))
    place = found[-1].end() if found else 0
    return f"{code[:place]}{imports}\n{code[place:]}" if imports else code


def in_the_solutions_process(code: str, solution: str) -> str:
    """The code with modules, and changes of them, that are those of the solution's process."""
    known = top_level(solution)
    try:
        tree = parse_module(code)
    except UnreadablePythonError:
        return code  # it is told where the tests are read
    reached = _reached(code)
    taken_away = _taken_away(tree) & known.keys()
    changes: list[tuple[ast.expr | ast.stmt, str]] = []
    for node in _written(tree):
        seed = _seed(node)
        if seed is not None and isinstance(node, ast.Expr) and seed in known:
            own = ast.unparse(node)
            theirs = own.replace(seed, f"solution_{seed}", 1)
            changes.append(
                (node, f"{own}; from solution import {seed} as solution_{seed}; {theirs}")
            )
        elif isinstance(node, ast.Import | ast.ImportFrom):
            text = _imported_from_solution(node, reached)
            changes += [(node, text)] if text else []
        elif isinstance(node, ast.Delete | ast.Assign):
            text = _of_the_solutions_module(node, taken_away)
            changes += [(node, text)] if text else []
        elif isinstance(node, ast.Compare):
            text = _is_defined(node, known.keys())
            changes += [(node, text)] if text else []
    return replaced(code, changes)


def modules_beside(tests: Iterable[str], solution: str) -> str:
    """Imports that the solution needs so that tests can reach its modules; may be empty."""
    known = top_level(solution)
    needed: dict[str, None] = {}
    for code in tests:
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            continue
        reached = _reached(code)
        if _taken_away(tree) & known.keys():
            needed["import builtins"] = None
        for node in _written(tree):
            seed = _seed(node)
            if seed is not None and seed not in known and "random" in solution:
                module = _SEEDED[seed]
                needed[f"import {module}" + (f" as {seed}" if seed != module else "")] = None
            for module, _, _ in _modules(node):
                if module in reached and (module == _MOCK or module not in known):
                    needed[f"import {module}"] = None
    return "\n".join(needed)


def _written(tree: ast.Module) -> Iterable[ast.AST]:
    """What the author wrote: all but what opens files here."""
    for one in tree.body:
        if not (isinstance(one, ast.FunctionDef) and one.name == OPENER_NAME):
            yield from ast.walk(one)


def _reached(code: str) -> frozenset[str]:
    code = code.replace(OPENER, "")
    found = {module for module, use in _REACHED.items() if use.search(code)}
    if "TestCase" in code and re.search(r"^ *import unittest\.mock *$", code, re.M):
        found -= {_MOCK}  # classes of tests are made of the tests' own
    return frozenset(found)


def _modules(node: ast.AST) -> Iterable[tuple[str, str, str]]:
    """The modules that an import names, the name that each binds, and what that name stands for."""
    match node:
        case ast.Import(names=aliases):
            for one in aliases:
                root = one.name.partition(".")[0]
                yield one.name, one.asname or root, one.name if one.asname else root
        case ast.ImportFrom(module="unittest", names=aliases):
            for one in aliases:
                yield f"unittest.{one.name}", one.asname or one.name, f"unittest.{one.name}"
        case ast.ImportFrom(module=str(module), names=aliases):
            for one in aliases:
                yield module, one.asname or one.name, f"{module}.{one.name}"


def _imported_from_solution(node: ast.Import | ast.ImportFrom, reached: frozenset[str]) -> str:
    """An import that takes such modules from beside the solution; empty if it names none."""
    found = list(_modules(node))
    if not any(module in reached for module, _, _ in found):
        return ""
    parts = []
    for alias, (module, name, stands_for) in zip(node.names, found, strict=True):
        root = module.partition(".")[0]
        if module in reached and name == stands_for:
            parts.append(f"from solution import {root}")
        elif module in reached:
            parts.append(f"from solution import {root} as solution_{root}")
            parts.append(f"{name} = solution_{stands_for}")
        elif isinstance(node, ast.Import):
            parts.append(f"import {ast.unparse(alias)}")
        else:
            parts.append(f"from {node.module} import {ast.unparse(alias)}")
    return "; ".join(dict.fromkeys(parts))


def _taken_away(tree: ast.Module) -> frozenset[str]:
    """Names that tests delete, to see whether the solution does without them."""
    return frozenset(
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Delete)
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _of_the_solutions_module(node: ast.Delete | ast.Assign, names: frozenset[str]) -> str:
    """``del f``, or ``f = g`` after that, said of the solution's name, too; empty for others."""
    module = "builtins.__import__('solution')"
    match node:
        case ast.Delete(targets=[ast.Name(id=name)]) if name in names:
            theirs = f"from solution import builtins; builtins.delattr({module}, {name!r})"
            return f"{theirs}; del {name}"
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
            return f"{name} = {ast.unparse(value)}; builtins.setattr({module}, {name!r}, {name})"
    return ""


def _is_defined(node: ast.Compare, names: Collection[str]) -> str:
    """``"f" in globals()`` asked of the solution; empty for other comparisons."""
    match node:
        case ast.Compare(
            left=ast.Constant(value=str(name)),
            ops=[ast.In() | ast.NotIn() as operator],
            comparators=[
                ast.Call(func=ast.Name(id="globals" | "locals" | "vars" | "dir"), args=[])
            ],
        ) if name in names:
            negation = "not " if isinstance(operator, ast.NotIn) else ""
            return f"({negation}hasattr(__import__('solution'), {name!r}))"
    return ""


def _seed(node: ast.AST) -> str | None:
    """``np`` of ``np.random.seed(1)``, ``random`` of ``random.seed(1)``."""
    match node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(value=ast.Name(id=name), attr="random"), attr="seed"
                )
            )
        ) if _SEEDED.get(name) == "numpy":
            return name
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="random" as name), attr="seed"))
        ):
            return name
    return None
