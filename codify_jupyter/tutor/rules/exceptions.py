"""Rule 3: the code stopped with an exception; told with the values it stopped on."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules import names
from codify_jupyter.tutor.rules.attribute_errors import attribute_error
from codify_jupyter.tutor.rules.iteration_errors import nothing_left, runtime_error
from codify_jupyter.tutor.rules.lookup_errors import index_error, key_error
from codify_jupyter.tutor.rules.moment import Moment, moment_of
from codify_jupyter.tutor.rules.recursion_errors import recursion_error
from codify_jupyter.tutor.rules.type_errors import type_error
from codify_jupyter.tutor.wording import quote, with_article


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Explain the exception that ended most failing tests."""
    moment = moment_of(evidence)
    if moment is None or evidence.program.tree is None:
        return None
    explain = _EXPLAIN.get(moment.fault.type)
    return (explain(moment) if explain else None) or _other(moment)


def _zero_division(moment: Moment) -> Diagnosis:
    divisor = next(
        (
            ast.unparse(node.right)
            for node in moment.nodes_on_line(ast.BinOp)
            if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod))
        ),
        "",
    )
    about = f"{quote(divisor, 40)} was 0" if divisor else "the divisor was 0"
    return Diagnosis(
        rule="exception.zero",
        what=f"{moment.opening}: it divided by zero. For which inputs can that happen?",
        concept=(
            "Nothing can be divided by 0. Where a divisor comes from the input, its special case "
            "(nothing there, length 0) needs an answer of its own."
        ),
        where=f"{moment.look} There {about}.{moment.then()} What does the task want in that case?",
        example="empty",
        line=moment.line,
    )


def _value_error(moment: Moment) -> Diagnosis:
    message = moment.fault.message
    number = re.search(r"invalid literal for int\(\) with base 10: (.*)", message)
    floating = re.search(r"could not convert string to float: (.*)", message)
    if number or floating or re.search(r"\b(int|float)\(", moment.source):
        found = number or floating
        if found and moment.public and found.group(1) in ("''", '""'):
            return _empty_number(moment)
        text = quote(found.group(1), 40) if found and moment.public else "a text"
        return Diagnosis(
            rule="exception.value.number",
            what=(
                f"{moment.opening}: it wanted to read {text} as a number, which it is not. "
                "What can the text contain besides digits?"
            ),
            concept=(
                "`int` and `float` read a text that is one number and nothing else. Several numbers"
                " on one line must be taken apart first."
            ),
            where=f"{moment.look}{moment.then()} What exactly is handed to the conversion?",
            example="reading_numbers",
            line=moment.line,
        )
    if "truth value of a" in message and "ambiguous" in message:
        return Diagnosis(
            rule="exception.value.array_truth",
            what=(
                f"{moment.opening}: it asks a whole array for one yes or no. Should the question"
                " be about all of its items, about any of them, or about each one by itself?"
            ),
            concept=(
                "A comparison with an array gives an array of answers, one for each item. `if`,"
                " `and` and `or` need a single one."
            ),
            where=f"{moment.look} How many answers does the comparison give there?",
            example="truth_values",
            line=moment.line,
        )
    if "unpack" in message:
        return Diagnosis(
            rule="exception.value.unpack",
            what=(
                f"{moment.opening}: the number of names on the left does not fit the number of"
                " values on the right. How many values come there?"
            ),
            concept="`a, b = …` needs exactly as many values on the right as names on the left.",
            where=f"{moment.look}{moment.then()} Count the names and count the values.",
            example="unpacking",
            line=moment.line,
        )
    if (
        re.search(r"\.(index|remove)\(", moment.source)
        or "is not in list" in message
        or "substring not found" in message
    ):
        return Diagnosis(
            rule="exception.value.not_in",
            what=(
                f"{moment.opening}: it looked for something (or wanted to remove it) that was not"
                " there. Must it always be there?"
            ),
            concept=(
                "`index` and `remove` insist on finding something. Whether it is there is a"
                " question that can be asked before."
            ),
            where=f"{moment.look}{moment.then()} What if the thing does not occur?",
            example="empty",
            line=moment.line,
        )
    if "empty" in message or re.search(r"\b(max|min)\(", moment.source):
        return Diagnosis(
            rule="exception.value.empty",
            what=(
                f"{moment.opening}: it wanted the largest or smallest of nothing. "
                "Can the collection be empty there?"
            ),
            concept=(
                "An empty collection has no largest and no smallest item. That case needs an answer"
                " of its own."
            ),
            where=(
                f"{moment.look}{moment.then()} What should come out when there is nothing to choose"
                " from?"
            ),
            example="empty",
            line=moment.line,
        )
    return _other(moment)


def _empty_number(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.value.empty_text",
        what=(
            f"{moment.opening}: it wanted to read an empty text as a number. For which inputs is"
            " nothing left of the text there?"
        ),
        concept=(
            "`int` and `float` read a text that is one number and nothing else; an empty text is no"
            " number, not even 0."
        ),
        where=f"{moment.look}{moment.then()} What exactly is handed to the conversion?",
        example="reading_numbers",
        line=moment.line,
    )


