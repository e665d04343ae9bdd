"""Rule 3, calls: a function was called with other arguments than it takes, or was no function."""

from __future__ import annotations

import ast
import re

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.wording import kind_of_value, quote


def wrong_arguments(moment: Moment) -> Diagnosis:
    """Explain a call with too many, too few or unknown arguments."""
    called = re.match(r"([\w.]+)\(\)", moment.fault.message)
    name = called.group(1).split(".")[-1] if called and moment.public else ""
    if name == "__init__":
        cls = called.group(1).split(".")[0] if called else ""
        subject = f"{quote(cls)}"
    else:
        subject = quote(name) if name else "a function"
    forgot_self = (
        moment.public and "takes 0 positional arguments but 1 was given" in moment.fault.message
    ) or (moment.public and _method_without_self(moment, name))
    question = (
        "Which first parameter does every method have?"
        if forgot_self
        else "Which arguments does it take, and which does it get?"
    )
    return Diagnosis(
        rule="exception.arguments.self" if forgot_self else "exception.arguments",
        what=(
            f"{moment.opening}: {subject} was called with another number of arguments than it"
            f" takes. {question}"
        ),
        concept=(
            "A method gets its own object as the first argument, before all others; it needs a "
            "parameter for it, by custom called `self`."
            if forgot_self
            else (
                "A call must pass as many arguments as the first line of the function has"
                " parameters, in order."
            )
        ),
        where=f"{moment.look} Compare the call with the `def` line of {subject}.",
        example="self_attribute" if forgot_self else "parameters",
        line=moment.line,
    )


def _method_without_self(moment: Moment, name: str) -> bool:
    return any(
        isinstance(item, ast.FunctionDef)
        and item.name == name
        and (not item.args.args or item.args.args[0].arg != "self")
        for cls in moment.program.of(ast.ClassDef)
        for item in cls.body
    )


def not_callable(moment: Moment) -> Diagnosis:
    """Explain a call of something that is no function."""
    kind = re.search(r"'(\w+)' object", moment.fault.message)
    owner = kind_of_value(kind.group(1)) if kind else "a value"
    shadowed = [
        node.func.id
        for node in moment.nodes_on_line(ast.Call)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id
        in (
            "list",
            "str",
            "sum",
            "max",
            "min",
            "len",
            "input",
            "set",
            "dict",
            "int",
        )
    ]
    question = (
        f"Did you use {quote(shadowed[0])} as the name of a variable?"
        if shadowed
        else "Is there an operator missing, or are square brackets meant?"
    )
    return Diagnosis(
        rule="exception.type.called",
        what=(
            f"{moment.opening}: round brackets stand behind {owner}, and only functions can be"
            f" called. {question}"
        ),
        concept=(
            "`name(…)` calls a function, `name[…]` takes an item. A variable named like a builtin "
            "function hides that function."
        ),
        where=(
            f"{moment.look}{moment.then()} What stands directly before each opening round bracket?"
        ),
        example="calling",
        line=moment.line,
    )
