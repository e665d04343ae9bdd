"""The words for relations between answers that have items: lists, tuples, texts, dictionaries."""

from __future__ import annotations

from codify_jupyter.tutor.rules import telling_lines as lines
from codify_jupyter.tutor.rules.relation_text import ONE_OFF, RelationText

_CHOICE = (
    (
        "What gets into a result is decided by one condition (or by the way it is collected)."
        " Follow a single item on its way."
    ),
    "Take the first item that goes wrong and follow it through that line. What happens to it?",
    "filtering",
)

ITEM_TEXTS: dict[str, RelationText] = {
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
        "The first one is missing. With which one does your code begin?",
        *ONE_OFF,
        lines.counting,
    ),
    "missing_last": RelationText(
        "The last one is missing. Which is the last one your code takes, and is something left over"
        " at the end?",
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
    "only_one": RelationText(
        "Only one item is there, where more belong. What becomes of the others in your code?",
        "A result that can have several items is collected: each one that belongs is added, and"
        " none takes the place of the one before.",
        "Is something added there, or replaced? And is it reached for every item?",
        "filtering",
        lines.collecting,
    ),
    "sorted": RelationText(
        "Yours are all in order, from small to large, and the wanted ones are not. Which order"
        " does the task ask for?",
        "Sorting throws away the order in which things came. Sets have no order of their own, and"
        " often come out as if they were sorted.",
        "What becomes of the order of the input there?",
        "seen_before",
        lines.collecting,
    ),
    "rotated": RelationText(
        "They follow each other rightly, but the row begins at another place. By how many places"
        " is it off, and in which direction?",
        "To turn a row is to cut it in two and to join the pieces the other way round. The cut"
        " decides which item comes first.",
        "Which item comes first there, and which should?",
        "ordering",
        lines.collecting,
    ),
    "transposed": RelationText(
        "Rows and columns have changed places. What is one row for the task, and what is one for"
        " your code?",
        "In a list of lists each inner list is one row. The outer loop decides which rows there"
        " are, the inner one what is in a row.",
        "Which way does it go through the table: row by row or column by column?",
        "rows_columns",
        lines.collecting,
    ),
    "empty_item": RelationText(
        "Nothing should be in the result, and yours holds something empty. When does your code add"
        " it?",
        "Something empty is an item, too: `[[]]` has the length 1. What was collected should be"
        " added only when there is something in it.",
        "What is added there when nothing was collected?",
        "special_case",
        lines.collecting,
    ),
    "letters": RelationText(
        "Your result is made of single letters, where whole words are wanted. What does Python"
        " find when it walks through a text?",
        "A text is a row of characters: a loop over it, `list(text)` and `items += text` take it"
        " apart letter by letter.",
        "Is it a word that is handled there, or a single character?",
        "letters_words",
        lines.collecting,
    ),
    "extra_first": RelationText(
        "There is one too many at the beginning. With what does your result start?",
        *ONE_OFF,
        lines.counting,
    ),
    "extra_last": RelationText(
        "There is one too many at the end. When should it have stopped?", *ONE_OFF, lines.counting
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
}