def _end_of_input(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.input",
        what=(
            f"{moment.opening}: it asked for more input than there is (`EOFError`). "
            "How many lines does the input have, and how many does your code read?"
        ),
        concept=(
            "Each `input()` reads one line. A function that is called by tests gets its values "
            "as arguments instead and has no input to read."
        ),
        where=(
            f"{moment.look}{moment.then()} Is there a line left to read at that moment, for every"
            " input?"
        ),
        example="reading_numbers",
        line=moment.line,
    )


def _missing_module(moment: Moment) -> Diagnosis:
    module = re.search(r"No module named '([\w.]+)'", moment.fault.message)
    named = f" {quote(module.group(1))}" if module and moment.public else ""
    return Diagnosis(
        rule="exception.import",
        what=(
            f"{moment.opening}: a module{named} it imports is not there. Is its name spelt right, "
            "and does this task need it?"
        ),
        concept=(
            "`import` finds modules by their exact name; the tests run with Python's own library "
            "and what the task allows."
        ),
        where=f"{moment.look} What do you use from that module, and could you do without it?",
        example="spelling",
        line=moment.line,
    )


def _system_exit(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.exit",
        what=(
            f"{moment.opening}: it ended the whole program (`exit`). Who should decide when the "
            "program is over?"
        ),
        concept=(
            "`exit()` ends everything, tests included. A function ends by returning its answer."
        ),
        where=f"{moment.look} What should happen there instead, for the caller to go on?",
        example="return_print",
        line=moment.line,
    )


def _assertion(moment: Moment) -> Diagnosis | None:
    if moment.line is None or "assert" not in moment.source:
        return None
    return Diagnosis(
        rule="exception.assertion",
        what=(
            f"{moment.opening}: an `assert` of yours did not hold. What did you expect there, and "
            "what was it really?"
        ),
        concept=(
            "An `assert` states what you believe to be true at a line, and stops the program when"
            " it is not."
        ),
        where=f"{moment.look}{moment.then()}",
        example="tracing",
        line=moment.line,
    )


def _not_implemented(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.not_implemented",
        what=(
            f"{moment.opening}: there is still a placeholder that says “not written yet”. "
            "What should happen there?"
        ),
        concept="`raise NotImplementedError` holds the place of code that is still to come.",
        where=(
            f"{moment.look} Write down in words what this part has to do, then turn it into code."
        ),
        example="getting_started",
        line=moment.line,
    )


def _other(moment: Moment) -> Diagnosis:
    """Any other exception, a student's own ``raise`` included."""
    raised = moment.source.startswith("raise")
    name = moment.fault.type
    if raised:
        return Diagnosis(
            rule="exception.own_raise",
            what=(
                f"{moment.opening}, because it raised {with_article(quote(name, 40).strip('`'))}"
                " itself. Should an input like that be refused?"
            ),
            concept=(
                "`raise` says: with this I cannot go on. The condition above it decides for which "
                "inputs that is so."
            ),
            where=(
                f"{moment.look}{moment.then()} Which condition leads there, and is it true for the "
                "right inputs only?"
            ),
            example="conditions",
            line=moment.line,
        )
    if "Cannot cast ufunc" in moment.fault.message or name == "UFuncTypeError":
        return _array_kind(moment)
    message = (
        f" Python says: {quote(moment.fault.message, 120)}."
        if moment.public and moment.fault.message
        else ""
    )
    question = (
        "What was that line meant to do?"
        if moment.line
        else "Which part of your code can have caused that?"
    )
    return Diagnosis(
        rule=f"exception.{name}" if name.isidentifier() else "exception.other",
        what=f"{moment.opening} with {quote(name, 40)}.{message} {question}",
        concept=(
            "The last line of an error message says what went wrong, the line number says where. "
            "Together they are most of the answer."
        ),
        where=f"{moment.look}{moment.then()} Which of its parts can cause that error?",
        example="tracing",
        line=moment.line,
    )


def _array_kind(moment: Moment) -> Diagnosis:
    return Diagnosis(
        rule="exception.array_kind",
        what=(
            f"{moment.opening}: an array was to take in values of a kind it cannot hold. Which kind"
            " of numbers was it made of?"
        ),
        concept=(
            "All items of an array have one kind, fixed when it is made: an array of whole numbers"
            " cannot take in decimal ones. `a * b` makes a new array of the kind it needs, `a *= b`"
            " writes into the old one."
        ),
        where=f"{moment.look} Does it make a new array, or write into an old one?",
        example="kinds",
        line=moment.line,
    )


_EXPLAIN: dict[str, Callable[[Moment], Diagnosis | None]] = {
    "IndexError": index_error,
    "KeyError": key_error,
    "ZeroDivisionError": _zero_division,
    "ValueError": _value_error,
    "RecursionError": recursion_error,
    "RuntimeError": runtime_error,
    "StopIteration": nothing_left,
    "EOFError": _end_of_input,
    "ModuleNotFoundError": _missing_module,
    "ImportError": _missing_module,
    "SystemExit": _system_exit,
    "AssertionError": _assertion,
    "NotImplementedError": _not_implemented,
    "NameError": names.name_error,
    "UnboundLocalError": names.unbound_local,
    "TypeError": type_error,
    "AttributeError": attribute_error,
}
