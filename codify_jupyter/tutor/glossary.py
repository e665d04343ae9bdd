"""Short explanations of the words that beginners ask about."""

from __future__ import annotations

import re

_ENTRIES: dict[str, tuple[str, str]] = {
    # pattern of words: explanation
    "return value|return": (
        "return",
        (
            "`return` ends a function and hands a value back to the code that called it; that code"
            " can store it or go on working with it. `print` only shows a value on the screen."
        ),
    ),
    "print": (
        "print",
        (
            "`print` shows values on the screen and gives back `None`. What a function should hand"
            " to its caller needs `return`."
        ),
    ),
    "none|nonetype": (
        "None",
        (
            "`None` stands for “no value”. A function without `return` gives it back, and so do"
            " methods that change a list in place, such as `append` and `sort`."
        ),
    ),
    "parameters?|arguments?": (
        "parameter",
        (
            "A parameter is a name in the first line of a function; an argument is the value that a"
            " call hands over for it. In `greet('Ada')`, `'Ada'` is the argument."
        ),
    ),
    "functions?": (
        "function",
        (
            "A function is a recipe with a name: it takes values through its parameters and hands"
            " an answer back with `return`. It runs only when it is called."
        ),
    ),
    "variables?": (
        "variable",
        (
            "A variable is a name for a value. `steps = 3` gives the name a value; a later `steps ="
            " 4` gives it another, and the old one is forgotten."
        ),
    ),
    "for loops?|for": (
        "for loop",
        (
            "A `for` loop takes the items of something (a list, a text, a `range`) one after the"
            " other, and runs its indented lines once for each."
        ),
    ),
    "while loops?|while": (
        "while loop",
        (
            "A `while` loop asks its condition before every round and runs as long as the answer is"
            " true. Something in its body has to bring the end nearer."
        ),
    ),
    "loops?": (
        "loop",
        (
            "A loop runs the same lines several times: `for` goes through the items of something,"
            " `while` goes on as long as a condition is true."
        ),
    ),
    "range": (
        "range",
        (
            "`range(a, b)` counts from a up to, but not including, b; `range(b)` starts at 0. "
            "`list(range(2, 5))` is `[2, 3, 4]`."
        ),
    ),
    "index|indices|indexes|position": (
        "index",
        (
            "An index is a position in a list or text, counted from 0. The last item of n has the"
            " index n - 1; -1 also means the last one."
        ),
    ),
    "slices?|slicing": (
        "slice",
        (
            "A slice takes a part: `word[a:b]` goes from position a up to, but not including, b."
            " Left out, a is the beginning and b the end."
        ),
    ),
    "lists?": (
        "list",
        (
            "A list holds values in order: `[3, 1, 2]`. It can grow (`append`), its items have"
            " positions from 0, and a loop can walk through them."
        ),
    ),
    "tuples?": (
        "tuple",
        (
            "A tuple holds values in order, like a list, but cannot be changed: `(2, 'a')`. It can"
            " be taken apart: `number, letter = (2, 'a')`."
        ),
    ),
    "dict|dictionary|dictionaries": (
        "dictionary",
        (
            "A dictionary finds a value by its key: in `ages = {'Ada': 36}`, `ages['Ada']` is 36."
            " Reading a key that is not there is an error; storing under it makes it."
        ),
    ),
    "sets?": (
        "set",
        (
            "A set holds each value only once and has no order. It is quick at the question “is"
            " this in it?”."
        ),
    ),
    "strings?|text|str": (
        "text (str)",
        (
            "Text is a row of characters in quotes. It never changes: methods such as `upper` or"
            " `strip` give back a new text, which must be stored."
        ),
    ),
    "boolean|booleans|bool|true and false|truth value": (
        "truth value",
        (
            "`True` and `False` are the answers to yes-or-no questions. A comparison such as `a <"
            " b` is one of them and can be stored or given back."
        ),
    ),
    "elif|else": (
        "if, elif, else",
        (
            "In a chain of `if`, `elif`, `else`, the questions are asked from top to bottom and"
            " only the first true one acts; `else` is for all that is left."
        ),
    ),
    "floor division|integer division|//": (
        "//",
        (
            "`a // b` says how often b fits into a whole (7 // 2 is 3), `a % b` what is left (7 % 2"
            " is 1), and `/` divides exactly (7 / 2 is 3.5)."
        ),
    ),
    "modulo|remainder|%": (
        "%",
        (
            "`a % b` is what is left after taking b out of a as often as possible: `17 % 5` is 2."
            " It is 0 when b divides a."
        ),
    ),
    "recursion|recursive": (
        "recursion",
        (
            "A recursive function calls itself with a smaller question. It needs a case that it"
            " answers at once, and it has to hand on what the inner call gives back."
        ),
    ),
    "class|classes": (
        "class",
        (
            "A class describes a kind of object: what it remembers (`self.name`) and what it can do"
            " (its methods). `Lamp(40)` makes one object of it."
        ),
    ),
    "self": (
        "self",
        (
            "`self` is the object that a method was called on. What the object shall remember is"
            " stored on it, as `self.something`."
        ),
    ),
    "methods?": (
        "method",
        (
            "A method is a function that belongs to a value: `word.upper()`. What methods a value"
            " has depends on its kind."
        ),
    ),
    "generators?|yield": (
        "generator",
        (
            "A function with `yield` is a generator: it makes its values one at a time, when"
            " somebody asks for the next, and stays where it is in between."
        ),
    ),
    "exceptions?|raise": (
        "exception",
        (
            "An exception says that something cannot go on; unless it is caught, the program stops."
            " `raise ValueError('…')` makes one yourself."
        ),
    ),
    "traceback|error message": (
        "error message",
        (
            "Read an error message from the bottom: the last line says what went wrong, the lines"
            " above it where. The line number of your own code is where to look first."
        ),
    ),
    "indexerror": (
        "IndexError",
        (
            "An `IndexError` means: a position was asked for that the list or text does not have."
            " The last position is the length minus one."
        ),
    ),
    "keyerror": (
        "KeyError",
        "A `KeyError` means: a dictionary was asked for a key that it does not have (yet).",
    ),
    "typeerror": (
        "TypeError",
        (
            "A `TypeError` means: an operation met a value of a kind that it cannot work with, such"
            " as adding a number to a text, or a call with too many arguments."
        ),
    ),
    "valueerror": (
        "ValueError",
        (
            "A `ValueError` means: the kind of value is right, but not this value, such as"
            " `int('two')`."
        ),
    ),
    "nameerror": (
        "NameError",
        (
            "A `NameError` means: Python met a name that has no value there, often a typing error"
            " or text without quotes."
        ),
    ),
    "attributeerror": (
        "AttributeError",
        (
            "An `AttributeError` means: the value before the dot has nothing of that name; often it"
            " is of another kind than one thinks, or `None`."
        ),
    ),
    "syntaxerror|indentationerror|syntax error": (
        "SyntaxError",
        (
            "A `SyntaxError` means: Python could not read the program. It points at the place where"
            " it stopped; the cause may stand just before it."
        ),
    ),
    "recursionerror": (
        "RecursionError",
        (
            "A `RecursionError` means: a function called itself too many times, most likely because"
            " the case that should stop it is never reached."
        ),
    ),
    "zerodivisionerror": (
        "ZeroDivisionError",
        (
            "A `ZeroDivisionError` means: something was divided by 0, often the length of something"
            " empty."
        ),
    ),
    "scope": (
        "scope",
        (
            "Variables made in a function exist only in that function. Values go in as arguments"
            " and come out with `return`."
        ),
    ),
    "mutable|mutate|in place": (
        "in place",
        (
            "Lists, dictionaries and sets can be changed in place: every name for that object sees"
            " the change. Numbers and texts cannot be changed, only replaced."
        ),
    ),
    "hidden tests?": (
        "hidden test",
        (
            "A hidden test tries your code on an input that you are not shown, so that code must"
            " follow the rule of the task, not the examples."
        ),
    ),
    "edge cases?|special cases?": (
        "edge case",
        (
            "An edge case is an unusual input that the task still allows: nothing at all, one item,"
            " zero, negative numbers, equal values, exactly at a border."
        ),
    ),
}

_ASKS = re.compile(
    r"\b(what(?:'s| is| are| does| do)|meaning of|mean(?:s|ing)?|explain|how"
    r" (?:do|does|can|is|are)|"
    r"difference between|tell me about|define|why (?:is|are|do|does))\b",
    re.IGNORECASE,
)


def explain(question: str) -> str | None:
    """Return what is said about the words a question asks for; None when it asks for none."""
    if not _ASKS.search(question) and len(question.split()) > 3:
        return None
    text = question.lower()
    found: list[tuple[int, int, str]] = []
    for pattern, (_, words) in _ENTRIES.items():
        match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text)
        if match is not None:
            found.append((-len(match.group()), match.start(), words))
    if not found:
        return None
    by_length = sorted(found)
    if re.search(r"\b(difference|versus|vs|or)\b", text) and len(found) > 1:
        return f"{by_length[0][2]}\n\n{by_length[1][2]}"
    return by_length[0][2]
