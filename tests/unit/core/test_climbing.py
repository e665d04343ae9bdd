"""When the next hint opens, and what policies allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from codify_jupyter.climbing import WAIT_S, Ladder, ladder_of, same_program
from codify_jupyter.policy import TutorPolicy, tutor_policy
from codify_jupyter.set_policy import effective_policy
from codify_jupyter.store.messages import GivenHint

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ONE = "def f(x):\n    return x\n"
OTHER = "def f(x):\n    return x + 1\n"


def attempt(number: int, code: str = ONE, status: str = "wrong_answer") -> Any:
    return Mock(id=number, code=code, status=status)


def hint(rung: int, submission: int = 1, rule: str = "r", age_s: float = 5.0) -> GivenHint:
    return GivenHint(rung, rule, submission, NOW - timedelta(seconds=age_s))


def ladder(attempts: list[Any], hints: list[GivenHint], **policy: Any) -> Ladder:
    return ladder_of(TutorPolicy(**policy), attempts, hints, NOW)


def test_the_second_rung_opens_after_a_minute() -> None:
    early = ladder([attempt(1)], [hint(1)])
    assert (early.rung, early.next) == (1, 2)
    assert early.wait_s == pytest.approx(WAIT_S - 5)
    assert "changed code" in early.note
    late = ladder([attempt(1)], [hint(1, age_s=61)])
    assert (late.next, late.wait_s, late.note) == (2, 0.0, "")


def test_changed_code_opens_it_at_once_and_blanks_are_no_change() -> None:
    hints = [hint(1, 2, age_s=1), hint(1, 1)]
    assert ladder([attempt(2, OTHER), attempt(1)], hints).wait_s == 0.0
    spaced = ONE.replace("return x", "return  x  # done")
    assert ladder([attempt(2, spaced), attempt(1)], hints).wait_s > 0


def test_one_rung_for_each_change() -> None:
    hints = [hint(2, 2, age_s=1), hint(1, 2, age_s=2), hint(1, 1)]
    after = ladder([attempt(2, OTHER), attempt(1)], hints)
    assert after.next == 3
    assert after.wait_s > 0


def test_the_same_difficulty_goes_on_where_it_was_left_and_another_begins_anew() -> None:
    before = [hint(3, 1), hint(2, 1), hint(1, 1)]
    same = ladder([attempt(2, OTHER), attempt(1)], [hint(1, 2), *before])
    assert (same.rung, same.next) == (3, 4)
    other = ladder([attempt(2, OTHER), attempt(1)], [hint(1, 2, rule="s"), *before])
    assert (other.rung, other.next) == (1, 2)


def test_there_is_an_end() -> None:
    assert ladder([attempt(1)], [hint(4), hint(1)]).next is None
    capped = ladder([attempt(1)], [hint(2), hint(1)], max_rung=2)
    assert (capped.next, capped.top) == (None, 2)
    assert ladder([], []).next is None
    assert "Solved" in ladder([attempt(1, status="accepted")], [hint(1)]).note
    off = ladder([attempt(1)], [hint(1)], enabled=False)
    assert (off.enabled, off.next) == (False, None)


@pytest.mark.parametrize(
    ("tutor", "sets", "enabled", "rung"),
    [
        ({}, [], True, 4),
        ({"max_level": 3}, [{"max_rung": 2}], True, 2),
        ({}, [{"tutor": "off"}], False, 4),
        ({}, [{"tutor": "exam"}], False, 4),
        ({}, [{"tutor": "on"}, {"exam": "on"}], False, 4),
        ({"max_level": 1}, [{"max_rung": 4}], True, 1),
        ({}, [{"tutor": True}, {"tutor": False}], False, 4),
        ({"hints": False}, [], False, 4),
    ],
)
def test_the_strictest_policy_counts(
    tutor: dict[str, Any], sets: list[dict[str, Any]], enabled: bool, rung: int
) -> None:
    entry = Mock(problem=Mock(tutor=tutor))
    policies = [effective_policy(one) for one in sets]
    assert tutor_policy(entry, policies, NOW) == TutorPolicy(enabled, rung)


def test_an_exam_is_over_when_it_is_over_for_that_student() -> None:
    entry = Mock(problem=Mock(tutor={}))
    exam = {
        "exam": True,
        "due": "2026-03-01 13:00",
        "overrides": [
            {"label": "extra-time", "extra_minutes": 30},
            {"student": "bo", "tutor": "off"},
        ],
    }

    def on(student: str, label: str, minutes: int) -> bool:
        now = NOW + timedelta(minutes=minutes)
        return tutor_policy(entry, [effective_policy(exam, student, (label,))], now).enabled

    assert [on("ada", "", minutes) for minutes in (0, 59, 61)] == [False, False, True]
    assert [on("ada", "extra-time", minutes) for minutes in (61, 91)] == [False, True]
    assert not on("bo", "", 500)


def test_programs_that_cannot_be_read_are_compared_as_text() -> None:
    assert same_program("def f(:", "def  f(:")
    assert not same_program("def f(:", "def g(:")
