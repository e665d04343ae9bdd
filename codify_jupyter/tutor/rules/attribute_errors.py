"""Rule 3, attributes: a value was asked for something that its kind does not have."""

from __future__ import annotations

import ast
import difflib
import re

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import walk
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.rules.none_errors import none_used
from codify_jupyter.tutor.wording import capital, kind_of_value, quote


def attribute_error(moment: Moment) -> Diagnosis | None:
    """Explain an AttributeError."""
    found = re.search(r"'([\w.]+)' object has no attribute '(\w+)'", moment.fault.message)
    if found is None:
        return None
    owner, attribute = found.groups()
    if owner == "NoneType":
        return none_used(moment)
    cls = _class_named(moment, owner)
    if cls is not None:
        return _own_class(moment, cls, attribute)
    known = [name for name in dir(_BUILTINS.get(owner, object)) if not name.startswith("_")]
    near = difflib.get_close_matches(attribute, known, 1, 0.7)
    homes = [name for name, kind in _BUILTINS.items() if hasattr(kind, attribute) and name != owner]
    hint = ""
    if near:
        hint = " Is the word after the dot spelt right?"
    elif homes:
        hint = f" {capital(kind_of_value(homes[0]))} would have it."
    return Diagnosis(
        rule="exception.attribute",
        what=(
            f"{moment.opening}: {kind_of_value(owner)} has no {quote('.' + attribute)}.{hint} "
            "What kind of value did you expect there?"
        ),
        concept=(
            "Each kind of value has its own methods: what a list can do, a text or a number often"
            " cannot."
        ),
        where=f"{moment.look}{moment.then()} Which of these has another kind than you thought?",
        example="methods",
        line=moment.line,
    )


_BUILTINS: dict[str, type] = {
    "list": list,
    "str": str,
    "dict": dict,
    "set": set,
    "tuple": tuple,
    "int": int,
    "float": float,
}


def _class_named(moment: Moment, name: str) -> ast.ClassDef | None:
    node = moment.program.top_level.get(name)
    return node if isinstance(node, ast.ClassDef) else None


def _own_class(moment: Moment, cls: ast.ClassDef, attribute: str) -> Diagnosis:
    attributes = {
        node.attr
        for node in walk(cls)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    methods = {node.name for node in cls.body if isinstance(node, ast.FunctionDef)}
    near = difflib.get_close_matches(
        attribute, sorted((attributes | methods) - {attribute}), 1, 0.7
    )
    if near:
        what = f"though there is {quote('.' + near[0])}. Are the two meant to be the same?"
    elif attribute in _locals_of_init(cls):
        what = (
            "although `__init__` makes a variable of that name. Does that variable belong to the"
            " object?"
        )
    else:
        what = "yet. Which line should give it to the object?"
    return Diagnosis(
        rule="exception.attribute.own",
        what=f"{moment.opening}: your {quote(cls.name)} has no {quote('.' + attribute)}, {what}",
        concept=(
            "What an object shall remember is stored on the object, as `self.name`; a plain name is"
            " forgotten when the method ends."
        ),
        where=(
            f"{moment.look} In which method is {quote('self.' + attribute)} given its first value?"
        ),
        example="self_attribute",
        line=moment.line,
    )


def _locals_of_init(cls: ast.ClassDef) -> set[str]:
    return {
        node.id
        for method in cls.body
        if isinstance(method, ast.FunctionDef) and method.name == "__init__"
        for node in walk(method)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
