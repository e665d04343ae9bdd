"""Rule 3, names: unknown, misspelt, not yet bound, or at home in another function."""

from __future__ import annotations

import ast
import builtins
import difflib
import re

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, Program, names_bound, own_nodes, walk
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.wording import quote

_OTHER_SPELLINGS = {
    "true": "True",
    "false": "False",
    "none": "None",
    "null": "None",
    "nil": "None",
    "TRUE": "True",
    "FALSE": "False",
}


def name_error(moment: Moment) -> Diagnosis | None:
    """Explain a NameError."""
    match = re.search(r"name '(\w+)'", moment.fault.message)
    if match is None:
        return None
    name = match.group(1)
    if name == "self":
        return _no_self(moment)
    if name in _OTHER_SPELLINGS:
        return Diagnosis(
            rule="exception.name.constant",
            what=(
                f"{moment.opening}: it does not know any {quote(name)}. How does Python spell that"
                " value?"
            ),
            concept=(
                "Python's three special values are `True`, `False` and `None`: capital first"
                " letter, no quotes."
            ),
            where=f"{moment.look} Is that word a name of yours, or one of Python's own values?",
            example="spelling",
            line=moment.line,
        )
    if name in _attributes(moment):
        return _attribute(moment, name)
    near = _near(moment, name)
    if near is not None:
        return Diagnosis(
            rule="exception.name.misspelt",
            what=(
                f"{moment.opening}: it does not know any {quote(name)}, though there is a"
                f" {quote(near)}. Are the two meant to be the same?"
            ),
            concept="Python finds a variable only under exactly the name it was given.",
            where=(
                f"{moment.look} Compare the spelling of {quote(name)} there with the other places."
            ),
            example="spelling",
            line=moment.line,
        )
    elsewhere = _bound_in_another_function(moment.program, name, moment.line)
    if elsewhere is not None:
        return Diagnosis(
            rule="exception.name.scope",
            what=(
                f"{moment.opening}: {quote(name)} is not known there, although {quote(elsewhere)}"
                " has a variable of that name. Can one function see the variables of another?"
            ),
            concept=(
                "Variables live inside the function that makes them. Values travel between"
                " functions as arguments and as returned values."
            ),
            where=f"{moment.look} How could the value get there?",
            example="scope",
            line=moment.line,
        )
    later = _bound_later(moment, name)
    if later is not None:
        return Diagnosis(
            rule="exception.name.later",
            what=(
                f"{moment.opening}: {quote(name)} is used there, but gets its value only on line"
                f" {later}. In which order do the lines run?"
            ),
            concept="Lines run from top to bottom: a name must get its value before it is used.",
            where=f"{moment.look} What should {quote(name)} be at that moment?",
            example="first_value",
            line=moment.line,
        )
    return Diagnosis(
        rule="exception.name",
        what=(
            f"{moment.opening}: it does not know any {quote(name)}. Is it meant to be a variable, "
            "a function, or a piece of text?"
        ),
        concept=(
            "A bare word is always a name. A variable must get a value first, a function must be "
            "defined or imported, and text needs quotes."
        ),
        where=f"{moment.look} Where in your code does {quote(name)} get its meaning?",
        example="first_value",
        line=moment.line,
    )


def unbound_local(moment: Moment) -> Diagnosis | None:
    """Explain an UnboundLocalError."""
    match = re.search(r"variable '(\w+)'", moment.fault.message)
    if match is None:
        return None
    name = match.group(1)
    if name in _attributes(moment):
        return _attribute(moment, name)
    function = moment.program.function_at(moment.line)
    outer = _enclosing_with(moment, name)
    if outer is not None:
        return Diagnosis(
            rule="exception.unbound.nonlocal",
            what=(
                f"{moment.opening}: inside the inner function {quote(name)} has no value yet,"
                f" although {quote(outer)} around it has one. Are the two the same variable?"
            ),
            concept=(
                "A name that a function assigns to belongs to that function, in all of its lines,"
                " unless it is declared otherwise. A variable of the function around it can be"
                " read, and is changed only after such a declaration."
            ),
            where=(
                f"{moment.look} Which function does {quote(name)} belong to, and does the inner one"
                " know that?"
            ),
            example="scope",
            line=moment.line,
        )
    is_global = name in moment.program.top_level and function is not None
    if is_global:
        return Diagnosis(
            rule="exception.unbound.global",
            what=(
                f"{moment.opening}: inside the function {quote(name)} has no value yet, although"
                " there is one outside. Are the two the same variable?"
            ),
            concept=(
                "A name that a function assigns to belongs to that function, in all of its lines. "
                "The one outside is another variable."
            ),
            where=f"{moment.look} Where in the function does {quote(name)} get its first value?",
            example="scope",
            line=moment.line,
        )
    return Diagnosis(
        rule="exception.unbound",
        what=(
            f"{moment.opening}: {quote(name)} is used there before anything was stored in it. "
            "On which way through your code does it get no value?"
        ),
        concept=(
            "A variable that is only given a value inside an `if` or a loop has none when that part"
            " is skipped."
        ),
        where=(
            f"{moment.look} Find the line where {quote(name)} gets its first value. Does it run for"
            " every input?"
        ),
        example="first_value",
        line=moment.line,
    )


