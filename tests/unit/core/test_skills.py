"""Elo with tags, and the choice of the next problem."""

from __future__ import annotations

import pytest

from codify_jupyter.skills import (
    COMFORTABLE,
    Candidate,
    Standing,
    chance,
    choose,
    mastery,
    result_of,
    shift,
)


def problem(slug: str, rating: float = -1.0, **more: object) -> Candidate:
    values: dict[str, object] = {"title": slug.title(), "tags": ("loops",), "state": "new"}
    return Candidate(slug=slug, rating=rating, **(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accepted", "earlier", "rungs", "worth"),
    [
        (True, 0, 0, 1.0),
        (True, 2, 0, 0.7),
        (True, 0, 3, 0.4),
        (True, 1, 1, 0.65),
        (True, 9, 3, 0.0),
        (False, 0, 0, 0.0),
    ],
)
def test_what_a_result_is_worth(accepted: bool, earlier: int, rungs: int, worth: float) -> None:
    result = result_of(accepted=accepted, earlier_attempts=earlier, rungs=rungs)
    assert result == pytest.approx(worth)


def test_a_surprise_moves_all_three_and_an_expected_result_nothing() -> None:
    even = Standing(tags={"loops": (0.0, 0), "lists": (0.0, 0)})
    moved = shift(even, 1.0)
    assert moved.ability == pytest.approx(0.3 * 0.5)
    assert moved.rating == pytest.approx(-0.4 * 0.5)
    assert dict(moved.tags) == pytest.approx({"loops": 0.4 * 0.5 / 2, "lists": 0.4 * 0.5 / 2})
    expected = chance(0.0, [], 0.0)
    assert shift(even, expected).ability == pytest.approx(0.0)
    assert shift(even, 0.0).ability < 0 < shift(even, 0.0).rating


def test_what_is_well_known_moves_less_but_never_stands_still() -> None:
    fresh = shift(Standing(tags={"loops": (0.0, 0)}), 1.0)
    known = shift(Standing(results=40, rating_results=40, tags={"loops": (0.0, 400)}), 1.0)
    assert 0 < known.ability < fresh.ability / 2
    assert known.tags["loops"] == pytest.approx(0.04 * 0.5)


def test_chances_stay_chances_whatever_the_numbers() -> None:
    assert 0.0 <= chance(1e9, [1e9], -1e9) <= 1.0
    assert 0.0 <= chance(-1e9, [], 1e9) < 1e-9
    assert mastery(0.0, 0.0) == 0.5


def test_somebody_new_begins_with_what_is_taught_first_and_within_reach() -> None:
    choice = choose([problem("hard", 2.0), problem("first"), problem("second")], 0.0, {})
    assert choice is not None
    assert choice.slug == "first"
    assert COMFORTABLE[0] <= choice.chance <= COMFORTABLE[1]
    assert choice.reason == "A good place to begin. It should be within your reach."


def test_the_weakest_tag_comes_first_and_is_named() -> None:
    known = {"loops": 0.3, "lists": -0.4}
    choice = choose(
        [problem("one", -0.7), problem("two", -1.3, tags=("loops", "lists"))], 0.0, known
    )
    assert choice is not None
    assert choice.slug == "two"
    assert "“lists”, where you are weakest" in choice.reason


def test_what_prepares_comes_before_what_needs_it() -> None:
    choice = choose([problem("later", prerequisites=("base",)), problem("base", 0.0)], 0.0, {})
    assert choice is not None
    assert choice.slug == "base"
    solved = [problem("later", prerequisites=("base",)), problem("base", state="solved")]
    after = choose(solved, 0.0, {})
    assert after is not None
    assert after.slug == "later"


def test_prerequisites_that_are_not_offered_or_go_in_a_circle_hold_nothing_up() -> None:
    assert choose([problem("a", prerequisites=("elsewhere",))], 0.0, {}) is not None
    circle = [problem("a", prerequisites=("b",)), problem("b", prerequisites=("a",))]
    assert choose(circle, 0.0, {}) is not None


def test_a_begun_problem_comes_first_unless_it_is_hopeless() -> None:
    begun = choose(
        [
            problem("new"),
            problem("begun", 0.4, state="tried"),
            problem("x", prerequisites=("begun",)),
        ],
        0.0,
        {},
    )
    assert begun is not None
    assert begun.slug == "begun"
    assert "opens the way to “X”" in begun.reason
    hopeless = choose([problem("new"), problem("begun", 3.0, state="tried")], 0.0, {})
    assert hopeless is not None
    assert hopeless.slug == "new"


@pytest.mark.parametrize(("rating", "words"), [(-4.0, "come easily"), (3.0, "a stretch")])
def test_what_is_out_of_the_comfortable_range_is_said_to_be(rating: float, words: str) -> None:
    choice = choose([problem("only", rating)], 0.0, {"loops": 0.2})
    assert choice is not None
    assert words in choice.reason


def test_all_solved_leaves_nothing_to_choose() -> None:
    assert choose([problem("a", state="solved")], 0.0, {}) is None
    assert choose([], 0.0, {}) is None
