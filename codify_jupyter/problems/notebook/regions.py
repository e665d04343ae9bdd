"""Solution regions: what stands between ``# BEGIN SOLUTION`` and ``# END SOLUTION``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codify_jupyter.problems.notebook.places import LocatedText

_BEGIN = re.compile(r"^(\s*)#+\s*BEGIN SOLUTION\s*$")
_END = re.compile(r"^\s*#+\s*END SOLUTION\s*$")


@dataclass(frozen=True, slots=True)
class MarkedSolution:
    """A solution cell taken apart."""

    solution: LocatedText
    """Without the marks."""
    starter: LocatedText | None
    """With ``...`` in the place of each region; None when there is no region."""
    fault: tuple[int, str] | None = None
    """Line and message."""


def marked_solution(text: LocatedText) -> MarkedSolution:
    """Take the solution and the starter out of a cell with regions."""
    solution, starter = LocatedText(), LocatedText()
    begun: int | None = None
    regions = 0
    for number, (line, place) in enumerate(zip(text.lines, text.places, strict=True), start=1):
        opening = _BEGIN.match(line)
        if opening:
            if begun is not None:
                return MarkedSolution(text, None, (number, "the region before is not closed"))
            begun = number
            regions += 1
            starter.add_made(f"{opening[1]}...", place)
        elif _END.match(line):
            if begun is None:
                message = "nothing begins here; write `# BEGIN SOLUTION` above"
                return MarkedSolution(text, None, (number, message))
            begun = None
        else:
            solution.add_made(line, place)
            if begun is None:
                starter.add_made(line, place)
    if begun is not None:
        message = "this region is never closed; write `# END SOLUTION` below it"
        return MarkedSolution(text, None, (begun, message))
    return MarkedSolution(solution, starter if regions else None)


def region_form(solution: str, starter: str) -> str | None:
    """The solution with marks around what the starter leaves out as one ``...``; None when
    the two differ otherwise."""
    whole = solution.strip("\n").rstrip().split("\n")
    short = starter.strip("\n").rstrip().split("\n")
    before = 0
    while before < min(len(whole), len(short)) and whole[before] == short[before]:
        before += 1
    after = 0
    while after < min(len(whole), len(short)) - before and whole[-1 - after] == short[-1 - after]:
        after += 1
    left_out = short[before : len(short) - after]
    filled = whole[before : len(whole) - after]
    if len(left_out) != 1 or left_out[0].strip() != "..." or not filled:
        return None
    if any(_BEGIN.match(line) or _END.match(line) for line in whole):
        return None
    indent = left_out[0][: -len("...")]
    region = [f"{indent}# BEGIN SOLUTION", *filled, f"{indent}# END SOLUTION"]
    return "\n".join([*whole[:before], *region, *whole[len(whole) - after :]])
