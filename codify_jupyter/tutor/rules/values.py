"""Rule 4: what the relation of the given answer to the wanted one tells."""

from __future__ import annotations

import ast
from collections.abc import Callable

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, returns_of, walk
from codify_jupyter.tutor.relation import Relation
from codify_jupyter.tutor.rules import missing_return
from codify_jupyter.tutor.rules.item_texts import ITEM_TEXTS
from codify_jupyter.tutor.rules.output_texts import OUTPUT_TEXTS
from codify_jupyter.tutor.rules.relation_text import RelationText
from codify_jupyter.tutor.rules.relation_texts import TEXTS
from codify_jupyter.tutor.rules.symptom import for_, symptom
from codify_jupyter.tutor.wording import capital, kind_of_value, quote

_NEED_AGREEMENT = frozenset(
    {
        "one_too_many",
        "one_too_few",
        "sign",
        "inverted",
        "reversed",
        "order",
        "missing_first",
        "missing_last",
        "extra_first",
        "extra_last",
        "duplicates",
        "lost_duplicates",
        "every_item_off_by_one",
        "scaled",
        "stops_early",
        "rounded_too_far",
        "fraction_lost",
        "empty",
        "argument_given_back",
        "missing_some",
        "extra_some",
    }
)
"""Relations that one test may show by chance: told only when most failing tests agree."""

_TEXTS = {**TEXTS, **ITEM_TEXTS, **OUTPUT_TEXTS}

_ALIKE = (
    ("missing_last", "missing_first", "only_first", "stops_early", "missing_some", "empty"),
    ("extra_last", "extra_first", "duplicates", "extra_some"),
    ("order", "reversed"),
    ("rounded_too_far", "fraction_lost", "int_for_float"),
)
"""Relations that short answers blur (two items in another order are reversed), sharpest first."""

_SURE_UNSEEN = frozenset(
    {
        "none",
        "none_expected",
        "kind",
        "object",
        "container",
        "lazy",
        "not_called",
        "truth_expected",
        "truth_as_text",
        "truth_instead",
        "inverted",
        "as_text",
        "text_expected",
        "int_for_float",
        "float_for_int",
        "argument_changed",
        "not_raised",
        "other_exception",
        "other_message",
        "nested",
        "output_none",
        "not_a_number",
    }
)
"""Relations that say enough even when nobody may say of what: the others would make one guess."""


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Explain a wrong answer by its relation to the right one."""
    for seen in evidence.public or evidence.failing:
        if seen.status != "failed":
            continue
        for relation in seen.relations:
            if not seen.public and relation.kind not in _SURE_UNSEEN:
                continue
            if relation.kind in _NEED_AGREEMENT and not _agreed(evidence, relation.kind):
                continue
            found = _explain(evidence, *_sharpest(evidence, seen, relation))
            if found is not None:
                return found
    return None


def _alike(kind: str) -> tuple[str, ...]:
    return next((group for group in _ALIKE if kind in group), (kind,))


def _agreed(evidence: Evidence, kind: str) -> bool:
    return evidence.agree(*_alike(kind))


def _sharpest(
    evidence: Evidence, seen: Observation, relation: Relation
) -> tuple[Observation, Relation]:
    """Return the test that shows a blurred relation most clearly."""
    for kind in _alike(relation.kind):
        for other in (seen, *evidence.public):
            sharper = other.relation(kind)
            if sharper is not None:
                return other, sharper
    return seen, relation


def _explain(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis | None:
    if relation.kind == "none":
        return missing_return.explain(evidence, seen)
    special = _SPECIAL.get(relation.kind)
    if special is not None:
        return special(evidence, seen, relation)
    if relation.kind in ("one_too_many", "one_too_few") and not _counts(evidence, seen):
        return None
    text = _TEXTS.get(relation.kind)
    return None if text is None else _told(evidence, seen, relation, text)


def _told(
    evidence: Evidence, seen: Observation, relation: Relation, text: RelationText
) -> Diagnosis:
    words = {
        "got": kind_of_value(relation.got_type),
        "expected": kind_of_value(relation.expected_type),
        "exception": quote(relation.expected_type, 40),
        "raised": quote(relation.got_type, 40),
    }
    line = text.line(evidence.program, _function(evidence, seen)) if text.line else None
    if line is None:
        line = _answering_line(evidence, seen)
    look = f"Look at line {line}: {quote(evidence.program.source(line))}. " if line else ""
    return Diagnosis(
        rule=f"relation.{relation.kind}",
        what=f"{symptom(evidence, seen)} {text.what.format(**words)}",
        concept=text.concept.format(**words),
        where=f"{look}{text.look.format(**words)}",
        example=text.example,
        line=line,
    )


def _counts(evidence: Evidence, seen: Observation) -> bool:
    """Tell whether there is any counting that could be off by one."""
    function = _function(evidence, seen)
    return function is not None and any(
        isinstance(node, (ast.For, ast.While, ast.AugAssign, ast.comprehension))
        for node in walk(function)
    )


def _function(evidence: Evidence, seen: Observation) -> FunctionNode | None:
    names = evidence.entry.names
    if seen.call:
        called = seen.call.split("(")[0].strip()
        names = (called, *names)
    functions = evidence.program.functions
    return next((functions[name] for name in names if name in functions), None)


def _answering_line(evidence: Evidence, seen: Observation) -> int | None:
    """Return the line the answer leaves by; None when there are several."""
    function = _function(evidence, seen)
    if function is None:
        return None
    returns = [node for node in returns_of(function) if node.value is not None]
    telling = [n for n in returns if not isinstance(n.value, ast.Constant)] or returns
    return telling[-1].lineno if len(telling) == 1 or len(returns) == 1 else None


def _inverted(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis | None:
    # One truth value is wrong half of the time by chance: only a clean sweep tells.
    judged = [test for test in evidence.verdict.tests if test.status in ("passed", "failed")]
    swept = len(judged) == len(evidence.failing) and len(judged) > 1
    if not swept or not all(other.relation("inverted") for other in evidence.failing):
        return None
    return _told(evidence, seen, relation, TEXTS["inverted"])


def _not_raised(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis:
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


def _other_exception(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis:
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


_SPECIAL: dict[str, Callable[[Evidence, Observation, Relation], Diagnosis | None]] = {
    "inverted": _inverted,
    "not_raised": _not_raised,
    "other_exception": _other_exception,
}
