"""The words for each kind of relation between printed output and the wanted one."""

from __future__ import annotations

from codify_jupyter.tutor.rules import telling_lines as lines
from codify_jupyter.tutor.rules.relation_text import RelationText

OUTPUT_TEXTS: dict[str, RelationText] = {
    "output_none": RelationText(
        "Nothing was printed. What shows a value on the screen?",
        "A program's output is what it prints. Working something out shows nothing yet.",
        "Which line should show the result, and is it reached?",
        "return_print",
        lines.printing,
    ),
    "output_extra": RelationText(
        "Something is printed where nothing should be. Is it a left-over from trying things out?",
        "Tests compare everything a program prints, also what was meant for yourself.",
        "Should that be shown?",
        "output_form",
        lines.printing,
    ),
    "output_prompt": RelationText(
        "The right answer is there, with more text before it. Does `input` print something?",
        'The text in `input("…")` is printed, too, and so belongs to the output.',
        "What does it show before it reads?",
        "output_form",
        lines.prompting,
    ),
    "output_case": RelationText(
        "Only capital and small letters differ. How exactly is it written in the task?",
        "Output is compared as text: capital and small letters are different characters.",
        "Compare the text in it with the task, letter by letter.",
        "output_form",
        lines.printing,
    ),
    "output_punctuation": RelationText(
        "The words agree, but signs or spaces between them do not. How exactly is it written in the"
        " task?",
        "Output is compared as text, with its colons, commas and blanks. `print(a, b)` puts a blank"
        " between the two.",
        "Compare what it prints with the task, sign by sign.",
        "output_form",
        lines.printing,
    ),
    "output_spacing": RelationText(
        "Only blanks or line ends differ. How many are there in the task?",
        "`print` puts a blank between its arguments and a line end behind them, unless told"
        " otherwise.",
        "Where does it put blanks and line ends?",
        "output_form",
        lines.printing,
    ),
    "output_extra_end": RelationText(
        "The output begins right and then goes on. What is printed too often?",
        "A `print` inside a loop runs in every round, one after the loop only once.",
        "How often does it run, and how often should it?",
        "bounds",
        lines.printing,
    ),
    "output_extra_start": RelationText(
        "There is a line too many at the beginning. With what does the output of the task start?",
        "Everything a program prints counts, also greetings and titles.",
        "Is the first thing you print part of what the task wants?",
        "output_form",
        lines.printing,
    ),
    "output_stops_early": RelationText(
        "The output begins right and then stops. What should come after it?",
        "A range stops before its end, and what is left when a loop ends must still be printed.",
        "How often does it run, and how often should it?",
        "bounds",
        lines.printing,
    ),
    "output_order": RelationText(
        "All the lines are there, in another order. What should come first?",
        "Lines appear in the order in which the `print` lines run.",
        "Which `print` runs first?",
        "ordering",
        lines.printing,
    ),
    "output_wording": RelationText(
        "The numbers are right, the words around them are not. How exactly is it written in the"
        " task?",
        "Output is compared as text, with every word and sign.",
        "Compare what it prints with the task, word by word.",
        "output_form",
        lines.printing,
    ),
    "output_number_form": RelationText(
        "The values are right, but a number is written in another way. Should it have decimals?",
        "`/` gives a decimal number, which is printed with a point; `//` of whole numbers gives a"
        " whole one.",
        "Which operation makes that number?",
        "division",
        lines.printing,
    ),
    "output_other": RelationText(
        "That text belongs to another case. Which of your conditions led there, and should it be"
        " true for this input?",
        "Which `print` runs is decided by the conditions around it, and those by what the"
        " variables hold at that moment.",
        "What did the variables in the condition above it hold when it ran?",
        "conditions",
    ),
    "output_line_count": RelationText(
        "The number of lines differs. What should stand on a line of its own?",
        "Every `print` makes one line, unless told otherwise.",
        "How many lines does it print for this input?",
        "output_form",
        lines.printing,
    ),
}
