"""How able a student is at what, and which problem is worth trying next: Elo with tags.

The chance to solve a problem is the logistic function of the student's ability
(theta), plus what its tags add or take away (the mean of their deltas), less how
hard the problem is (its rating).
Each counted result moves all three by how far it was from what was expected,
the less the more is known already.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

START_RATING = {"intro": -1.0, "easy": -0.3, "medium": 0.5, "hard": 1.2}
"""How hard problems are taken to be before anybody has tried them."""
PER_ATTEMPT = 0.15
PER_RUNG = 0.2
FAILED_WEIGHT = 0.25
"""A failed attempt counts a quarter: trying is how one learns."""
COMFORTABLE = (0.6, 0.8)
"""Chances at which a problem is neither dull nor discouraging."""
HOPELESS = 0.3
"""A problem that was begun comes first, unless the chance to solve it has sunk below this."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about a student, a problem's tags and the problem, before a result."""

    ability: float = 0.0
    results: int = 0
    """How many results made the ability."""
    rating: float = 0.0
    """How hard the problem is."""
    rating_results: int = 0
    tags: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    """Per tag of the problem: its delta and the number of results behind it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much a result moves what is known."""

    ability: float
    rating: float
    tags: Mapping[str, float]


def chance(ability: float, deltas: Iterable[float], rating: float) -> float:
    """The chance, 0 to 1, to solve a problem with these tags."""
    known = list(deltas)
    mean = sum(known) / len(known) if known else 0.0
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, ability + mean - rating))))


def mastery(ability: float, delta: float) -> float:
    """How well a tag is mastered, 0 to 1: the chance to solve a middling problem about it."""
    return chance(ability, [delta], 0.0)


def result_of(*, accepted: bool, earlier_attempts: int, rungs: int) -> float:
    """What a submission is worth, 0 to 1.

    Args:
        accepted: Whether it passed.
        earlier_attempts: Judged submissions to the problem before it.
        rungs: Rungs of the hint ladder that the student asked for; the first
            hint comes by itself and costs nothing.
    """
    if not accepted:
        return 0.0
    return max(0.0, 1.0 - PER_ATTEMPT * earlier_attempts - PER_RUNG * rungs)


def shift(standing: Standing, result: float, *, weight: float = 1.0) -> Shift:
    """Say how a result moves what is known."""
    expected = chance(
        standing.ability, (delta for delta, _ in standing.tags.values()), standing.rating
    )
    surprise = weight * (result - expected)
    count = max(1, len(standing.tags))
    return Shift(
        ability=0.3 / (1 + 0.05 * standing.results) * surprise,
        rating=-0.4 / (1 + 0.05 * standing.rating_results) * surprise,
        tags={
            tag: max(0.04, 0.4 / (1 + 0.05 * results)) * surprise / count
            for tag, (_, results) in standing.tags.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A problem that might be tried next."""

    slug: str
    title: str
    tags: tuple[str, ...]
    rating: float
    state: str
    """``new``, ``tried`` or ``solved``."""
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The problem to try next, and why, in words."""

    slug: str
    reason: str
    chance: float


def choose(
    candidates: Sequence[Candidate], ability: float, deltas: Mapping[str, float]
) -> Choice | None:
    """Choose the next problem: within reach, about the weakest tag, nothing skipped.

    Args:
        candidates: All problems, in the order in which they are taught.
        ability: The student's.
        deltas: The student's delta of every tag that was met so far.

    Returns:
        None when everything is solved.
    """
    solved = {one.slug for one in candidates if one.state == "solved"}
    known = {one.slug: one for one in candidates}
    unsolved = [one for one in candidates if one.state != "solved"]
    if not unsolved:
        return None
    ready = [
        one
        for one in unsolved
        if all(needed in solved or needed not in known for needed in one.prerequisites)
    ] or unsolved  # prerequisites that go in a circle must not end the way

    def odds(one: Candidate) -> float:
        return chance(ability, (deltas.get(tag, 0.0) for tag in one.tags), one.rating)

    low, high = COMFORTABLE
    begun = [one for one in unsolved if one.state == "tried" and odds(one) >= HOPELESS]
    if begun:
        one = min(begun, key=lambda one: abs(odds(one) - (low + high) / 2))
        return Choice(one.slug, _begun(known, one), odds(one))

    def distance(one: Candidate) -> float:
        return max(low - odds(one), odds(one) - high, 0.0)

    nearest = min(distance(one) for one in ready)
    # Where nothing is comfortable, what is least far from it; then the weakest tag decides.
    fitting = [one for one in ready if distance(one) <= max(nearest, 0.0) + 1e-9]
    one = min(fitting, key=lambda one: min((deltas.get(tag, 0.0) for tag in one.tags), default=0.0))
    return Choice(one.slug, _why(one, deltas, odds(one)), odds(one))


def _begun(known: Mapping[str, Candidate], one: Candidate) -> str:
    waiting = [
        other.title
        for other in known.values()
        if one.slug in other.prerequisites and other.state != "solved"
    ]
    opens = f" It also opens the way to “{waiting[0]}”." if waiting else ""
    return f"You have begun this one: another look may be enough.{opens}"


def _why(one: Candidate, deltas: Mapping[str, float], odds: float) -> str:
    met = [tag for tag in one.tags if tag in deltas]
    fresh = [tag for tag in one.tags if tag not in deltas]
    low, high = COMFORTABLE
    if odds > high:
        reach = "It should come easily to you"
    elif odds < low:
        reach = "It is a stretch, and the nearest there is"
    else:
        reach = "It should be within your reach"
    if met and deltas[min(met, key=lambda tag: deltas[tag])] <= 0:
        weakest = min(met, key=lambda tag: deltas[tag])
        return f"It practises “{weakest}”, where you are weakest so far. {reach}."
    if fresh and deltas:
        return f"It brings something new: “{fresh[0]}”. {reach}."
    if not deltas:
        return f"A good place to begin. {reach}."
    return f"It goes on with “{met[0] if met else one.title}”. {reach}."
