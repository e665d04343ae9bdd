"""What a problem set allows whom and when: worked out when it is asked for, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TOP_RUNG = 4
_TIMES = ("release", "due")


class PolicyFault(ValueError):
    """A policy that cannot be read. ``key`` says where."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class LateStep:
    """Until when a late submission counts, and how much of it."""

    until: datetime
    percent: float


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """What holds for one student."""

    zone: ZoneInfo
    release: datetime | None = None
    due: datetime | None = None
    late: tuple[LateStep, ...] = ()
    attempts: int | None = None
    """Per problem."""
    cooldown_s: float = 0.0
    """Between two submissions to a problem."""
    tutor: bool = True
    """Where there is an exam, only after it; see ``tutor_is_on``."""
    max_rung: int = TOP_RUNG
    exam: bool = False
    """No tutor, and of a verdict only the public tests until it is over."""

    @property
    def closes(self) -> datetime | None:
        """After this nothing is taken; None for never."""
        return self.late[-1].until if self.late else self.due

    def factor(self, at: datetime) -> float:
        """How much of a submission of that time counts, 0 to 1."""
        if self.due is None or at <= self.due:
            return 1.0
        return next((step.percent / 100 for step in self.late if at <= step.until), 0.0)

    def hidden_results_shown(self, now: datetime) -> bool:
        """Whether a verdict may tell how the tests that are not public went."""
        before = self.release is not None and now < self.release
        return not self.exam or before or (self.closes is not None and now > self.closes)

    def tutor_is_on(self, now: datetime) -> bool:
        """Whether the tutor may help: not in an exam, until it is over for this student."""
        return self.tutor and (not self.exam or (self.closes is not None and now > self.closes))

    def closing_words(self) -> str:
        """When it closes, for people; empty for never."""
        return "" if self.closes is None else _said(self.closes, self)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a submission is not taken now."""

    reason: str
    """``not_open``, ``closed``, ``no_attempts`` or ``cooldown``."""
    sentence: str
    retry_after_s: float | None = None


def effective_policy(
    written: Mapping[str, Any], student: str = "", labels: Iterable[str] = ()
) -> SetPolicy:
    """The policy of a set file for a student: what the set says, then the overrides.

    Overrides by label come first, in the order of the file, then those by
    student. ``extra_minutes`` moves what is due, late steps included.

    Raises:
        PolicyFault: a time, zone or step cannot be read.
    """
    mine = set(labels)
    overrides = [one for one in written.get("overrides", ()) if isinstance(one, Mapping)]
    chosen = [one for one in overrides if "label" in one and one["label"] in mine]
    chosen += [one for one in overrides if student and one.get("student") == student]
    merged = {key: value for key, value in written.items() if key != "overrides"}
    extra = timedelta()
    for one in chosen:
        merged |= {k: v for k, v in one.items() if k not in ("label", "student", "extra_minutes")}
        extra += timedelta(minutes=float(one.get("extra_minutes", 0)))
    return _moved(_read(merged), extra)


def shown_policy(
    written: Mapping[str, Any], now: datetime, student: str = "", labels: Iterable[str] = ()
) -> dict[str, Any]:
    """What a student may see of a policy: what holds for the student, also in words.

    Nobody sees what was granted to others.
    """
    policy = effective_policy(written, student, labels)
    shown: dict[str, Any] = {"words": policy_words(policy, now)}
    for key, when in (("release", policy.release), ("due", policy.due), ("closes", policy.closes)):
        if when is not None:
            shown[key] = when.isoformat()
    if "tutor" in written or policy.exam:
        shown["tutor"] = policy.tutor_is_on(now)
    if policy.max_rung < TOP_RUNG:
        shown["max_rung"] = policy.max_rung
    if policy.exam:
        shown["exam"] = True
    if policy.attempts is not None:
        shown["attempts"] = policy.attempts
    return shown


def check_policy(written: Mapping[str, Any]) -> None:
    """See that a policy can be read, whoever asks.

    Raises:
        PolicyFault: with the key at fault.
    """
    _check_said("due", written)
    for one in written.get("overrides", ()):
        if ("label" in one) == ("student" in one):
            raise PolicyFault("overrides", "an override is for a `label` or for a `student`")
        _check_said("overrides", written, one.get("student", ""), [one.get("label", "")])


def _check_said(
    key: str, written: Mapping[str, Any], student: str = "", labels: Iterable[str] = ()
) -> None:
    """See that a policy can be read, and put into words: times reckon no further than calendars."""
    try:
        policy_words(effective_policy(written, student, labels), utc_now())
    except OverflowError:
        message = "a time lies outside of the years 1 to 9999; bring it nearer"
        raise PolicyFault(key, message) from None


def refusal(
    policy: SetPolicy, now: datetime, *, tries: int, last: datetime | None
) -> Refusal | None:
    """Why a submission is not taken; None when it is.

    ``tries`` counts the student's submissions to the problem, ``last`` is the
    time of the latest.
    """
    early = not_open_yet(policy, now)
    if early is not None:
        return early
    if policy.closes is not None and now > policy.closes:
        return Refusal("closed", f"This closed {_said(policy.closes, policy)}.")
    if policy.attempts is not None and tries >= policy.attempts:
        return Refusal("no_attempts", f"You have used all {policy.attempts} attempts.")
    if last is not None and policy.cooldown_s:
        wait = policy.cooldown_s - (now - last).total_seconds()
        if wait > 0:
            sentence = f"You may submit again in {_duration(wait)}. Run the tests meanwhile."
            return Refusal("cooldown", sentence, wait)
    return None


def not_open_yet(policy: SetPolicy, now: datetime) -> Refusal | None:
    """Why it may not even be read; None once it is released."""
    if policy.release is None or now >= policy.release:
        return None
    wait = (policy.release - now).total_seconds()
    return Refusal("not_open", f"This opens {_said(policy.release, policy)}.", wait)


def policy_words(policy: SetPolicy, now: datetime) -> list[str]:
    """What a student should know, in sentences, times in the course's zone."""
    words = []
    if policy.release is not None and now < policy.release:
        words.append(f"Opens {_said(policy.release, policy)}.")
    if policy.due is not None:
        was = "Was due" if now > policy.due else "Due"
        words.append(f"{was} {_said(policy.due, policy)}.")
        words += [
            f"Until {_said(step.until, policy)} a late submission counts {step.percent:g}%."
            for step in policy.late
        ]
        if policy.closes is not None:
            words.append(
                "It is closed now." if now > policy.closes else "After that nothing is taken."
            )
    if policy.attempts is not None:
        several = "attempt" if policy.attempts == 1 else "attempts"
        words.append(f"{policy.attempts} {several} for each problem.")
    if policy.cooldown_s:
        words.append(f"At least {_duration(policy.cooldown_s)} between two submissions.")
    if policy.exam:
        words.append(_exam_words(policy, now))
    elif not policy.tutor:
        words.append("The tutor is off.")
    elif policy.max_rung < TOP_RUNG:
        words.append(f"The tutor's hints go up to level {policy.max_rung} of {TOP_RUNG}.")
    return words


