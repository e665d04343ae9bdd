"""Rule 3, kinds of values: an operation met a value of a kind it cannot work with."""

from __future__ import annotations

import ast
import difflib
import re

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.wording import capital, kind_of_value, quote


def type_error(moment: Moment) -> Diagnosis | None:
    """Explain a TypeError by its wording, which Python keeps stable enough."""
    message = moment.fault.message
    if "NoneType" in message or _result_of_mutator(moment) is not None:
        return _none(moment)
    if "positional argument" in message or "keyword argument" in message:
        return _arguments(moment)
    if "not callable" in message:
        return _called(moment)
    if "not subscriptable" in message and re.search(r"'(builtin_)?(function|method|type)", message):
        return _square_brackets(moment)
    if "not iterable" in message:
        return _not_iterable(moment)
    if "must be integers" in message or "cannot be interpreted as an integer" in message:
        return _not_whole(moment)
    if "unhashable" in message:
        return _unhashable(moment)
    if "does not support item assignment" in message:
        return _unchangeable(moment)
    if (
        "concatenate" in message
        or "unsupported operand" in message
        or "not supported between" in message
    ):
        return _mixed(moment)
    return Diagnosis(
        rule="exception.type",
        what=(
            f"{moment.opening}: a value is of another kind than that line needs. "
            "Which kind does each of them have?"
        ),
        concept=(
            "What can be done with a value depends on its kind: numbers can be divided, lists can "
            "be walked through, texts can be joined."
        ),
        where=f"{moment.look}{moment.then()} Which of these is not what you expected?",
        example="mixed_kinds",
        line=moment.line,
    )


def attribute_error(moment: Moment) -> Diagnosis | None:
    """Explain an AttributeError."""
    found = re.search(r"'(\w+)' object has no attribute '(\w+)'", moment.fault.message)
    if found is None:
        return None
    owner, attribute = found.groups()
    if owner == "NoneType":
        return _none(moment)
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
        for node in ast.walk(cls)
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
        for node in ast.walk(method)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _none(moment: Moment) -> Diagnosis:
    mutated = _result_of_mutator(moment)
    if mutated is not None:
        name, method, line = mutated
        return Diagnosis(
            rule="exception.none.mutator",
            what=(
                f"{moment.opening}, because {quote(name)} holds `None` there. What does "
                f"{quote('.' + method + '()')} give back?"
            ),
            concept=(
                "Methods that change a list in place (`sort`, `append`, `reverse` …) give back "
                "`None`; the change is in the list itself."
            ),
            where=(
                f"Look at line {line}: {quote(moment.program.source(line))}. What is stored in "
                f"{quote(name)} by it?"
            ),
            example="mutator",
            line=line,
        )
    return Diagnosis(
        rule="exception.none",
        what=(
            f"{moment.opening}: something there is `None`, and nothing can be done with `None`. "
            "Where does it come from?"
        ),
        concept=(
            "`None` is what comes back from a function without `return`, and from methods that "
            "change something in place."
        ),
        where=f"{moment.look}{moment.then()} Which value is `None`, and which line made it?",
        example="return_print",
        line=moment.line,
    )


def _result_of_mutator(moment: Moment) -> tuple[str, str, int] | None:
    read = set(moment.program.names_read_at(moment.line))
    for node in moment.program.nodes:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(attr=method)),
            ) if method in MUTATORS and name in read:
                return name, method, node.lineno
    return None


def _arguments(moment: Moment) -> Diagnosis:
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
        for cls in moment.program.nodes
        if isinstance(cls, ast.ClassDef)
        for item in cls.body
    )


def _called(moment: Moment) -> Diagnosis:
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


def _square_brackets(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.type.not_called",
        what=(
            f"{moment.opening}: square brackets stand behind a function or method. Did you want to"
            " call it?"
        ),
        concept=(
            "Functions and methods are called with round brackets; square brackets take an item "
            "out of a list, text or dictionary."
        ),
        where=f"{moment.look} Which brackets belong behind each name on it?",
        example="calling",
        line=moment.line,
    )


