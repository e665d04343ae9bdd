"""Rule 5: patterns in the code that explain a wrong answer, told only when one is there."""

from __future__ import annotations

from collections.abc import Callable

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules import call_patterns as calls
from codify_jupyter.tutor.rules import condition_patterns as conditions
from codify_jupyter.tutor.rules import logic_patterns as logic
from codify_jupyter.tutor.rules import loop_patterns as loops
from codify_jupyter.tutor.rules import memory_patterns as memory
from codify_jupyter.tutor.rules import number_patterns as numbers
from codify_jupyter.tutor.rules import sharing_patterns as sharing
from codify_jupyter.tutor.rules import task_patterns as task
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
    sharing.mutable_default,
    values.recursive_answer_dropped,
    sharing.shared_by_all_objects,
    loops.rows_multiplied,
    numbers.fixed_list_of_inputs,
    memory.second_name,
    logic.never_both,
    calls.method_not_called,
    calls.compared_with_lazy,
    numbers.division_for_remainder,
)
_LIKELY: tuple[Check, ...] = (
    numbers.formula,
    numbers.position_for_item,
    numbers.never_started_again,
    numbers.count_for_sum,
    conditions.is_with_literal,
    conditions.examples_only,
    calls.group_counted,
    values.unused_parameter,
    memory.overwritten,
    memory.list_of_best_kept,
    memory.last_of_equals,
    memory.best_never_asked,
    memory.computed_once,
    memory.fixed_start,
    logic.one_flag_twice,
    logic.asked_once,
    logic.presence_for_count,
    logic.set_forgets,
    task.percent_as_number,
    task.rounded_on_the_way,
    task.capitals_forgotten,
    task.order_taken_for_granted,
    task.number_left_out,
    task.border_of_ones_own,
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