def _exam_words(policy: SetPolicy, now: datetime) -> str:
    if policy.hidden_results_shown(now):
        return "The exam is over: all results are shown now."
    until = f" until {policy.closing_words()}" if policy.closes else ""
    return f"Exam: no tutor, and only the public tests are shown{until}."


def _read(values: Mapping[str, Any]) -> SetPolicy:
    zone = _zone(values.get("timezone", "UTC"))
    times = {key: _time(key, values[key], zone) for key in _TIMES if key in values}
    due = times.get("due")
    late = tuple(_step(one, due, zone) for one in values.get("late", ()))
    before = due
    for step in late:
        if before is None or step.until <= before:
            raise PolicyFault("late", "late steps come after `due`, each later than the one before")
        before = step.until
    if "release" in times and due is not None and due <= times["release"]:
        raise PolicyFault("due", "`due` must come after `release`")
    tutor = values.get("tutor", True) in (True, "on")
    exam = values.get("exam", False) in (True, "on")
    return SetPolicy(
        zone=zone,
        release=times.get("release"),
        due=due,
        late=late,
        attempts=values.get("attempts"),
        cooldown_s=float(values.get("cooldown_s", 0)),
        tutor=tutor,
        max_rung=int(values.get("max_rung", TOP_RUNG)),
        exam=exam,
    )


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"there is no time zone {str(name)[:40]!r}; write e.g. Europe/Berlin"
        raise PolicyFault("timezone", message) from None


def _time(key: str, value: object, zone: ZoneInfo) -> datetime:
    try:
        read = datetime.fromisoformat(str(value).strip())
    except ValueError:
        message = f"{str(value)[:40]!r} is no time; write e.g. 2026-10-08 23:59"
        raise PolicyFault(key, message) from None
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)


def _step(one: Mapping[str, Any], due: datetime | None, zone: ZoneInfo) -> LateStep:
    if due is None:
        raise PolicyFault("late", "late steps need a `due` to be late for")
    if "until" in one:
        return LateStep(_time("late", one["until"], zone), float(one["percent"]))
    if "hours" not in one:
        raise PolicyFault("late", "a late step has `until` or `hours`")
    return LateStep(due + timedelta(hours=float(one["hours"])), float(one["percent"]))


def _moved(policy: SetPolicy, extra: timedelta) -> SetPolicy:
    if not extra or policy.due is None:
        return policy
    late = tuple(replace(step, until=step.until + extra) for step in policy.late)
    return replace(policy, due=policy.due + extra, late=late)


def _said(when: datetime, policy: SetPolicy) -> str:
    """A time for people: no locale decides about it, and the zone stands beside."""
    local = when.astimezone(policy.zone)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[local.weekday()]
    return f"{day} {local:%Y-%m-%d, %H:%M} ({policy.zone.key})"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} minutes" if seconds < 7200 else f"{round(seconds / 3600)} hours"


def utc_now() -> datetime:
    """The server's clock: the only one that counts."""
    return datetime.now(UTC)
