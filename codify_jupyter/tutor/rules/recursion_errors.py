"""Rule 3, recursion: calls inside calls that do not end, or not soon enough."""

from __future__ import annotations

import ast

from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, calls_of, names_bound
from codify_jupyter.tutor.rules.moment import Moment
from codify_jupyter.tutor.wording import quote


def recursion_error(moment: Moment) -> Diagnosis:
    """Explain a RecursionError."""
    function = moment.program.function_at(moment.line)
    name = quote(function.name) if function else "the function"
    same = _call_with_same_values(function) if function else None
    if same is not None:
        return Diagnosis(
            rule="exception.recursion.same_values",
            what=(
                f"For {moment.subject} your code stopped: {name} called itself more often than"
                " Python allows, one call inside the other. Does each call get less to do than the"
                " one before?"
            ),
            concept=(
                "A recursive function needs a case it can answer at once, and every call must come"
                " closer to that case: what it hands on has to be smaller than what it got."
            ),
            where=(
                f"Look at line {same.lineno}: {quote(moment.program.source(same.lineno))}. What is"
                " different for the inner call from what the outer one was given?"
            ),
            example="recursion",
            line=same.lineno,
        )
    if moment.examples_pass:
        return Diagnosis(
            rule="exception.recursion.deep",
            what=(
                f"For {moment.subject} your code stopped: {name} called itself more often than"
                " Python allows, one call inside the other. Other inputs came to an end: does this"
                " one reach the case that stops, and how deep do the calls go until then?"
            ),
            concept=(
                "Every call waits for the one inside it, and Python lets only about a thousand"
                " wait. So every input has to reach a case that stops, and soon enough; in place"
                " of very many calls, a loop can work through a list of what is still to be done."
            ),
            where=(
                f"{moment.look} What comes nearer to the end with each call, for this input, too?"
                " And how many calls are waiting there at most?"
            ),
            example="still_to_do",
            line=moment.line,
        )
    return Diagnosis(
        rule="exception.recursion",
        what=(
            f"{moment.opening.replace(f' on line {moment.line}', '')}: {name} called itself more"
            " often than Python allows, one call inside the other. Which case should have stopped"
            " it?"
        ),
        concept=(
            "A recursive function needs a case it can answer at once, and every call must come "
            "closer to that case."
        ),
        where=(
            f"{moment.look}{moment.then()} What is different in each new call, and does it ever "
            "reach the case that stops?"
        ),
        example="recursion",
        line=moment.line,
    )


def _call_with_same_values(function: FunctionNode) -> ast.Call | None:
    """Return a call of a function by itself that hands on just what it was given."""
    given = [node.arg for node in function.args.args]
    for call in calls_of(function, function.name):
        handed = [node.id for node in call.args if isinstance(node, ast.Name)]
        unchanged = not set(given) & set().union(*map(names_bound, function.body))
        if given and handed == given[: len(call.args)] and not call.keywords and unchanged:
            return call
    return None
