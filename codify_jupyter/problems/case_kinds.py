"""One test of tests.yaml as one test of a tests_json, by its kind."""

from __future__ import annotations

import ast
from typing import Any, Final

from codify_jupyter.problems.call_case import call_content
from codify_jupyter.problems.case_context import CaseContext, plain_number
from codify_jupyter.problems.case_names import default_name
from codify_jupyter.problems.findings import did_you_mean, nearest, shown
from codify_jupyter.problems.located_yaml import Place
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

KIND_KEYS: Final = {
    "call": "call",
    "stdin": "stdio",
    "code": "code",
    "generate": "generated",
    "property": "property",
    "static": "static",
}
"""The key that makes a test what it is, and the kind it makes."""

COMPARES_BY_KIND = {
    "call": ("exact", "approx", "unordered", "tokens", "ndarray", "dataframe", "custom"),
    "generated": ("exact", "approx", "unordered", "ndarray", "dataframe", "custom"),
    "stdio": ("tokens", "exact"),
}
_TOLERANT = ("approx", "ndarray", "dataframe")
_KINDS_BY_ENTRY = {
    "script": ("stdio", "static"),
    "class": ("call", "code", "property", "static"),
    "names": ("call", "code", "static"),
    "function": ("call", "code", "generated", "property", "static"),
}
_NODE_NAMES = frozenset(
    name
    for name, value in vars(ast).items()
    if isinstance(value, type) and issubclass(value, ast.stmt | ast.expr | ast.comprehension)
)


def build_case(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    """The test as the runner reads it. It fits the schema of its kind already.

    Its ``name`` is empty where the author gave none and a name could give a
    secret away. Faults become findings; the case is then of no use.
    """
    key = next(key for key in KIND_KEYS if key in test)
    kind = KIND_KEYS[key]
    group = context.groups.get(test["group"])
    if group is None:
        message = f"there is no group {shown(test['group'])}; "
        context.error(
            (*place, "group"),
            "unknown-group",
            message + did_you_mean(test["group"], context.groups),
        )
    _check_kind(context, (*place, key), kind)
    visibility = test.get("visibility") or (group or {}).get("visibility", "public")
    content = _CONTENT[kind](context, place, test)
    name = test.get("name", "").strip()
    if not name and visibility != "name-only":
        name = default_name(kind, test, content)
    case: dict[str, Any] = {
        "id": test["id"],
        "name": name,
        "kind": kind,
        "group": test["group"],
        "visibility": visibility,
        "weight": plain_number(test.get("weight", context.defaults.get("weight", 1))),
        "timeout_s": plain_number(
            test.get("timeout_s", context.defaults.get("timeout_s", context.limits["time_s"]))
        ),
        **content,
    }
    if kind in COMPARES_BY_KIND:
        case["compare"] = _compare(context, place, test, kind)
    if test.get("gate"):
        case["gate"] = True
    if "on_fail" in test:
        case["on_fail"] = test["on_fail"].strip()
    return case


def _check_kind(context: CaseContext, place: Place, kind: str) -> None:
    form = context.entry.partition(":")[0]
    allowed = _KINDS_BY_ENTRY.get(form, _KINDS_BY_ENTRY["function"])
    if kind in allowed:
        return
    keys = ", ".join(f"`{key}`" for key, value in KIND_KEYS.items() if value in allowed)
    message = f"`{place[-1]}` does not go with the entry {shown(context.entry)}; use one of {keys}"
    context.error(place, "kind-entry", message)


def _stdio(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    return {"stdin": test["stdin"], "expect": {"stdout": test["stdout"]}}


def _code(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    text = test["code"].rstrip() + "\n"
    try:
        tree = parse_module(text)
    except UnreadablePythonError as error:
        message = f"`code` is not Python: {error.message}"
        context.python_error((*place, "code"), error.line, message)
        return {"spec": {"code": text}}
    if not may_fail(tree):
        message = "this code checks nothing; add an `assert` or `with raises(...)`"
        context.error((*place, "code"), "no-expectation", message)
    return {"spec": {"code": text}}


def may_fail(tree: ast.AST) -> bool:
    """Whether a test's code holds anything that it may fail by."""
    return any(_checks(node) for node in ast.walk(tree))


def _checks(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return str(name).startswith(("assert", "fail", "raises"))  # unittest's and NumPy's
    return isinstance(node, ast.Assert | ast.With | ast.Raise)


def _generated(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    context.check_function((*place, "generate"), test["generate"])
    spec = {
        "generate": test["generate"],
        "n": int(test.get("n", 25)),
        "seed": int(test.get("seed", 1)),
        "oracle": "solution",
    }
    return {"spec": spec}


def _property(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    context.check_function((*place, "property"), test["property"])
    spec = {"property": test["property"], "max_examples": int(test.get("max_examples", 50))}
    return {"spec": spec}


def _static(context: CaseContext, place: Place, test: dict[str, Any]) -> dict[str, Any]:
    rules = test["static"]
    for key in ("forbid_node", "require_node"):
        for index, name in enumerate(rules.get(key, ())):
            if name not in _NODE_NAMES:
                message = f"there is no kind of syntax called {shown(name)}; "
                near = nearest(name, _NODE_NAMES)
                message += f"did you mean `{near}`?" if near else "see Python's `ast` module"
                context.error((*place, "static", key, index), "unknown-node", message)
    return {"spec": {"static": rules}}


def _compare(context: CaseContext, place: Place, test: dict[str, Any], kind: str) -> dict[str, Any]:
    here: Place = (*place, "compare")
    own = test.get("compare")
    chosen = own if own is not None else context.defaults.get("compare")
    compare: dict[str, Any] = {"kind": chosen} if isinstance(chosen, str) else dict(chosen or {})
    allowed = COMPARES_BY_KIND[kind]
    if compare.get("kind") not in allowed:
        if own is not None:
            message = (
                f"`compare: {compare.get('kind')}` does not go with a {kind} test; use one of "
            )
            context.error(here, "bad-compare", message + ", ".join(allowed))
        return {"kind": allowed[0] if kind == "stdio" else "exact"}  # the default is for others
    place_of_check: Place = here if own is not None else ("defaults", "compare")
    if (compare["kind"] == "custom") != ("check" in compare):
        message = 'a custom compare is written {kind: custom, check: "checks:NAME"}'
        context.error(place_of_check, "bad-compare", message)
    elif "check" in compare:
        context.check_function(place_of_check, compare["check"])
    if compare["kind"] not in _TOLERANT and ("rel" in compare or "abs" in compare):
        message = "`rel` and `abs` go with `kind: approx`, `ndarray` or `dataframe`"
        context.error(place_of_check, "bad-compare", message)
    return {
        key: plain_number(value) if key in ("rel", "abs") else value
        for key, value in compare.items()
    }


_CONTENT = {
    "call": call_content,
    "stdio": _stdio,
    "code": _code,
    "generated": _generated,
    "property": _property,
    "static": _static,
}
