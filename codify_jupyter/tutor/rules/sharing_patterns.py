"""Rule 5, things made once and used by many: patterns that explain a wrong answer."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS, own_nodes, walk
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote


def mutable_default(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a parameter whose default list is changed, and so remembered from call to call."""
    for function in evidence.program.functions.values():
        arguments = function.args.args
        defaults = function.args.defaults
        pairs = zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True)
        shared = {
            argument.arg
            for argument, default in pairs
            if isinstance(default, (ast.List, ast.Dict, ast.Set))
            or ast.unparse(default) in ("list()", "dict()", "set()")
        }
        for node in own_nodes(function):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                    name in shared and method in MUTATORS
                ):
                    return Diagnosis(
                        rule="structure.mutable_default",
                        what=(
                            f"{symptom(evidence, seen)} The first call comes out right, a later one"
                            f" may not: what does {quote(name, 40)} hold when the second call"
                            " begins?"
                        ),
                        concept=(
                            "The value behind a parameter's `=` is made only once, when the `def`"
                            " line runs. Every call that leaves the parameter out shares it."
                        ),
                        where=(
                            f"Look at line {function.lineno}:"
                            f" {quote(evidence.program.source(function.lineno))}. Which list does"
                            " each call start with?"
                        ),
                        example="shared_default",
                        line=function.lineno,
                    )
    return None


def shared_by_all_objects(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a list in the class itself that the methods change for one object."""
    for cls in evidence.program.of(ast.ClassDef):
        shared: dict[str, int] = {}
        for item in cls.body:
            match item:
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.List() | ast.Dict() | ast.Set()
                ):
                    shared[name] = item.lineno
        for node in walk(cls):
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                    shared.pop(name, None)
        changed = {
            node.func.value.attr
            for node in walk(cls)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Attribute)
        } | {
            node.value.attr
            for node in walk(cls)
            if isinstance(node, ast.Subscript)
            and isinstance(node.ctx, (ast.Store, ast.Del))
            and isinstance(node.value, ast.Attribute)
        }
        for name, line in shared.items():
            if name in changed:
                return Diagnosis(
                    rule="structure.shared_by_all_objects",
                    what=(
                        f"{symptom(evidence, seen)} Imagine two objects of your class: does each of"
                        f" them have {quote(name, 40)} for itself?"
                    ),
                    concept=(
                        "What is made in the body of the class exists once, for all objects"
                        " together. What each object has for itself is made in `__init__`, on"
                        " `self`."
                    ),
                    where=(
                        f"Look at line {line}: {quote(evidence.program.source(line))}. How often"
                        " does this line run when two objects are made?"
                    ),
                    example="one_for_all",
                    line=line,
                )
    return None
