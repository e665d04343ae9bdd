"""The words for each kind of relation between a given answer and the wanted one.

``{got}`` and ``{expected}`` stand for the kinds of the two values.
"""

from __future__ import annotations

from codify_jupyter.tutor.rules import telling_lines as lines
from codify_jupyter.tutor.rules.relation_text import RelationText

_KIND = RelationText(
    "The answer should be {expected}, and yours is {got}. Which line decides its kind?",
    "An answer must be of the right kind, not only look right: `5`, `'5'` and `[5]` are three"
    " different things.",
    "What kind of value leaves the function there?",
    "kinds",
)
_ONE_OFF = (
    (
        "Counting goes wrong most easily at its two ends. Ask of the first and of the last round "
        "whether it should count."
    ),
    (
        "With which value does the counting start, with which does it stop, and does the last one"
        " still count?"
    ),
    "bounds",
)
_CHOICE = (
    (
        "What gets into a result is decided by one condition (or by the way it is collected)."
        " Follow a single item on its way."
    ),
    "Take the first item that goes wrong and follow it through that line. What happens to it?",
    "filtering",
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
    "one_too_many": RelationText(
        "That is exactly one too many. Does the counting go one step too far, or is something"
        " counted that should not be?",
        *_ONE_OFF,
        lines.counting,
    ),
    "one_too_few": RelationText(
        "That is exactly one too few. Does the counting stop one step too early, or is something"
        " left out of it?",
        *_ONE_OFF,
        lines.counting,
    ),
    "every_item_off_by_one": RelationText(
        "Every item is off by exactly one. Where does the counting begin?",
        *_ONE_OFF,
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
    ),
    "rounded_too_far": RelationText(
        "The answer is near, but rounded. Should it be?",
        "Rounding throws information away; a result is rounded only where the task says so, and at"
        " the end.",
        "Where is it rounded, and to how many digits?",
        "division",
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
    "nested": RelationText(
        "The answer is right, but packed into one container too many. Where does the outer one come"
        " from?",
        "`append` adds its argument as one single item, also when that is a whole list.",
        "How many pairs of brackets go around the items there?",
        "nesting",
        lines.collecting,
    ),
    "unwrapped": RelationText(
        "The item is right, but it should come in {expected}. What if there were two of them?",
        "A list with one item and the item itself are different values.",
        "What leaves the function there when exactly one item is found?",
        "nesting",
    ),
    "nested_items": RelationText(
        "The items are right, but some are packed in a container of their own. How are they added?",
        "`append` adds its argument as one single item, also when that is a list; `extend` or `+`"
        " add its items.",
        "Is it one item that is added there, or several?",
        "nesting",
        lines.collecting,
    ),
    "flattened": RelationText(
        "All items are there, but not grouped as wanted. What should stand together?",
        "A list can hold lists: a group is built first and then added as one item.",
        "What is added there: an item, or a finished group?",
        "nesting",
        lines.collecting,
    ),
    "empty": RelationText(
        "Your result stays empty. Is anything ever put into it?",
        "A result grows only when the line that adds to it runs, and adds to the variable that is"
        " given back.",
        "Does that line run for this input? What would its condition need to be true?",
        "filtering",
        lines.collecting,
    ),
    "reversed": RelationText(
        "All of it is there, in the opposite order. Which line decides the order?",
        "Adding at the front turns an order round, adding at the end keeps it; sorting can go up or"
        " down.",
        "Does the next item go to the front or to the end there?",
        "ordering",
        lines.collecting,
    ),
    "order": RelationText(
        "All the right items are there, in another order. What decides the order in your code?",
        "An order comes from the order of the loop, from where items are added, or from sorting."
        " Sets have none.",
        "Which item should come first, and what puts another one there?",
        "ordering",
        lines.collecting,
    ),
    "missing_first": RelationText(
        "The first one is missing. What happens in the first round?",
        *_ONE_OFF,
        lines.counting,
    ),
    "missing_last": RelationText(
        "The last one is missing. What happens in the last round, and after it?",
        "A range stops before its end, and what is being collected when a loop ends must still be"
        " added.",
        "Which is the last value it reaches, and is everything added by then?",
        "bounds",
        lines.counting,
    ),
    "stops_early": RelationText(
        "The beginning is right, then it stops too early. What ends the work?",
        "A loop ends with its range, with `break`, or with a `return` that comes too soon.",
        "When does it stop, and is everything done by then?",
        "bounds",
        lines.counting,
    ),
    "only_first": RelationText(
        "Only the first item made it. How many rounds does your loop really do?",
        "`return` ends the whole function at once, also in the middle of a loop.",
        "Does it belong inside the loop, or after it?",
        "return_in_loop",
        lines.return_in_loop,
    ),
    "extra_first": RelationText(
        "There is one too many at the beginning. With what does your result start?",
        *_ONE_OFF,
        lines.counting,
    ),
    "extra_last": RelationText(
        "There is one too many at the end. When should it have stopped?", *_ONE_OFF, lines.counting
    ),
    "duplicates": RelationText(
        "The right items are there, but some of them too often. How does your code know what it has"
        " already?",
        "To take each thing once, a program has to remember what it has taken.",
        "What stops an item from getting in a second time?",
        "seen_before",
        lines.collecting,
    ),
    "lost_duplicates": RelationText(
        "An item that occurs several times comes only once. What makes equal items disappear?",
        "Sets and dictionary keys hold equal values only once; lists hold them as often as they are"
        " added.",
        "Where are two equal items treated as one?",
        "seen_before",
        lines.collecting,
    ),
    "missing_some": RelationText(
        "Some of the items that should be there are missing. Which condition keeps them out?",
        *_CHOICE,
        lines.collecting,
    ),
    "extra_some": RelationText(
        "There are items in it that do not belong. Which condition lets them in?",
        *_CHOICE,
        lines.collecting,
    ),
    "keys_missing": RelationText(
        "Some keys are missing in your dictionary. When does a key get in?",
        *_CHOICE,
        lines.collecting,
    ),
    "keys_extra": RelationText(
        "Your dictionary has keys that do not belong. When does a key get in?",
        *_CHOICE,
        lines.collecting,
    ),
    "keys_swapped": RelationText(
        "Keys and values look swapped. What will be looked up, and what should be found?",
        "In `d[key] = value`, the key is what one searches by, the value what one finds.",
        "Which of the two goes in the square brackets?",
        "first_key",
        lines.collecting,
    ),
    "key_case": RelationText(
        "The keys differ only in capital and small letters. Should `A` and `a` count as the same?",
        "Text with capital and with small letters is different text; to treat it as equal, bring it"
        " to one form first.",
        "In which form does a word become a key?",
        "text_form",
        lines.collecting,
    ),
    "outer_spaces": RelationText(
        "Only blank space at an end differs. Where does it come from?",
        "A space is a character like any other; joining with a separator puts it between items, not"
        " behind the last.",
        "What is added behind the last piece?",
        "joining",
        lines.collecting,
    ),
    "spaces": RelationText(
        "Only blank space differs. Between which pieces should there be some?",
        "A space is a character like any other: it is there only where it is put, and `split`"
        " drops it.",
        "What is put between two pieces?",
        "joining",
        lines.collecting,
    ),
    "case": RelationText(
        "Only capital and small letters differ. What does the task say about them?",
        "`upper`, `lower`, `title` and `capitalize` give a new text; each treats the letters in its"
        " own way.",
        "In which form does the text leave?",
        "text_form",
    ),
    "punctuation": RelationText(
        "The letters agree, other characters do not. What about spaces, commas and signs?",
        "Each character of a text counts, blanks and signs included.",
        "Which characters are added or dropped there?",
        "text_form",
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
