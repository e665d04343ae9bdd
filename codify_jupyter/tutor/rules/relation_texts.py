"""The words for each kind of relation between a given answer and the wanted one.

``{got}`` and ``{expected}`` stand for the kinds of the two values.
"""

from __future__ import annotations

from codify_jupyter.tutor.rules import telling_lines as lines
from codify_jupyter.tutor.rules.relation_text import ONE_OFF, RelationText

_KIND = RelationText(
    "The answer should be {expected}, and yours is {got}. Which line decides its kind?",
    "An answer must be of the right kind, not only look right: `5`, `'5'` and `[5]` are three"
    " different things.",
    "What kind of value leaves the function there?",
    "kinds",
)
TEXTS: dict[str, RelationText] = {
    "none_expected": RelationText(
        "Nothing (`None`) should come back in this case. When does your code have no answer to"
        " give?",
        "`None` is Python's way to say: there is no answer. It is not 0, not an empty text and not"
        " `False`.",
        "What does your code give back when there is nothing to find?",
        "every_path",
    ),
    "kind": _KIND,
    "object": _KIND,
    "truth_expected": RelationText(
        "A yes-or-no answer is wanted, and yours is {got}. What is the question your function"
        " answers?",
        "A comparison such as `a < b` is itself a value, `True` or `False`, and can be given back.",
        "What kind of value leaves the function there?",
        "truth_values",
    ),
    "truth_as_text": RelationText(
        "It looks the same, but yours is text. What tells the value from the word?",
        "`True` and `False` are values of their own. In quotes they are ordinary text.",
        "Which quotes there turn a value into text?",
        "truth_values",
    ),
    "truth_instead": RelationText(
        "Your function answers yes or no, where {expected} is wanted. Which question does it answer"
        " instead?",
        "A comparison gives `True` or `False`. If something is wanted that depends on it, it"
        " belongs in an `if`.",
        "What is the value of that expression, and what do you want to make of it?",
        "conditions",
    ),
    "inverted": RelationText(
        "So far every answer is the opposite of the right one. Which case did you have in mind when"
        " you wrote the condition?",
        "Turning `True` and `False` round is a matter of one `not`, one `!=` or two swapped"
        " branches.",
        "Read its condition aloud. Does it describe the case for `True` or the case for `False`?",
        "truth_values",
    ),
    "not_a_number": RelationText(
        "`nan` means “not a number”. Which calculation of yours has no answer for this input?",
        "Where 0 is divided by 0, arrays of numbers give `nan` instead of an exception, and"
        " whatever is calculated with it becomes `nan` as well.",
        "Which of the numbers in it can be 0, and what should come out then?",
        "special_case",
        lines.dividing,
    ),
    "words_reversed": RelationText(
        "The words come in the right order, and each of them reads backwards. What did your code"
        " turn round: words or letters?",
        "A text is a row of characters: turned round, its letters change places, too. To move whole"
        " words, a text has to be taken apart into words first.",
        "Of what kind are the pieces that are turned round there?",
        "ordering",
    ),
    "one_too_many": RelationText(
        "That is exactly one too many. Does the counting go one step too far, or is something"
        " counted that should not be?",
        *ONE_OFF,
        lines.counting,
    ),
    "one_too_few": RelationText(
        "That is exactly one too few. Does the counting stop one step too early, or is something"
        " left out of it?",
        *ONE_OFF,
        lines.counting,
    ),
    "every_item_off_by_one": RelationText(
        "Every item is off by exactly one. Where does the counting begin?",
        *ONE_OFF,
        lines.counting,
    ),
    "sign": RelationText(
        "The size is right, the sign is not. Which of two values is taken from which?",
        "In a difference the order matters: `a - b` and `b - a` differ in their sign.",
        "Which of the two should come first?",
        "order_matters",
    ),
    "scaled": RelationText(
        "The answer is off by a round factor. Is something counted twice, or in another unit?",
        "When a result is exactly double, half or a hundred times the right one, a unit or a step"
        " is used once too often or too rarely.",
        "Work the formula out for that example, one part at a time. Which part is too large or too"
        " small?",
        "order_matters",
    ),
    "fraction_lost": RelationText(
        "The part behind the decimal point got lost. Which operation drops it?",
        "`//` and `int` cut off what is behind the point, `/` keeps it, `round` rounds it.",
        "Which operation there makes a whole number?",
        "division",
        lines.whole_making,
    ),
    "rounded_too_far": RelationText(
        "The answer is near, but rounded. Should it be?",
        "Rounding throws information away; a result is rounded only where the task says so, and at"
        " the end.",
        "Where is it rounded, and to how many digits?",
        "division",
        lines.whole_making,
    ),
    "not_rounded": RelationText(
        "The answer is near, but has more digits than wanted. What does the task say about"
        " rounding?",
        "`round(x, n)` keeps n digits behind the point; it is done once, at the end.",
        "What happens to the result before it leaves the function?",
        "division",
    ),
    "int_for_float": RelationText(
        "The value is right, the kind is not: a decimal number is wanted, and yours is a whole one."
        " Which operation decides that?",
        "`/` always gives a decimal number, `//` of whole numbers a whole one.",
        "Which operation makes the result, and what kind of number does it give?",
        "division",
    ),
    "float_for_int": RelationText(
        "The value is right, the kind is not: a whole number is wanted, and yours is a decimal one."
        " Which operation decides that?",
        "`/` always gives a decimal number, even when it divides without rest; `//` of whole"
        " numbers a whole one.",
        "Which operation makes the result, and what kind of number does it give?",
        "division",
    ),
    "as_text": RelationText(
        "It looks the same when printed, but yours is text and {expected} is wanted. Where does it"
        " become text?",
        "`str(…)`, quotes, `input()` and f-texts make text. Text that looks like a number is no"
        " number.",
        "What turns the value into text there?",
        "kinds",
    ),
    "text_expected": RelationText(
        "It looks the same when printed, but text is wanted and yours is {got}. What would make"
        " text of it?",
        "A number and its digits as text are different values; `str` makes one of the other.",
        "What kind of value does it handle, and what kind is wanted?",
        "kinds",
    ),
    "element_kind": RelationText(
        "The items look right, but some are of another kind. Should they be numbers or text, whole"
        " or decimal?",
        "`1`, `1.0` and `'1'` look alike and are three kinds of values. A list remembers exactly"
        " what was put in.",
        "What kind of value is put into the result there?",
        "kinds",
        lines.collecting,
    ),
    "count_for_items": RelationText(
        "You give back how many there are; the things themselves are wanted. What should be"
        " collected?",
        "Counting keeps a number, collecting keeps the items.",
        "What does it keep: a number or the items?",
        "filtering",
        lines.collecting,
    ),
    "items_for_count": RelationText(
        "You give back the things themselves; only how many there are is wanted. What should be"
        " kept?",
        "Collecting keeps the items, counting keeps a number.",
        "What does the task ask for at the end?",
        "filtering",
    ),
    "container": RelationText(
        "The items are right, but they come in {got}, and {expected} is wanted. Which line makes"
        " the container?",
        "Lists, tuples, sets and texts can hold the same items and are still different values.",
        "In which kind of container does the answer leave?",
        "kinds",
    ),
    "lazy": RelationText(
        "You give back something that could produce the items, not {expected}. When are the items"
        " made?",
        "`map`, `filter`, `range`, `zip` and generator expressions make their items only when"
        " somebody asks.",
        "What is needed to get all the items at once?",
        "kinds",
    ),
    "not_called": RelationText(
        "You give back a function instead of its result. What makes a function run?",
        "A function's name alone is the function; with round brackets behind it, it runs.",
        "Which name there has no brackets behind it?",
        "calling",
    ),
    "position_for_value": RelationText(
        "That is *where* it stands, and not what stands there. Which of the two does the task ask"
        " for?",
        "A position counts the places from 0; the item at that place is another value.",
        "Does it hand over a position or an item?",
        "positions_items",
    ),
    "value_for_position": RelationText(
        "That is *what* stands there, and not where it stands. Which of the two does the task ask"
        " for?",
        "A position counts the places from 0; the item at that place is another value.",
        "Does it hand over a position or an item?",
        "positions_items",
    ),
    "argument_given_back": RelationText(
        "Your function gives back just what it was given. Where should the value change?",
        "A new value has to be stored or given back: methods of texts leave the text as it is and"
        " give back a new one.",
        "Does this line give back the new value or the old one?",
        "strings_stay",
    ),
    "argument_changed": RelationText(
        "Your function changes the very list (or dictionary) that it was given. Who else may still"
        " need it?",
        "A list handed to a function is the caller's own list, not a copy. What the function"
        " changes, the caller sees.",
        "Which object does it change: a new one of yours, or the caller's?",
        "callers_list",
        lines.changing_argument,
    ),
    "other_message": RelationText(
        "The right kind of exception came, with another message. What does the task want it to"
        " say?",
        "The text handed to an exception is what its reader sees; others may rely on its words.",
        "Compare the message with the task, word by word.",
        "raise",
        lines.raising,
    ),
}
