"""Rule 4, items: what those that are missing, or too many, have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from codify_jupyter.tutor.evidence import Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode
from codify_jupyter.tutor.relation import NotALiteralError, Value, read_literal
from codify_jupyter.tutor.rules import telling_lines
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import quote

Feature = Callable[[Value, Sequence[Value]], bool]

_FEATURES: dict[str, Feature] = {
    "occurs more than once in the input": lambda item, items: list(items).count(item) > 1,
    "is empty": lambda item, _: isinstance(item, (str, list, tuple)) and len(item) == 0,
    "is negative": lambda item, _: _is_number(item) and item < 0,
    "is zero": lambda item, _: _is_number(item) and item == 0,
    "is a decimal number": lambda item, _: isinstance(item, float) and not item.is_integer(),
    "has capital letters": lambda item, _: isinstance(item, str) and item != item.lower(),
}
"""What may be said of one item among all that a call was given."""


def explain(
    evidence: Evidence, seen: Observation, function: FunctionNode | None, *, missing: bool
) -> Diagnosis | None:
    """Tell of which sort the items are that are missing, or that do not belong."""
    odd: list[tuple[Value, Sequence[Value]]] = []
    usual: list[tuple[Value, Sequence[Value]]] = []
    for test in evidence.public:
        items = _items(test)
        if items is None:
            continue
        given, mine, right = items
        less, more = (mine, right) if missing else (right, mine)
        wrong = list((Counter(map(repr, more)) - Counter(map(repr, less))).elements())
        odd += [(item, given) for item in more if repr(item) in wrong]
        usual += [(item, given) for item in less if repr(item) not in wrong]
    if not odd or not usual:
        return None
    feature = next(
        (
            words
            for words, holds in _FEATURES.items()
            if all(holds(*one) for one in odd) and not any(holds(*one) for one in usual)
        ),
        None,
    )
    if feature is None:
        return None
    line = telling_lines.collecting(evidence.program, function)
    look = f"Look at line {line}: {quote(evidence.program.source(line))}. " if line else ""
    which = "Each item that is missing" if missing else "Each item that does not belong"
    question = (
        "What does your code do with such an item?"
        if missing
        else "Which line of your code lets such an item in?"
    )
    return Diagnosis(
        rule="relation.item_contrast",
        what=f"{symptom(evidence, seen)} {which} {feature}. {question}",
        concept=(
            "Ask of an item that goes wrong what is special about it, and of your conditions"
            " whether they make a difference just there."
        ),
        where=(
            f"{look}Follow an item that {feature} on its way through your code. Where does it part"
            " from the others?"
        ),
        example="filtering",
        line=line,
    )


def _items(
    test: Observation,
) -> tuple[Sequence[Value], Sequence[Value], Sequence[Value]] | None:
    """Return the given items, those of the answer and the wanted ones, where all are in a row."""
    given = next((one for one in arguments(test) or () if isinstance(one, (list, tuple))), None)
    if given is None or test.got is None or test.expected is None:
        return None
    try:
        mine = read_literal(test.got.returns or "")
        right = read_literal(test.expected.returns or "")
    except NotALiteralError:
        return None
    rows = (list, tuple)
    return (given, mine, right) if isinstance(mine, rows) and isinstance(right, rows) else None


def _is_number(item: Value) -> bool:
    return isinstance(item, (int, float)) and not isinstance(item, bool)
