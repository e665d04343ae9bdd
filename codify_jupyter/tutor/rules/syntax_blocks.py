"""Rule 1, blocks and words: colons, indentation, branches, keywords."""

from __future__ import annotations

import difflib
import keyword
import re

from codify_jupyter.tutor.rules.syntax_place import BLOCK, Finding, Place
from codify_jupyter.tutor.wording import quote


def branches(place: Place) -> Finding | None:
    """Find mistakes around `else`."""
    if re.match(r"else\s+if\b", place.here):
        return Finding(
            "else_if",
            "Python has a word of its own for “else, if”.",
            "A chain of questions is written `if …:`, `elif …:`, `else:`. Only the first true one"
            " runs.",
            "How does Python spell the words at its start?",
            "elif",
        )
    if re.match(r"else\b\s*[^:\s]", place.here):
        return Finding(
            "else_condition",
            "An `else` asks no question of its own.",
            "`else` is for all that is left over, so nothing stands between it and its colon. "
            "A further question is asked with `elif`.",
            "Is this the case for everything left over, or one more question?",
            "elif",
        )
    if re.match(r"(else|elif|except|finally)\b", place.here) and place.here.rstrip().endswith(":"):
        return Finding(
            "stray_branch",
            f"There is {'an' if place.here[0] == 'e' else 'a'}"
            f" `{place.here.split(':')[0].split()[0]}` that belongs to no block above it.",
            "A branch must start in the same column as its `if` (or `try`), and nothing that is "
            "indented less may stand between the two.",
            "Which line above does it belong to, and do both begin in the same column?",
            "elif",
        )
    return None


def colon(place: Place) -> Finding | None:
    """Find block heads that are not finished."""
    word = BLOCK.match(place.here)
    if place.here.rstrip().endswith("{") or (
        word and "{" in place.here and "expected ':'" in place.message
    ):
        return Finding(
            "braces",
            "It uses curly braces for a block, as other languages do.",
            "In Python a block starts with a colon and is told by its indentation.",
            "How does Python mark where this block begins and ends?",
            "blocks",
        )
    if "expected ':'" in place.message:
        return Finding(
            "colon",
            "A line that opens a block is not finished.",
            "Lines that open a block (`def`, `if`, `for`, `while`, `else` …) end with a colon.",
            "What is missing at the end of its first part?",
            "blocks",
        )
    if "expected '('" in place.message:
        return Finding(
            "def_brackets",
            "A function's first line lacks its round brackets.",
            "After `def` come the function's name and round brackets, even when it takes nothing.",
            "What comes between the name and the colon?",
            "blocks",
        )
    if re.search(r"\b(then|do)\s*:?\s*$", place.here) and word:
        return Finding(
            "then",
            "There is a word before the colon that Python does not use.",
            "A condition or a loop head is followed by the colon at once.",
            "Which word on it belongs to another language?",
            "blocks",
        )
    return None


def indentation(place: Place) -> Finding | None:
    """Find blocks that do not line up."""
    if place.kind == "TabError":
        return Finding(
            "tabs",
            "Tabs and spaces are mixed at the starts of lines.",
            "To Python a tab and spaces are different, even where they look the same. "
            "Use spaces only, four for each level.",
            "Delete the blank space before the first word and type it again with spaces.",
            "blocks",
        )
    if place.kind != "IndentationError":
        return None
    if "expected an indented block" in place.message:
        opener = re.search(r"after (?:'?(\w+)'?).* on line (\d+)", place.message)
        after = f" after line {opener.group(2)}" if opener else ""
        return Finding(
            "indent_missing",
            f"A block{after} has nothing in it: the next line is not indented.",
            "The lines that belong to a `def`, `if`, `for` or `while` are indented, four spaces"
            " deeper.",
            "Does this line belong to the block above it? Then its place shows it.",
            "blocks",
        )
    if "unindent" in place.message:
        return Finding(
            "indent_level",
            "A line ends a block at a depth that no line above has.",
            "All lines of one block start in exactly the same column.",
            "With which line above should its first word line up?",
            "blocks",
        )
    return Finding(
        "indent_unexpected",
        "A line is indented although no block was opened before it.",
        "Only after a line that ends with a colon does the next one go deeper.",
        "Should it line up with the line above, or is a colon missing there?",
        "blocks",
    )


