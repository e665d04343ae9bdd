"""When a set opens, what is late, and for whom it is otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from codify_jupyter.problems import ProblemError, read_problem_set
from codify_jupyter.set_policy import (
    PolicyFault,
    check_policy,
    effective_policy,
    policy_words,
    refusal,
)

BERLIN: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "release": "2026-10-01 08:00",
    "due": "2026-10-08 23:59",
    "late": [{"hours": 24, "percent": 80}, {"until": "2026-10-15 23:59", "percent": 50}],
    "attempts": 3,
    "cooldown_s": 60,
    "overrides": [
        {"label": "extra-time", "extra_minutes": 90},
        {"student": "ada", "attempts": 9, "exam": "off"},
    ],
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_times_are_the_courses_and_summer_time_counts() -> None:
    policy = effective_policy(BERLIN)
    assert policy.due == at("2026-10-08 21:59")
    assert policy.closes == at("2026-10-15 21:59")
    assert effective_policy({"due": "2026-10-08T23:59+05:00"}).due == at("2026-10-08 18:59")
    winter = effective_policy({"timezone": "Europe/Berlin", "due": "2026-12-08 23:59"})
    assert winter.due == at("2026-12-08 22:59")


@pytest.mark.parametrize(
    ("when", "factor"),
    [
        ("2026-10-08 21:59", 1.0),
        ("2026-10-08 22:00", 0.8),
        ("2026-10-09 21:59", 0.8),
        ("2026-10-09 22:00", 0.5),
        ("2026-10-15 22:00", 0.0),
    ],
)
def test_late_steps(when: str, factor: float) -> None:
    assert effective_policy(BERLIN).factor(at(when)) == factor


def test_overrides_by_label_then_by_student() -> None:
    policy = effective_policy(BERLIN, "ada", ["extra-time"])
    assert policy.attempts == 9
    assert policy.due == at("2026-10-08 23:29")
    assert policy.late[-1].until == at("2026-10-15 23:29")
    assert effective_policy(BERLIN, "bob", ["other"]) == effective_policy(BERLIN)


@pytest.mark.parametrize(
    ("when", "tries", "since_s", "reason"),
    [
        ("2026-10-01 05:59", 0, None, "not_open"),
        ("2026-10-01 06:00", 0, None, None),
        ("2026-10-15 22:00", 0, None, "closed"),
        ("2026-10-02 06:00", 3, 99, "no_attempts"),
        ("2026-10-02 06:00", 1, 59, "cooldown"),
        ("2026-10-02 06:00", 1, 60, None),
    ],
)
def test_refusals(when: str, tries: int, since_s: float | None, reason: str | None) -> None:
    now = at(when)
    last = None if since_s is None else now - timedelta(seconds=since_s)
    found = refusal(effective_policy(BERLIN), now, tries=tries, last=last)
    assert (found.reason if found else None) == reason


def test_words_name_the_zone() -> None:
    words = policy_words(effective_policy(BERLIN | {"max_rung": 2}), at("2026-09-30 12:00"))
    assert words == [
        "Opens Thu 2026-10-01, 08:00 (Europe/Berlin).",
        "Due Thu 2026-10-08, 23:59 (Europe/Berlin).",
        "Until Fri 2026-10-09, 23:59 (Europe/Berlin) a late submission counts 80%.",
        "Until Thu 2026-10-15, 23:59 (Europe/Berlin) a late submission counts 50%.",
        "After that nothing is taken.",
        "3 attempts for each problem.",
        "At least 60 s between two submissions.",
        "The tutor's hints go up to level 2 of 4.",
    ]
    assert policy_words(effective_policy({}), at("2026-09-30 12:00")) == []


def test_an_exam_hides_until_it_is_over() -> None:
    policy = effective_policy({"exam": "on", "due": "2026-10-08 12:00"})
    assert not policy.tutor_is_on(at("2026-10-08 12:00"))
    assert policy.tutor_is_on(at("2026-10-08 12:01"))
    assert not policy.hidden_results_shown(at("2026-10-08 12:00"))
    assert policy.hidden_results_shown(at("2026-10-08 12:01"))
    released = effective_policy({"exam": "on", "release": "2026-10-08 10:00"})
    assert released.hidden_results_shown(at("2026-10-08 09:59"))
    assert not released.hidden_results_shown(at("2026-10-08 10:00"))


def test_an_exam_says_in_words_until_when_it_hides() -> None:
    exam = {"exam": "on", "due": "2026-10-08 12:00", "timezone": "Europe/Berlin"}
    policy = effective_policy(exam, "", ["x"])
    assert policy_words(policy, at("2026-10-08 09:00"))[-1] == (
        "Exam: no tutor, and only the public tests are shown until "
        "Thu 2026-10-08, 12:00 (Europe/Berlin)."
    )
    over = policy_words(policy, at("2026-10-08 10:01"))
    assert over[-1] == "The exam is over: all results are shown now."
    extra = {**exam, "overrides": [{"label": "x", "extra_minutes": 30}]}
    assert (
        "12:30 (Europe/Berlin)"
        in policy_words(effective_policy(extra, "", ["x"]), at("2026-10-08 09:00"))[-1]
    )


@pytest.mark.parametrize(
    ("policy", "key"),
    [
        ({"timezone": "Berlin"}, "timezone"),
        ({"due": "tomorrow!!"}, "due"),
        ({"late": [{"hours": 1, "percent": 1}]}, "late"),
        ({"due": "2026-10-08 12:00", "late": [{"percent": 1}]}, "late"),
        (
            {"due": "2026-10-08 12:00", "late": [{"until": "2026-10-08 11:00", "percent": 1}]},
            "late",
        ),
        ({"release": "2026-10-08 12:00", "due": "2026-10-08 12:00"}, "due"),
        ({"overrides": [{"attempts": 1}]}, "overrides"),
        ({"overrides": [{"student": "a", "due": "never ever"}]}, "due"),
    ],
)
def test_faults_name_their_key(policy: dict[str, Any], key: str) -> None:
    with pytest.raises(PolicyFault) as caught:
        check_policy(policy)
    assert caught.value.key == key


def test_a_set_file_with_a_fault_names_the_line(tmp_path: Path) -> None:
    write: Callable[[str], int] = (tmp_path / "s.yaml").write_text
    write(
        "codify-set: 1\nslug: s\ntitle: S\nitems: [a]\npolicy:\n"
        "  timezone: Europe/Berlin\n  due: 2026-13-08 23:59\n"
    )
    with pytest.raises(ProblemError) as caught:
        read_problem_set(tmp_path / "s.yaml")
    assert [(one.line, one.code) for one in caught.value.findings] == [(7, "bad-policy")]
    write(
        "codify-set: 1\nslug: s\ntitle: S\nitems: [a]\npolicy: {due: 2026-12-08 23:59, exam: on}\n"
    )
    assert read_problem_set(tmp_path / "s.yaml").policy == {"due": "2026-12-08 23:59", "exam": "on"}
