"""Rule 1: Python cannot read the program. Said in our own words, with the line before."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Callable
from dataclasses import dataclass

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.wording import quote

_BLOCK = re.compile(
    r"(?:async\s+)?(def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b"
)


_CURLY = "\u201c\u201d\u2018\u2019\u201e\u201a\u00ab\u00bb"
_TYPESET = "\u00d7\u00b7\u00f7\u2212\u2013\u2014\u2264\u2265\u2260"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where Python stopped reading."""

    message: str
    kind: str
    line: int
    here: str
    before_line: int
    before: str


@dataclass(frozen=True, slots=True)
class _Finding:
    name: str
    what: str
    concept: str
    look: str
    example: str
    line: int | None = None


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Explain a program that does not compile."""
    error = evidence.program.error
    if error is None:
        return None
    place = _place(evidence, error)
    finding = next(filter(None, (check(place) for check in _CHECKS)), None) or _anything(place)
    line = finding.line or place.line
    shown = evidence.program.source(line)
    lead = f"Look at line {line}: {quote(shown)}." if shown else f"Look at line {line}."
    before = ""
    if place.before and line == place.line and finding.name not in _SURE_OF_THE_LINE:
        before = (
            f" If it looks right to you, read line {place.before_line} just above it as well"
            f" ({quote(place.before)}): Python often notices a mistake one line late."
        )
    return Diagnosis(
        rule=f"syntax.{finding.name}",
        what=f"Python could not read your program, so no test has run yet. {finding.what}",
        concept=finding.concept,
        where=f"{lead} {finding.look}{before}",
        example=finding.example,
        line=line,
        specific=finding.name != "unknown",
    )


_SURE_OF_THE_LINE = frozenset(
    {
        "print_statement",
        "smart_quotes",
        "else_if",
        "fence",
        "prompt_copied",
        "quote",
        "indent_missing",
    }
)


def _place(evidence: Evidence, error: SyntaxError) -> _Place:
    program = evidence.program
    line = error.lineno or 1
    before_line = next((n for n in range(line - 1, 0, -1) if program.source(n)), 0)
    return _Place(
        message=error.msg or "",
        kind=type(error).__name__,
        line=line,
        here=program.source(line),
        before_line=before_line,
        before=program.source(before_line),
    )


def _pasted(place: _Place) -> _Finding | None:
    if place.here.startswith("```"):
        return _Finding(
            "fence",
            "There are three backticks in it, which belong to chat messages and web pages.",
            "A program is only the code itself. Marks that show code on a page are not Python.",
            "Is this line part of your program, or did it come along with a copy?",
            "pasting",
        )
    if re.match(r">>>|\.\.\.\s", place.here):
        return _Finding(
            "prompt_copied",
            "Did the `>>>` or `...` of an example come along when you copied it?",
            "`>>>` is what the interactive Python shows before you type. In a program it means"
            " nothing.",
            "What on this line is code, and what is only the look of an interactive session?",
            "pasting",
        )
    if re.match(r"\d+\s+\w", place.here) and place.line == 1:
        return _Finding(
            "line_numbers",
            "Did line numbers come along when you copied the code?",
            "Line numbers are shown beside a program; they are no part of it.",
            "What stands at the very start of this line?",
            "pasting",
        )
    if place.here.startswith(("%", "!")):
        return _Finding(
            "magic",
            "It contains a notebook command, and the tests run your code as plain Python.",
            "Lines with `%` or `!` at the start are understood by notebooks only.",
            "Does your answer need this line?",
            "pasting",
        )
    return None


def _characters(place: _Place) -> _Finding | None:
    if "invalid character" in place.message or "non-printable" in place.message:
        match = re.search(r"U\+([0-9A-F]{4,6})", place.message)
        sign = chr(int(match.group(1), 16)) if match else ""
        if sign and sign in _CURLY:
            return _Finding(
                "smart_quotes",
                f"It contains a curly quote ({sign}), as word processors and web pages use them.",
                "Python knows only the straight quotes `'` and `\"` around text.",
                "Retype the quotes on this line on your keyboard: do they look different now?",
                "quotes",
            )
        if sign and sign in _TYPESET:
            return _Finding(
                "typographic_sign",
                f"It contains the sign {sign}, which looks like an operator but is another"
                " character.",
                "Operators are plain keyboard characters in Python: `+ - * / // % < <= == !=`.",
                "Which plain operator did you mean there?",
                "operators",
            )
        return _Finding(
            "odd_character",
            "It contains a character that only looks like a space or a letter of code.",
            "Text copied from a page can bring invisible characters along.",
            "Delete the blank space at the start of this line and type it again.",
            "pasting",
        )
    return None


def _print(place: _Place) -> _Finding | None:
    if "Missing parentheses" not in place.message:
        return None
    return _Finding(
        "print_statement",
        "Something is called without its round brackets.",
        "`print` is a function: what it should show goes in round brackets behind its name.",
        "What has to stand around the things you want to show?",
        "calling",
    )


def _quotes(place: _Place) -> _Finding | None:
    if "triple-quoted" in place.message:
        return _Finding(
            "triple_quote",
            f"A text that starts with three quotes on line {place.line} never ends.",
            "A text in triple quotes runs on, over many lines, until the same three quotes come"
            " again.",
            "Where should this text end?",
            "quotes",
        )
    if "unterminated" in place.message:
        inner = len(re.findall(r"\w'\w", place.here))
        what = "A text is opened with a quote and never closed on its line."
        if inner and place.here.count("'") % 2:
            what = "A text ends earlier than you meant, or never: an apostrophe is a quote, too."
        return _Finding(
            "quote",
            what,
            "A text begins and ends with the same kind of quote, on one line.",
            "Count the quotes on it. Which one has no partner?",
            "quotes",
        )
    if place.message.startswith("f-string"):
        return _Finding(
            "f_string",
            "Something in the curly braces of an f-text is not complete.",
            'In f"...", each `{` needs an expression and its own `}`.',
            "Does each `{` have something inside and a `}` behind it?",
            "quotes",
        )
    return None


def _brackets(place: _Place) -> _Finding | None:
    never = re.search(r"'(.)' was never closed", place.message)
    if never:
        return _Finding(
            "bracket_open",
            f"A bracket `{never.group(1)}` is opened and never closed.",
            "Every opening bracket needs a closing partner of the same shape. Until it comes, "
            "Python reads the next lines as part of the same expression.",
            "Count its opening and closing brackets from left to right. Which one has no partner?",
            "brackets",
        )
    unmatched = re.search(r"unmatched '(.)'", place.message)
    if unmatched:
        return _Finding(
            "bracket_extra",
            f"There is a closing `{unmatched.group(1)}` that no bracket was opened for.",
            "Brackets come in pairs, the inner pair closed before the outer one.",
            "Which opening bracket should it belong to?",
            "brackets",
        )
    if "does not match opening" in place.message:
        return _Finding(
            "bracket_shape",
            "A bracket is closed by one of another shape.",
            "`(`, `[` and `{` mean different things, and each must be closed by its own partner.",
            "Follow the brackets from the inside out. Where do the shapes disagree?",
            "brackets",
        )
    # An unclosed bracket on the line above often shows as a puzzling error on this one.
    opened = sum(place.before.count(c) for c in "([{") - sum(place.before.count(c) for c in ")]}")
    if opened > 0 and place.message.startswith("invalid syntax"):
        return _Finding(
            "bracket_open",
            "It looks as if a bracket stays open at the end of a line.",
            "Every opening bracket needs a closing partner of the same shape.",
            "Does every bracket opened there get closed?",
            "brackets",
            line=place.before_line,
        )
    here = sum(place.here.count(c) for c in "([{") - sum(place.here.count(c) for c in ")]}")
    if here > 0 and _BLOCK.match(place.here) and place.here.endswith(":"):
        return _Finding(
            "bracket_open",
            "It looks as if a bracket stays open before the colon.",
            "Every opening bracket needs a closing partner of the same shape.",
            "Count the opening and the closing brackets on it.",
            "brackets",
        )
    return None


def _else(place: _Place) -> _Finding | None:
    if re.match(r"else\s+if\b", place.here):
        return _Finding(
            "else_if",
            "Python has a word of its own for “else, if”.",
            "A chain of questions is written `if …:`, `elif …:`, `else:`. Only the first true one"
            " runs.",
            "How does Python spell the words at its start?",
            "elif",
        )
    if re.match(r"else\b\s*[^:\s]", place.here):
        return _Finding(
            "else_condition",
            "An `else` asks no question of its own.",
            "`else` is for all that is left over, so nothing stands between it and its colon. "
            "A further question is asked with `elif`.",
            "Is this the case for everything left over, or one more question?",
            "elif",
        )
    if re.match(r"(else|elif|except|finally)\b", place.here) and place.here.rstrip().endswith(":"):
        return _Finding(
            "stray_branch",
            f"There is {'an' if place.here[0] == 'e' else 'a'}"
            f" `{place.here.split(':')[0].split()[0]}` that belongs to no block above it.",
            "A branch must start in the same column as its `if` (or `try`), and nothing that is "
            "indented less may stand between the two.",
            "Which line above does it belong to, and do both begin in the same column?",
            "elif",
        )
    return None


def _colon(place: _Place) -> _Finding | None:
    word = _BLOCK.match(place.here)
    if place.here.rstrip().endswith("{") or (
        word and "{" in place.here and "expected ':'" in place.message
    ):
        return _Finding(
            "braces",
            "It uses curly braces for a block, as other languages do.",
            "In Python a block starts with a colon and is told by its indentation.",
            "How does Python mark where this block begins and ends?",
            "blocks",
        )
    if "expected ':'" in place.message:
        return _Finding(
            "colon",
            "A line that opens a block is not finished.",
            "Lines that open a block (`def`, `if`, `for`, `while`, `else` …) end with a colon.",
            "What is missing at the end of its first part?",
            "blocks",
        )
    if "expected '('" in place.message:
        return _Finding(
            "def_brackets",
            "A function's first line lacks its round brackets.",
            "After `def` come the function's name and round brackets, even when it takes nothing.",
            "What comes between the name and the colon?",
            "blocks",
        )
    if re.search(r"\b(then|do)\s*:?\s*$", place.here) and word:
        return _Finding(
            "then",
            "There is a word before the colon that Python does not use.",
            "A condition or a loop head is followed by the colon at once.",
            "Which word on it belongs to another language?",
            "blocks",
        )
    return None


def _assignment(place: _Place) -> _Finding | None:
    if re.search(r"=>|=<", place.here) and place.message.startswith("invalid syntax"):
        return _Finding(
            "comparison_order",
            "A comparison is written with its two signs the wrong way round.",
            "“At least” and “at most” are read aloud as less/greater first, then equal: `<=`,"
            " `>=`.",
            "In which order do the two signs come?",
            "operators",
        )
    asks = re.match(r"(if|elif|while)\b", place.here)
    single = re.search(r"(?<![=!<>+\-*/%:])=(?!=)", place.here)
    if (
        asks
        and single
        and ("Maybe you meant '=='" in place.message or "invalid syntax" in place.message)
    ):
        return _Finding(
            "assignment_in_condition",
            "A condition contains a single `=`.",
            "One `=` stores a value in a name. To ask whether two things are equal takes another"
            " operator.",
            "Does it store something, or does it ask a question?",
            "equality",
        )
    if place.message.startswith("cannot assign to"):
        return _Finding(
            "assignment_target",
            "Something that is not a name stands on the left of an `=`.",
            "`=` computes what is on its right and stores it under the name on its left.",
            "What should be stored, and under which name?",
            "equality",
        )
    if place.message.startswith("invalid syntax. Maybe you meant '=='"):
        return _Finding(
            "assignment_inside",
            "A single `=` stands where Python expects a value.",
            "One `=` stores a value and must stand on a line of its own.",
            "Do you want to store something there, or to compare?",
            "equality",
        )
    return None


def _operators(place: _Place) -> _Finding | None:
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", place.here)
    if re.search(r"\+\+|--(?!\d)", bare):
        return _Finding(
            "increment",
            "Python has no `++` and no `--`.",
            "A variable grows when a new value, computed from the old one, is stored in it.",
            "How do you say “one more than before” with an ordinary `=` or `+=`?",
            "operators",
        )
    if re.search(r"&&|\|\||!(?!=)", bare):
        return _Finding(
            "logic_signs",
            "It uses `&&`, `||` or `!`, as other languages do.",
            "In Python the logical operators are words: `and`, `or`, `not`.",
            "Which word stands for the sign used there?",
            "operators",
        )
    return None


def _indentation(place: _Place) -> _Finding | None:
    if place.kind == "TabError":
        return _Finding(
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
        return _Finding(
            "indent_missing",
            f"A block{after} has nothing in it: the next line is not indented.",
            "The lines that belong to a `def`, `if`, `for` or `while` are indented, four spaces"
            " deeper.",
            "Does this line belong to the block above it? Then its place shows it.",
            "blocks",
        )
    if "unindent" in place.message:
        return _Finding(
            "indent_level",
            "A line ends a block at a depth that no line above has.",
            "All lines of one block start in exactly the same column.",
            "With which line above should its first word line up?",
            "blocks",
        )
    return _Finding(
        "indent_unexpected",
        "A line is indented although no block was opened before it.",
        "Only after a line that ends with a colon does the next one go deeper.",
        "Should it line up with the line above, or is a colon missing there?",
        "blocks",
    )


def _placement(place: _Place) -> _Finding | None:
    outside = re.match(
        r"'(return|yield|break|continue|await)'.*(outside|not properly)", place.message
    )
    if not outside:
        return None
    word = outside.group(1)
    home = "a loop" if word in ("break", "continue") else "a function"
    return _Finding(
        f"{word}_outside",
        f"There is a `{word}` that is not inside {home}.",
        f"`{word}` only makes sense in {home}; what is inside is told by the indentation.",
        f"Is it indented as deep as the other lines of {home} it belongs to?",
        "blocks",
    )


def _words(place: _Place) -> _Finding | None:
    if "forgot a comma" in place.message:
        return _Finding(
            "comma",
            "Two values stand side by side with nothing between them.",
            "Items of a list and arguments of a call are separated by commas.",
            "Is there a comma or an operator missing between two of its parts?",
            "brackets",
        )
    if "invalid decimal literal" in place.message:
        return _Finding(
            "number_name",
            "A number and a letter stand directly beside each other.",
            "Names cannot begin with a digit, and a multiplication needs its `*`.",
            "Is it a name, or two things with an operator between them?",
            "operators",
        )
    if re.match(r"(function|func|fun|fn|sub|public|static|void|int|let|var|const)\b", place.here):
        return _Finding(
            "other_language",
            "A line begins with a word of another programming language.",
            "Functions start with `def`, and variables are simply given a value.",
            "How would you begin that line in Python?",
            "blocks",
        )
    if re.match(r"\w+\s*\+?=\s*$", place.here):
        return _Finding(
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
            return _Finding(
                "misspelt_keyword",
                f"The word {quote(word)} looks like a Python keyword, but is not spelt like one.",
                "Keywords are spelt exactly, in small letters (except `True`, `False` and `None`).",
                "Compare its first word, letter by letter and small or capital, with the keyword"
                " you meant.",
                "spelling",
            )
    for word in re.findall(r"\b[a-z]+\b(?=\s*=[^=])", place.here):
        if keyword.iskeyword(word):
            return _Finding(
                "keyword_as_name",
                f"`{word}` is used as a name, but Python keeps that word for itself.",
                "Keywords such as `class`, `from`, `in` or `lambda` cannot name variables.",
                "Which other name would say the same?",
                "spelling",
            )
    if place.here.rstrip("#: ")[-1:] in tuple("+-*/%<>=,."):
        return _Finding(
            "unfinished",
            "A line stops in the middle of an expression.",
            "An operator needs a value on both sides, on the same line.",
            "What should stand behind its last sign?",
            "operators",
        )
    return None


def _order(place: _Place) -> _Finding | None:
    if "expected 'except'" in place.message:
        return _Finding(
            "try_alone",
            "A `try` has no `except` to go with it.",
            "`try` means: attempt this, and say in `except` what happens if it fails.",
            "What should happen when the attempt fails?",
            "blocks",
        )
    if "argument" in place.message and ("follows" in place.message or "duplicate" in place.message):
        return _Finding(
            "parameters",
            "The parameters or arguments are in an order Python does not allow.",
            "Plain ones come first, those with `=` after them, and each name only once.",
            "Which of them has an `=` and stands too early, or which one comes twice?",
            "brackets",
        )
    return None


def _anything(place: _Place) -> _Finding:
    return _Finding(
        "unknown",
        f"It stopped on line {place.line}. What is different there from the lines Python could"
        " read?",
        "Python reads from top to bottom and stops at the first thing it cannot make sense of.",
        "Read it aloud, sign by sign: brackets, quotes, colons, spelling.",
        "blocks",
    )


_CHECKS: tuple[Callable[[_Place], _Finding | None], ...] = (
    _pasted,
    _characters,
    _print,
    _quotes,
    _else,
    _indentation,
    _placement,
    _assignment,
    _operators,
    _colon,
    _brackets,
    _order,
    _words,
)