def placement(place: Place) -> Finding | None:
    """Find `return` and its kin outside their home."""
    outside = re.match(
        r"'(return|yield|break|continue|await)'.*(outside|not properly)", place.message
    )
    if not outside:
        return None
    word = outside.group(1)
    home = "a loop" if word in ("break", "continue") else "a function"
    return Finding(
        f"{word}_outside",
        f"There is a `{word}` that is not inside {home}.",
        f"`{word}` only makes sense in {home}; what is inside is told by the indentation.",
        f"Is it indented as deep as the other lines of {home} it belongs to?",
        "blocks",
    )


def words(place: Place) -> Finding | None:
    """Find misused and misspelt words."""
    if "forgot a comma" in place.message:
        return Finding(
            "comma",
            "Two values stand side by side with nothing between them.",
            "Items of a list and arguments of a call are separated by commas.",
            "Is there a comma or an operator missing between two of its parts?",
            "brackets",
        )
    if "invalid decimal literal" in place.message:
        return Finding(
            "number_name",
            "A number and a letter stand directly beside each other.",
            "Names cannot begin with a digit, and a multiplication needs its `*`.",
            "Is it a name, or two things with an operator between them?",
            "operators",
        )
    if re.match(r"(function|func|fun|fn|sub|public|static|void|int|let|var|const)\b", place.here):
        return Finding(
            "other_language",
            "A line begins with a word of another programming language.",
            "Functions start with `def`, and variables are simply given a value.",
            "How would you begin that line in Python?",
            "blocks",
        )
    if re.match(r"\w+\s*\+?=\s*$", place.here):
        return Finding(
            "value_missing",
            "An `=` has nothing on its right.",
            "`=` stores a value, so there must be one.",
            "Which value should be stored?",
            "equality",
        )
    first = re.match(r"[A-Za-z]+", place.here)
    if first and not keyword.iskeyword(first.group()):
        word = first.group()
        near = [k for k in keyword.kwlist if k == word.lower() and k != word]
        near = near or difflib.get_close_matches(
            word,
            ["def", "if", "elif", "else", "while", "for", "return", "import", "from", "class"],
            1,
            0.75,
        )
        if near:
            return Finding(
                "misspelt_keyword",
                f"The word {quote(word)} looks like a Python keyword, but is not spelt like one.",
                "Keywords are spelt exactly, in small letters (except `True`, `False` and `None`).",
                "Compare its first word, letter by letter and small or capital, with the keyword"
                " you meant.",
                "spelling",
            )
    for word in re.findall(r"\b[a-z]+\b(?=\s*=[^=])", place.here):
        if keyword.iskeyword(word):
            return Finding(
                "keyword_as_name",
                f"`{word}` is used as a name, but Python keeps that word for itself.",
                "Keywords such as `class`, `from`, `in` or `lambda` cannot name variables.",
                "Which other name would say the same?",
                "spelling",
            )
    if place.here.rstrip("#: ")[-1:] in tuple("+-*/%<>=,."):
        return Finding(
            "unfinished",
            "A line stops in the middle of an expression.",
            "An operator needs a value on both sides, on the same line.",
            "What should stand behind its last sign?",
            "operators",
        )
    return None


def order(place: Place) -> Finding | None:
    """Find things in an order that Python does not allow."""
    if "expected 'except'" in place.message:
        return Finding(
            "try_alone",
            "A `try` has no `except` to go with it.",
            "`try` means: attempt this, and say in `except` what happens if it fails.",
            "What should happen when the attempt fails?",
            "blocks",
        )
    if "argument" in place.message and ("follows" in place.message or "duplicate" in place.message):
        return Finding(
            "parameters",
            "The parameters or arguments are in an order Python does not allow.",
            "Plain ones come first, those with `=` after them, and each name only once.",
            "Which of them has an `=` and stands too early, or which one comes twice?",
            "brackets",
        )
    return None
