"""Rule 5: patterns in the code that explain a wrong answer, told only when one is there."""

from __future__ import annotations

from collections.abc import Callable

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules import condition_patterns as conditions
from codify_jupyter.tutor.rules import loop_patterns as loops
from codify_jupyter.tutor.rules import number_patterns as numbers
from codify_jupyter.tutor.rules import value_patterns as values

Check = Callable[[Evidence, Observation], Diagnosis | None]

_SURE: tuple[Check, ...] = (
    values.mutator_assigned,
    values.result_dropped,
    loops.return_in_loop,
    loops.changed_while_walking,
    loops.started_again,
    loops.same_list_added,
    conditions.or_with_a_value,
    values.sign_swapped,
    conditions.unreachable_branch,
    conditions.separate_ifs_overwrite,
    values.mutable_default,
    values.recursive_answer_dropped,
    values.shared_by_all_objects,
    loops.rows_multiplied,
    numbers.fixed_list_of_inputs,
)
_LIKELY: tuple[Check, ...] = (
    numbers.formula,
    numbers.position_for_item,
    numbers.never_started_again,
    conditions.is_with_literal,
    conditions.examples_only,
    values.unused_parameter,
)


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Find a pattern that is all but surely the cause of the first failing test."""
    return _first_of(evidence, _SURE)


def diagnose_likely(evidence: Evidence) -> Diagnosis | None:
    """Find a pattern that is probably the cause; asked after the relation rules."""
    return _first_of(evidence, _LIKELY)


def _first_of(evidence: Evidence, checks: tuple[Check, ...]) -> Diagnosis | None:
    seen = next((s for s in evidence.public or evidence.failing if s.status == "failed"), None)
    if seen is None or evidence.program.tree is None:
        return None
    return next(filter(None, (check(evidence, seen) for check in checks)), None)
