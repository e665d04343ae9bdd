"""Rule 3, kinds of values: an operation met a value of a kind it cannot work with."""

from __future__ import annotations

import re

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules.call_errors import not_callable, wrong_arguments
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.rules.none_errors import none_used, result_of_mutator
from codify_jupyter.tutor.wording import kind_of_value


def type_error(moment: Moment) -> Diagnosis | None:
    """Explain a TypeError by its wording, which Python keeps stable enough."""
    message = moment.fault.message
    if "NoneType" in message or result_of_mutator(moment) is not None:
        return none_used(moment)
    if "positional argument" in message or "keyword argument" in message:
        return wrong_arguments(moment)
    if "not callable" in message:
        return not_callable(moment)
    if "not subscriptable" in message and re.search(r"'(builtin_)?(function|method|type)", message):
        return _square_brackets(moment)
    if "argument of type" in message:
        return _nothing_in_it(moment)
    if "not iterable" in message:
        return _not_iterable(moment)
    if re.match(r"(int|float)\(\) argument must be", message):
        return _no_number(moment)
    if "has no len" in message:
        return _no_length(moment)
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


def _nothing_in_it(moment: Moment) -> Diagnosis:
    kind = re.search(r"argument of type '(\w+)'", moment.fault.message)
    owner = kind_of_value(kind.group(1)) if kind else "that value"
    return Diagnosis(
        rule="exception.type.nothing_in_it",
        what=(
            f"{moment.opening}: it asks whether something is in {owner}, and that has no parts to"
            " look through. What should be looked through there?"
        ),
        concept=(
            "`in` looks for an item in a list, a key in a dictionary or a piece in a text. A number"
            " is one value without parts."
        ),
        where=f"{moment.look}{moment.then()} Which kind of value stands behind `in`?",
        example="kinds",
        line=moment.line,
    )


def _no_length(moment: Moment) -> Diagnosis:
    kind = re.search(r"object of type '(\w+)'", moment.fault.message)
    owner = kind_of_value(kind.group(1)) if kind else "that value"
    return Diagnosis(
        rule="exception.type.no_length",
        what=(
            f"{moment.opening}: it asks how long {owner} is, and that has no length. Which kind of"
            " value did you expect there?"
        ),
        concept=(
            "`len` counts the items of a list or the characters of a text. A number has neither of"
            " the two, however many digits one needs to write it down."
        ),
        where=f"{moment.look}{moment.then()} What should be counted there?",
        example="kinds",
        line=moment.line,
    )


def _no_number(moment: Moment) -> Diagnosis:
    kind = re.search(r"not '(\w+)'", moment.fault.message)
    owner = kind_of_value(kind.group(1)) if kind and moment.public else "such a value"
    return Diagnosis(
        rule="exception.type.no_number",
        what=(
            f"{moment.opening}: it wants to make a number of {owner}, and that cannot be. Which"
            " value should become a number there?"
        ),
        concept=(
            "`int` and `float` make one number of one text (or of another number). Of several"
            " texts in a list, each has to be converted by itself."
        ),
        where=f"{moment.look}{moment.then()} What exactly is handed to the conversion?",
        example="reading_numbers",
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
            if "str" in words
            else "What an operator does depends on the kinds of both values. A list as a whole"
            " cannot be divided or subtracted from: its items can, one by one."
            if set(words) & {"list", "tuple", "set", "dict"}
            else "What an operator does depends on the kinds of both values, and not every pair of"
            " kinds goes together."
        ),
        where=(
            f"{moment.look}{moment.then()} Which kind does each of them have, and where did it"
            " get it?"
        ),
        example="mixed_kinds",
        line=moment.line,
    )