def _no_self(moment: Moment) -> Diagnosis:
    method = moment.program.function_at(moment.line)
    line = method.lineno if method is not None else moment.line
    return Diagnosis(
        rule="exception.name.self",
        what=(
            f"{moment.opening}: `self` is not known there. Where does a method get the object from"
            " that it belongs to?"
        ),
        concept=(
            "A method gets its own object as the first argument, before all others; it needs a"
            " parameter for it, by custom called `self`."
        ),
        where=(
            f"Look at line {line}: {quote(moment.program.source(line))}. Compare its parameters"
            " with those of the other methods."
        ),
        example="self_attribute",
        line=line,
    )


def _attribute(moment: Moment, name: str) -> Diagnosis:
    return Diagnosis(
        rule="exception.name.attribute",
        what=(
            f"{moment.opening}: {quote(name)} alone is a variable of that method, and has no value"
            f" yet. The object has a {quote('.' + name)}: are the two meant to be the same?"
        ),
        concept=(
            "What an object remembers is reached through the object, in every method. A plain name"
            " is a variable of that one method and forgotten when it ends."
        ),
        where=(
            f"{moment.look} Which {quote(name)} is meant there: one of the method's own, or the"
            " object's?"
        ),
        example="self_attribute",
        line=moment.line,
    )


def _attributes(moment: Moment) -> set[str]:
    """Return what the methods of the class around the line store on the object."""
    return {
        node.attr
        for cls in moment.program.of(ast.ClassDef)
        if moment.line is not None and cls.lineno <= moment.line <= (cls.end_lineno or 0)
        for node in walk(cls)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


def _enclosing_with(moment: Moment, name: str) -> str | None:
    """Return the function around the current one that has a variable of this name."""
    inner = moment.program.function_at(moment.line)
    for function in moment.program.functions.values():
        if inner is None or function is inner or inner not in walk(function):
            continue
        own = {
            node.id
            for node in own_nodes(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        if name in own | _parameters(function):
            return function.name
    return None


def _near(moment: Moment, name: str) -> str | None:
    program = moment.program
    function = program.function_at(moment.line)
    known = set(program.top_level) | (names_bound(function) if function else set())
    if function is not None:
        known |= _parameters(function)
    known.discard(name)
    same = [other for other in known if other.lower() == name.lower()]
    close = same or difflib.get_close_matches(name, sorted(known), 1, 0.75)
    if not close and len(name) > 3:
        usual = [word for word in dir(builtins) if not word.startswith("_")]
        close = difflib.get_close_matches(name, usual, 1, 0.8)
    return close[0] if close else None


def _parameters(function: FunctionNode) -> set[str]:
    return {node.arg for node in walk(function.args) if isinstance(node, ast.arg)}


def _bound_in_another_function(program: Program, name: str, line: int | None) -> str | None:
    here = program.function_at(line)
    for function in program.functions.values():
        if function is not here and name in names_bound(function) | _parameters(function):
            return function.name
    return None


def _bound_later(moment: Moment, name: str) -> int | None:
    lines = [
        node.lineno
        for node in moment.program.of(ast.Name)
        if node.id == name and isinstance(node.ctx, ast.Store)
    ]
    lines += [f.lineno for f in moment.program.functions.values() if f.name == name]
    later = [line for line in lines if moment.line is not None and line > moment.line]
    return min(later, default=None)
