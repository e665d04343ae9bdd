"""Rule 3, ``None``: a line went on working with an answer that was never given."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import MUTATORS
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.wording import quote


def none_used(moment: Moment) -> Diagnosis:
    """Explain an operation on ``None``."""
    mutated = result_of_mutator(moment)
    if mutated is not None:
        name, method, line = mutated
        return Diagnosis(
            rule="exception.none.mutator",
            what=(
                f"{moment.opening}, because {quote(name)} holds `None` there. What does "
                f"{quote('.' + method + '()')} give back?"
            ),
            concept=(
                "Methods that change a list in place (`sort`, `append`, `reverse` …) give back "
                "`None`; the change is in the list itself."
            ),
            where=(
                f"Look at line {line}: {quote(moment.program.source(line))}. What is stored in "
                f"{quote(name)} by it?"
            ),
            example="mutator",
            line=line,
        )
    return Diagnosis(
        rule="exception.none",
        what=(
            f"{moment.opening}: something there is `None`, and nothing can be done with `None`. "
            "Where does it come from?"
        ),
        concept=(
            "`None` is what comes back from a function without `return`, and from methods that "
            "change something in place."
        ),
        where=f"{moment.look}{moment.then()} Which value is `None`, and which line made it?",
        example="return_print",
        line=moment.line,
    )


def result_of_mutator(moment: Moment) -> tuple[str, str, int] | None:
    """Return name, method and line of a result that such a method cannot give."""
    read = set(moment.program.names_read_at(moment.line))
    for node in moment.program.of(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(attr=method)),
            ) if method in MUTATORS and name in read:
                return name, method, node.lineno
    return None
