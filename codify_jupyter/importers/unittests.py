"""unittest files as tests: one for each method, lifted into a call where it is one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codify_jupyter.importers.python_source import bound_names, segment, used_names
from codify_jupyter.problems.notebook.lifting import lift_block
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

# Marks sort tests for pytest, and say nothing of them.
_MARK = re.compile(r"^ *@pytest\.mark\.\w+(\(.*\))?\n", re.M)


@dataclass(frozen=True, slots=True)
class UnittestCase:
    """One test method."""

    name: str
    keys: dict[str, Any]
    original: dict[str, Any] | None


def unittest_cases(source: str, names: list[str], module: str) -> Iterator[UnittestCase]:
    """The test methods of all classes of a file, in order.

    ``names`` are the entries; ``module.NAME`` and imports of ``module`` are
    taken away, since tests have the names at hand.
    """
    try:
        source = _without_module(source, names, module)
        tree = parse_module(source)
    except UnreadablePythonError:
        return
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    context = [node for node in tree.body if not _is_dropped(node, module)]
    for one in classes:
        if not any(isinstance(base, ast.Attribute | ast.Name) for base in one.bases):
            continue
        methods = [node for node in one.body if isinstance(node, ast.FunctionDef)]
        for method in methods:
            if method.name.startswith("test") and not _is_skipped(method):
                yield _case(source, one, method, context, names)


def _is_skipped(method: ast.FunctionDef) -> bool:
    return any("skip" in ast.unparse(one) for one in method.decorator_list)


def _without_module(source: str, names: list[str], module: str) -> str:
    """The source with the module's names as they stand, its aliases bound."""
    called = [module]
    bound = []
    for node in ast.walk(parse_module(source)):
        if isinstance(node, ast.Import):
            called += [one.asname for one in node.names if one.name == module and one.asname]
        elif isinstance(node, ast.ImportFrom) and node.module == module:
            bound += [f"{one.asname} = {one.name}" for one in node.names if one.asname]
    for name in called:
        wanted = "|".join(map(re.escape, names))
        source = re.sub(rf"\b{re.escape(name)}\.({wanted})\b", r"\1", source)
        # What is called so in a text is a name to patch.
        patched = rf"""(\bpatch\(\s*["']){re.escape(name)}\."""
        source = re.sub(patched, r"\1solution.", source)
    return "\n".join([*bound, source])


def _is_dropped(node: ast.stmt, module: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == module
    if isinstance(node, ast.Import):
        return any(alias.name == module for alias in node.names)
    if isinstance(node, ast.Try):
        # Some say more of what is missing.
        return all(_is_dropped(one, module) for one in node.body)
    # What runs the tests of the file when it is run as a program.
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _case(
    source: str,
    one: ast.ClassDef,
    method: ast.FunctionDef,
    context: list[ast.stmt],
    names: list[str],
) -> UnittestCase:
    name = method.name.removeprefix("test").strip("_").replace("_", " ")
    whole = {"code": _whole(source, one, method, context)}
    lifted = _lifted(source, method, names)
    return UnittestCase(name[:110], lifted or whole, whole if lifted else None)


def _whole(source: str, one: ast.ClassDef, method: ast.FunctionDef, context: list[ast.stmt]) -> str:
    """The method in a class of its own, with what it needs of the file, run without a runner."""
    kept = [
        node
        for node in one.body
        if node is method
        or not (isinstance(node, ast.FunctionDef) and node.name.startswith("test"))
    ]
    # As it stands: dedenting would change texts of several lines.
    body = "\n".join(_MARK.sub("", segment(source, node)) for node in kept)
    bases = ", ".join(ast.unparse(base) for base in one.bases)
    head = f"class {one.name}({bases}):\n{body}"
    body_tree = parse_module(head)
    wanted = used_names(body_tree)
    needed: list[ast.stmt] = []
    for node in reversed([other for other in context if other is not one]):
        star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        if star or set(bound_names(node)) & wanted:
            needed.insert(0, node)
            wanted |= used_names(node)
    parts = [segment(source, node) for node in needed]
    checks = [] if "assert" in head or "raises" in head else ["assert True"]
    return "\n".join([*parts, head, f'{one.name}("{method.name}").debug()', *checks, ""])


def _lifted(source: str, method: ast.FunctionDef, names: list[str]) -> dict[str, Any] | None:
    """A call test for a method of assignments and one ``assertEqual`` or ``assertRaises``."""
    if any(not ast.unparse(one).startswith("pytest.mark.") for one in method.decorator_list):
        return None
    values: dict[str, str] = {}
    for node in method.body[:-1]:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in names:
                values[name] = _with(values, value)
            case ast.Expr(value=ast.Constant()):
                continue
            case _:
                return None
    match method.body[-1]:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(attr="assertEqual" | "assertEquals"), args=[a, b])
        ):
            left, right = _with(values, a), _with(values, b)
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(attr="assertIs" | "assertTrue" | "assertFalse" as kind),
                args=[a, *rest],
            )
        ) if kind != "assertIs" or len(rest) == 1:
            wanted = {"assertTrue": "True", "assertFalse": "False"}
            left = _with(values, a)
            right = wanted.get(kind) or _with(values, rest[0])
        case _:
            return None
    for one, other in ((left, right), (right, left)):
        code = f"assert {one} == {other}\n"
        try:
            body = parse_module(code).body
        except UnreadablePythonError:
            return None
        lifted = lift_block(body, code, tuple(names))
        if lifted is not None:
            return lifted
    return None


def _with(values: dict[str, str], node: ast.expr) -> str:
    """The expression with the names' values in their places."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            if name.id in values and isinstance(name.ctx, ast.Load):
                return ast.parse(f"({values[name.id]})", mode="eval").body
            return name

    return ast.unparse(Put().visit(ast.parse(f"({ast.unparse(node)})", mode="eval").body))
