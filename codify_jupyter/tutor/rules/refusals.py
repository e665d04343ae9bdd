"""Rule 4, refused input: an exception that is wanted and does not come, or another one."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.relation import Relation
from codify_jupyter.tutor.rules.symptom import for_
from codify_jupyter.tutor.wording import capital, quote


def not_raised(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis:
    """Explain an answer where the input should be refused."""
    exception = quote(relation.expected_type, 40)
    raising = evidence.program.of(ast.Raise)
    line = raising[0].lineno if raising else None
    returned = (
        f" and gave {quote(seen.got.returns)}"
        if seen.public and seen.got is not None and seen.got.returns is not None
        else ""
    )
    printed = any(
        isinstance(node.value, str) and "rror" in node.value
        for node in evidence.program.of(ast.Constant)
    )
    question = (
        "Does your code report the problem in another way?"
        if printed and not raising
        else "Which inputs does the task say should be refused?"
    )
    look = (
        f"Look at line {line}: {quote(evidence.program.source(line))}. For which inputs is it"
        " reached?"
        if line
        else (
            "No line of your code raises anything yet. Where would the check for such an input have"
            " to stand?"
        )
    )
    return Diagnosis(
        rule="relation.not_raised",
        what=(
            f"{capital(seen.subject)} should be refused with {exception}, but your code went"
            f" on{returned}. {question}"
            if seen.public
            else f"{for_(evidence, seen)} it goes on where it should refuse the input. {question}"
        ),
        concept=(
            "An input that makes no sense is refused with `raise`: it ends the function at once,"
            " and the caller learns why. Giving back or printing a text is not the same."
        ),
        where=look,
        example="raise",
        line=line,
    )


def other_exception(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis:
    """Explain an exception that is not the one the task asks for."""
    fault = seen.fault
    line = fault.line if fault else None
    told = (
        f"{capital(seen.subject)} should be refused with {quote(relation.expected_type, 40)}, and"
        f" your code stopped with {quote(relation.got_type, 40)}."
        if seen.public
        else f"{for_(evidence, seen)} it stops in another way than the task asks for."
    )
    look = f"Look at line {line}: {quote(evidence.program.source(line))}. " if line else ""
    return Diagnosis(
        rule="relation.other_exception",
        what=f"{told} Does your check come before the line that fails?",
        concept=(
            "Each kind of exception tells the caller something else. A check that refuses bad input"
            " must run before the input is used."
        ),
        where=f"{look}Which exception does the task ask for, and which line should raise it?",
        example="raise",
        line=line,
    )
