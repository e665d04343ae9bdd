"""Rule 4: what the relation of the given answer to the wanted one tells."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import FunctionNode, Program, walk
from codify_jupyter.tutor.relation import Relation
from codify_jupyter.tutor.rules import contrast, item_contrast, missing_return, refusals
from codify_jupyter.tutor.rules.item_texts import ITEM_TEXTS
from codify_jupyter.tutor.rules.output_texts import OUTPUT_TEXTS
from codify_jupyter.tutor.rules.relation_text import RelationText
from codify_jupyter.tutor.rules.relation_texts import TEXTS
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.rules.telling_lines import (
    answering,
    collecting,
    counting,
    printing_of,
    whole_making,
)
from codify_jupyter.tutor.wording import kind_of_value, quote

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
        "only_one",
        "rotated",
        "sorted",
        "position_for_value",
        "value_for_position",
    }
)
"""Relations that one test may show by chance: told only when most failing tests agree."""

_TEXTS = {**TEXTS, **ITEM_TEXTS, **OUTPUT_TEXTS}

_ALIKE = (
    ("missing_last", "missing_first", "only_one", "stops_early", "missing_some", "empty"),
    ("extra_last", "extra_first", "duplicates", "extra_some"),
    ("order", "sorted", "rotated", "reversed"),
    ("rounded_too_far", "fraction_lost", "int_for_float"),
)
"""Relations that short answers blur (two items in another order are reversed), sharpest first."""

_SURE_UNSEEN = frozenset(
    {
        "none",
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
        "transposed",
        "letters",
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
    function = _function(evidence, seen)
    if relation.kind in _DROPPED and whole_making(evidence.program, function) is None:
        return None  # it only looks like that, by chance
    if relation.kind in _SOME_MISSING | _SOME_EXTRA and not _always(evidence, relation.kind):
        missing = relation.kind in _SOME_MISSING
        found = item_contrast.explain(evidence, seen, function, missing=missing)
        if found is not None:
            return found
    if (
        relation.kind in _BY_CHANCE
        and sum(s.relation(relation.kind) is not None for s in evidence.public) < 2
    ):
        relation = replace(relation, kind="order")
    if relation.kind in _ORDERS:
        # What sets the input apart says more than that something is in another order.
        found = contrast.diagnose(evidence)
        if found is not None:
            return found
    text = _TEXTS.get(relation.kind)
    return None if text is None else _told(evidence, seen, relation, text)


def _always(evidence: Evidence, kind: str) -> bool:
    """Tell whether it is in the same place in every failing test: then the place tells more."""
    at_an_end = kind.endswith(("first", "last"))
    return at_an_end and all(seen.relation(kind) is not None for seen in evidence.public)


_BY_CHANCE = frozenset({"sorted", "rotated"})
"""What a single example of a few items may well show by chance."""
_ORDERS = _BY_CHANCE | {"order"}
_DROPPED = frozenset({"fraction_lost", "rounded_too_far"})
_SOME_MISSING = frozenset({"missing_first", "missing_last", "missing_some", "only_one"})
_SOME_EXTRA = frozenset({"extra_first", "extra_last", "extra_some"})


def _told(
    evidence: Evidence, seen: Observation, relation: Relation, text: RelationText
) -> Diagnosis:
    words = {
        "got": kind_of_value(relation.got_type),
        "expected": kind_of_value(relation.expected_type),
        "exception": quote(relation.expected_type, 40),
        "raised": quote(relation.got_type, 40),
    }
    line = _line(evidence, seen, relation, text)
    look = (
        f"Look at line {line}: {quote(evidence.program.source(line))}. "
        if line
        else "Find the line that makes this answer. "
    )
    return Diagnosis(
        rule=f"relation.{relation.kind}",
        what=f"{symptom(evidence, seen)} {text.what.format(**words)}",
        concept=text.concept.format(**words),
        where=f"{look}{text.look.format(**words)}",
        example=text.example,
        line=line,
    )


def _line(
    evidence: Evidence, seen: Observation, relation: Relation, text: RelationText
) -> int | None:
    program = evidence.program
    printed = _print_of_difference(program, seen) if relation.kind in _ABOUT_A_LINE else None
    if printed is not None:
        return printed
    if seen.call is None and len(evidence.entry.names) > 1:
        return None  # nobody may say which of the functions it is about
    function = _function(evidence, seen)
    finder = text.line
    if relation.of_items and finder in (None, counting):
        finder = collecting
    line = finder(program, function) if finder is not None else None
    if line is not None or function is None:
        return line
    return answering(function, seen.got.returns if seen.got is not None else None)


_ABOUT_A_LINE = frozenset(
    {
        "output_case",
        "output_punctuation",
        "output_spacing",
        "output_wording",
        "output_number_form",
        "output_other",
    }
)


def _print_of_difference(program: Program, seen: Observation) -> int | None:
    """Return the line of the ``print`` that made the first line that differs."""
    if seen.got is None or seen.expected is None:
        return None
    mine = (seen.got.stdout or "").splitlines()
    right = (seen.expected.stdout or "").splitlines()
    wrong = next((a for a, b in zip(mine, right, strict=False) if a != b), None)
    return None if wrong is None else printing_of(program, wrong)


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


def _inverted(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis | None:
    # One truth value is wrong half of the time by chance: only a clean sweep tells.
    judged = [test for test in evidence.verdict.tests if test.status in ("passed", "failed")]
    swept = len(judged) == len(evidence.failing) and len(judged) > 1
    if not swept or not all(other.relation("inverted") for other in evidence.failing):
        return None
    return _told(evidence, seen, relation, TEXTS["inverted"])


def _other_case(evidence: Evidence, seen: Observation, relation: Relation) -> Diagnosis | None:
    """Tell when all that was printed is a fixed text, which must be meant for something else."""
    printed = ((seen.got and seen.got.stdout) or "").strip()
    fixed = {
        node.args[0].value
        for node in evidence.program.of(ast.Call)
        if isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
    }
    if seen.public and printed in fixed:
        relation = replace(relation, kind="output_other")
    text = OUTPUT_TEXTS.get(relation.kind)
    return None if text is None else _told(evidence, seen, relation, text)


_SPECIAL: dict[str, Callable[[Evidence, Observation, Relation], Diagnosis | None]] = {
    "inverted": _inverted,
    "not_raised": refusals.not_raised,
    "other_exception": refusals.other_exception,
    "output_line_count": _other_case,
    "output_different": _other_case,
}
