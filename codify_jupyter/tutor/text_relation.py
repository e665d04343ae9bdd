"""How printed output relates to the output that was wanted; kinds only, no text of either."""

from __future__ import annotations

import re

from codify_jupyter.tutor.relation import Relation


def relate_output(got: str, expected: str) -> Relation | None:
    """Return the relation of two outputs, or None when they agree word for word."""
    mine, right = got.split(), expected.split()
    if mine == right:
        if got.rstrip("\n") == expected.rstrip("\n"):
            return None
        return Relation("output_spacing")
    return Relation(_kind(got, expected, mine, right))


def _kind(got: str, expected: str, mine: list[str], right: list[str]) -> str:
    if not mine:
        return "output_none"
    if not right:
        return "output_extra"
    if got.lower().split() == expected.lower().split():
        return "output_case"
    if _bare(got) == _bare(expected):
        return "output_punctuation"
    if got.rstrip("\n").endswith(expected.rstrip("\n")) and "\n" not in got[: -len(expected)]:
        return "output_prompt"
    lines, wanted = _lines(got), _lines(expected)
    if lines[: len(wanted)] == wanted:
        return "output_extra_end"
    if wanted[: len(lines)] == lines:
        return "output_stops_early"
    if lines[1:] == wanted:
        return "output_extra_start"
    if sorted(lines) == sorted(wanted):
        return "output_order"
    if mine[-len(right) :] == right or _with_prompts_removed(got, wanted):
        return "output_prompt"
    if _numbers(got) == _numbers(expected) and _numbers(got):
        return "output_wording"
    if _as_values(mine) == _as_values(right):
        return "output_number_form"
    if len(lines) == len(wanted):
        wrong = [index for index, pair in enumerate(zip(lines, wanted, strict=True)) if _ne(pair)]
        return "output_one_line" if len(wrong) == 1 and len(lines) > 1 else "output_different"
    return "output_line_count"


def _ne(pair: tuple[str, str]) -> bool:
    return pair[0] != pair[1]


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _with_prompts_removed(got: str, wanted: list[str]) -> bool:
    # input("How many? ") prints its prompt without a line end, before the answer's first line.
    lines = _lines(got)
    if len(lines) != len(wanted):
        return False
    return lines[0].endswith(wanted[0]) and lines[1:] == wanted[1:]


def _numbers(text: str) -> list[str]:
    return re.findall(r"-?\d+(?:\.\d+)?", text)


def _as_values(words: list[str]) -> list[str | float]:
    values: list[str | float] = []
    for word in words:
        try:
            values.append(float(word))
        except ValueError:
            values.append(word)
    return values
