"""Rule 1, signs: characters, quotes, brackets, operators that Python cannot read."""

from __future__ import annotations

import re

from codify_jupyter.tutor.rules.syntax_place import BLOCK, Finding, Place

_CURLY = "\u201c\u201d\u2018\u2019\u201e\u201a\u00ab\u00bb"
_TYPESET = "\u00d7\u00b7\u00f7\u2212\u2013\u2014\u2264\u2265\u2260"


def pasted(place: Place) -> Finding | None:
    """Find what came along with a copy."""
    if place.here.startswith("```"):
        return Finding(
            "fence",
            "There are three backticks in it, which belong to chat messages and web pages.",
            "A program is only the code itself. Marks that show code on a page are not Python.",
            "Is this line part of your program, or did it come along with a copy?",
            "pasting",
        )
    if re.match(r">>>|\.\.\.\s", place.here):
        return Finding(
            "prompt_copied",
            "Did the `>>>` or `...` of an example come along when you copied it?",
            "`>>>` is what the interactive Python shows before you type. In a program it means"
            " nothing.",
            "What on this line is code, and what is only the look of an interactive session?",
            "pasting",
        )
    if re.match(r"\d+\s+\w", place.here) and place.line == 1:
        return Finding(
            "line_numbers",
            "Did line numbers come along when you copied the code?",
            "Line numbers are shown beside a program; they are no part of it.",
            "What stands at the very start of this line?",
            "pasting",
        )
    if place.here.startswith(("%", "!")):
        return Finding(
            "magic",
            "It contains a notebook command, and the tests run your code as plain Python.",
            "Lines with `%` or `!` at the start are understood by notebooks only.",
            "Does your answer need this line?",
            "pasting",
        )
    return None


def characters(place: Place) -> Finding | None:
    """Find characters that only look like code."""
    if "invalid character" in place.message or "non-printable" in place.message:
        match = re.search(r"U\+([0-9A-F]{4,6})", place.message)
        sign = chr(int(match.group(1), 16)) if match else ""
        if sign and sign in _CURLY:
            return Finding(
                "smart_quotes",
                f"It contains a curly quote ({sign}), as word processors and web pages use them.",
                "Python knows only the straight quotes `'` and `\"` around text.",
                "Retype the quotes on this line on your keyboard: do they look different now?",
                "quotes",
            )
        if sign and sign in _TYPESET:
            return Finding(
                "typographic_sign",
                f"It contains the sign {sign}, which looks like an operator but is another"
                " character.",
                "Operators are plain keyboard characters in Python: `+ - * / // % < <= == !=`.",
                "Which plain operator did you mean there?",
                "operators",
            )
        return Finding(
            "odd_character",
            "It contains a character that only looks like a space or a letter of code.",
            "Text copied from a page can bring invisible characters along.",
            "Delete the blank space at the start of this line and type it again.",
            "pasting",
        )
    return None


def missing_call_brackets(place: Place) -> Finding | None:
    """Find `print x`."""
    if "Missing parentheses" not in place.message:
        return None
    return Finding(
        "print_statement",
        "Something is called without its round brackets.",
        "`print` is a function: what it should show goes in round brackets behind its name.",
        "What has to stand around the things you want to show?",
        "calling",
    )


def quotes(place: Place) -> Finding | None:
    """Find text without its end."""
    if "triple-quoted" in place.message:
        return Finding(
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
        return Finding(
            "quote",
            what,
            "A text begins and ends with the same kind of quote, on one line.",
            "Count the quotes on it. Which one has no partner?",
            "quotes",
        )
    if place.message.startswith("f-string"):
        return Finding(
            "f_string",
            "Something in the curly braces of an f-text is not complete.",
            'In f"...", each `{` needs an expression and its own `}`.',
            "Does each `{` have something inside and a `}` behind it?",
            "quotes",
        )
    return None


def brackets(place: Place) -> Finding | None:
    """Find brackets without a partner."""
    never = re.search(r"'(.)' was never closed", place.message)
    if never:
        return Finding(
            "bracket_open",
            f"A bracket `{never.group(1)}` is opened and never closed.",
            "Every opening bracket needs a closing partner of the same shape. Until it comes, "
            "Python reads the next lines as part of the same expression.",
            "Count its opening and closing brackets from left to right. Which one has no partner?",
            "brackets",
        )
    unmatched = re.search(r"unmatched '(.)'", place.message)
    if unmatched:
        return Finding(
            "bracket_extra",
            f"There is a closing `{unmatched.group(1)}` that no bracket was opened for.",
            "Brackets come in pairs, the inner pair closed before the outer one.",
            "Which opening bracket should it belong to?",
            "brackets",
        )
    if "does not match opening" in place.message:
        return Finding(
            "bracket_shape",
            "A bracket is closed by one of another shape.",
            "`(`, `[` and `{` mean different things, and each must be closed by its own partner.",
            "Follow the brackets from the inside out. Where do the shapes disagree?",
            "brackets",
        )
    # An unclosed bracket on the line above often shows as a puzzling error on this one.
    opened = sum(place.before.count(c) for c in "([{") - sum(place.before.count(c) for c in ")]}")
    if opened > 0 and place.message.startswith("invalid syntax"):
        return Finding(
            "bracket_open",
            "It looks as if a bracket stays open at the end of a line.",
            "Every opening bracket needs a closing partner of the same shape.",
            "Does every bracket opened there get closed?",
            "brackets",
            line=place.before_line,
        )
    here = sum(place.here.count(c) for c in "([{") - sum(place.here.count(c) for c in ")]}")
    if here > 0 and BLOCK.match(place.here) and place.here.endswith(":"):
        return Finding(
            "bracket_open",
            "It looks as if a bracket stays open before the colon.",
            "Every opening bracket needs a closing partner of the same shape.",
            "Count the opening and the closing brackets on it.",
            "brackets",
        )
    return None


def assignment(place: Place) -> Finding | None:
    """Find `=` where it cannot stand, and `=>`."""
    if re.search(r"=>|=<", place.here) and place.message.startswith("invalid syntax"):
        return Finding(
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
        return Finding(
            "assignment_in_condition",
            "A condition contains a single `=`.",
            "One `=` stores a value in a name. To ask whether two things are equal takes another"
            " operator.",
            "Does it store something, or does it ask a question?",
            "equality",
        )
    if place.message.startswith("cannot assign to"):
        return Finding(
            "assignment_target",
            "Something that is not a name stands on the left of an `=`.",
            "`=` computes what is on its right and stores it under the name on its left.",
            "What should be stored, and under which name?",
            "equality",
        )
    if place.message.startswith("invalid syntax. Maybe you meant '=='"):
        return Finding(
            "assignment_inside",
            "A single `=` stands where Python expects a value.",
            "One `=` stores a value and must stand on a line of its own.",
            "Do you want to store something there, or to compare?",
            "equality",
        )
    return None


def operators(place: Place) -> Finding | None:
    """Find operators of other languages."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", place.here)
    if re.search(r"\+\+|--(?!\d)", bare):
        return Finding(
            "increment",
            "Python has no `++` and no `--`.",
            "A variable grows when a new value, computed from the old one, is stored in it.",
            "How do you say “one more than before” with an ordinary `=` or `+=`?",
            "operators",
        )
    if re.search(r"&&|\|\||!(?!=)", bare):
        return Finding(
            "logic_signs",
            "It uses `&&`, `||` or `!`, as other languages do.",
            "In Python the logical operators are words: `and`, `or`, `not`.",
            "Which word stands for the sign used there?",
            "operators",
        )
    return None