def _not_iterable(moment: Moment) -> Diagnosis:
    kind = re.search(r"'(\w+)' object", moment.fault.message)
    owner = kind_of_value(kind.group(1)) if kind else "that value"
    number = kind is not None and kind.group(1) in ("int", "float")
    return Diagnosis(
        rule="exception.type.not_iterable",
        what=f"{moment.opening}: it wants to walk through {owner}, and that has no items. "
        + (
            "Do you want the number itself, or to count up to it?"
            if number
            else "What did you expect it to be?"
        ),
        concept=(
            "`for`, `in`, `sum` or `list` need something with items: a list, a text, a `range`. "
            "A number has none."
        ),
        where=f"{moment.look}{moment.then()} What is it that should be walked through?",
        example="counting",
        line=moment.line,
    )


def _not_whole(moment: Moment) -> Diagnosis:
    if "str" in moment.fault.message.split("not")[-1] and "list indices" in moment.fault.message:
        question = "Is the loop variable a position, or already the item itself?"
    else:
        question = "Which value there is not a whole number?"
    return Diagnosis(
        rule="exception.type.not_whole",
        what=(
            f"{moment.opening}: a position or a count must be a whole number, and there it is"
            f" something else. {question}"
        ),
        concept=(
            "Positions and the bounds of `range` are whole numbers. `/` always gives a decimal "
            "number; `for x in items` gives items, not positions."
        ),
        where=f"{moment.look}{moment.then()} What kind of value is used as position or count?",
        example="positions_items",
        line=moment.line,
    )


def _unhashable(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.type.unhashable",
        what=(
            f"{moment.opening}: something that can change (a list, say) is used as a dictionary key"
            " or put into a set. Which value is it?"
        ),
        concept="Keys and set members must be values that cannot change: numbers, texts, tuples.",
        where=f"{moment.look}{moment.then()} Which of these is a list, a set or a dictionary?",
        example="methods",
        line=moment.line,
    )


def _unchangeable(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.type.unchangeable",
        what=(
            f"{moment.opening}: it wants to change one item of a value that cannot be changed "
            "(a text or a tuple). How else could the new value come about?"
        ),
        concept="Texts and tuples stay as they are. To change them, build a new one out of parts.",
        where=f"{moment.look}{moment.then()} What kind of value is changed there?",
        example="strings_stay",
        line=moment.line,
    )


def _mixed(moment: Moment) -> Diagnosis:
    kinds = re.findall(r"'(\w+)'|\"(\w+)\"", moment.fault.message)
    words = [a or b for a, b in kinds if (a or b) not in ("and", "or")]
    joined = re.match(r"can only concatenate (\w+) \(not \"(\w+)\"\)", moment.fault.message)
    if joined:
        words = list(joined.groups())
    told = (
        f"{kind_of_value(words[0])} and {kind_of_value(words[1])}"
        if len(words) == 2 and words[0] != words[1]
        else "values of kinds that do not go together"
    )
    joining = joined is not None and words[0] == "str"
    numbers_as_text = "str" in words and bool({"int", "float"} & set(words))
    question = "Which of the two is not what you expected?"
    if numbers_as_text:
        question = (
            "Should the two be joined to a text, or added?"
            if joining
            else "Did a number arrive as text?"
        )
    if set(words) == {"str"}:
        told, question = "texts, as if they were numbers", "Did a number arrive as text?"
    return Diagnosis(
        rule="exception.type.mixed",
        what=f"{moment.opening}: an operation there combines {told}. {question}",
        concept=(
            "`5` is a number and `'5'` is text. Numbers are added, texts are joined; Python does"
            " not guess which one you mean."
        ),
        where=(
            f"{moment.look}{moment.then()} Which kind does each of them have, and where did it"
            " get it?"
        ),
        example="mixed_kinds",
        line=moment.line,
    )
