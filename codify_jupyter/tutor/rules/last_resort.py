"""Rule 8: follow the smallest failing test by hand."""

from __future__ import annotations

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules.symptom import symptom, tests_say
from codify_jupyter.tutor.rules.telling_lines import answering
from codify_jupyter.tutor.wording import quote


def diagnose(evidence: Evidence) -> Diagnosis:
    """Say honestly what happened, and how to find out more."""
    seen = evidence.focus
    if seen is None:
        return _not_judged(evidence)
    function = next(
        (
            evidence.program.functions[n]
            for n in evidence.entry.names
            if n in evidence.program.functions
        ),
        None,
    )
    answer = seen.got.returns if seen.got is not None else None
    line = answering(function, answer) if function is not None else None
    look = (
        f" The answer leaves on line {line}: {quote(evidence.program.source(line))}."
        if line
        else ""
    )
    return Diagnosis(
        rule="last_resort.trace",
        what=(
            f"{tests_say(evidence)} {symptom(evidence, seen)} Where does your idea of the task and"
            " the example part?"
        ),
        concept=(
            "When the cause is not plain to see, play computer: take the smallest failing example,"
            " write down every variable, and go through the code line by line."
        ),
        where=(
            f"Follow {seen.subject} by hand.{look} Which variable is the first to hold something"
            " you did not expect?"
        ),
        example="tracing",
        line=line,
        specific=False,
        symptom=symptom(evidence, seen),
    )


def _not_judged(evidence: Evidence) -> Diagnosis:
    return Diagnosis(
        rule="last_resort.not_judged",
        what=(
            "Your code could not be judged this time, and that is not your fault. Please submit it"
            " again."
        ),
        concept="Nothing is lost: your code is kept.",
        where="If it happens again, tell your instructor.",
        example="tracing",
        line=None,
        specific=False,
    )
