"""Rule 1: Python cannot read the program. Said in our own words, with the line before."""

from __future__ import annotations

from collections.abc import Callable

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules import syntax_blocks as blocks
from codify_jupyter.tutor.rules import syntax_signs as signs
from codify_jupyter.tutor.rules.syntax_place import Finding, Place, place_of
from codify_jupyter.tutor.wording import quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Explain a program that does not compile."""
    error = evidence.program.error
    if error is None:
        return None
    place = place_of(evidence.program, error)
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
        "colon",
        "assignment_in_condition",
        "return_outside",
    }
)


def _anything(place: Place) -> Finding:
    return Finding(
        "unknown",
        f"It stopped on line {place.line}. What is different there from the lines Python could"
        " read?",
        "Python reads from top to bottom and stops at the first thing it cannot make sense of.",
        "Read it aloud, sign by sign: brackets, quotes, colons, spelling.",
        "blocks",
    )


_CHECKS: tuple[Callable[[Place], Finding | None], ...] = (
    signs.pasted,
    signs.characters,
    signs.missing_call_brackets,
    signs.quotes,
    blocks.branches,
    blocks.indentation,
    blocks.placement,
    signs.assignment,
    signs.operators,
    blocks.colon,
    signs.brackets,
    blocks.order,
    blocks.words,
)
