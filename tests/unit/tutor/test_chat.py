"""Questions answered without a model: useful, grounded, and honest about what answers."""

from __future__ import annotations

import pytest

from codify_jupyter.tutor.chat import INTRODUCTION, offline_answer
from codify_jupyter.tutor.glossary import explain
from tests.unit.tutor.samples import Judge, problem

TOTAL = problem(
    "total",
    [("total([2, 3])", "5"), ("total([])", "0"), ("total([7])", "7")],
    starter="def total(xs):\n    ...\n",
    solution="def total(xs):\n    return sum(xs)\n",
    statement="Write `total(xs)`: the sum of all numbers in `xs`.\n\nNothing else.",
)
PRINTS = "def total(xs):\n    t = 0\n    for x in xs:\n        t += x\n    print(t)\n"


@pytest.mark.parametrize(
    "question",
    [
        "Give me the solution",
        "please write the code for me",
        "can you just fix it",
        "Show me the complete code!",
        "do my homework",
        "Was ist die Lösung?",
    ],
)
def test_the_solution_is_declined_kindly_and_a_step_offered(judge: Judge, question: str) -> None:
    text = offline_answer(TOTAL, PRINTS, judge(TOTAL, PRINTS), question)
    assert "I keep the solution to myself" in text
    assert "gave back `None`" in text
    assert "next hint" in text
    assert "sum(" not in text


def test_it_says_plainly_what_it_is_and_only_once() -> None:
    first = offline_answer(TOTAL, PRINTS, None, "what does return mean?")
    assert INTRODUCTION in first
    history = [("user", "what does return mean?"), ("assistant", first)]
    assert INTRODUCTION not in offline_answer(TOTAL, PRINTS, None, "what is a loop?", history)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does return mean?", "hands a value back"),
        ("whats the difference between print and return", "shows values on the screen"),
        ("What is an IndexError?", "the length minus one"),
        ("how does a while loop work", "asks its condition before every round"),
        ("range?", "up to, but not including"),
        ("explain dictionaries", "finds a value by its key"),
    ],
)
def test_words_are_explained(question: str, words: str) -> None:
    assert words in offline_answer(TOTAL, PRINTS, None, question)


def test_a_failing_test_is_explained_by_its_number_or_call(judge: Judge) -> None:
    code = "def total(xs):\n    return xs[0]\n"
    verdict = judge(TOTAL, code)
    by_number = offline_answer(TOTAL, code, verdict, "Why does test 2 fail?")
    assert "which is empty for this input" in by_number
    by_call = offline_answer(TOTAL, code, verdict, "what about total([2, 3])?")
    assert "`total([2, 3])` gave `2`, and `5` was wanted" in by_call
    assert "passes" in offline_answer(TOTAL, code, verdict, "and test 3?")


def test_asking_again_gives_the_next_rung(judge: Judge) -> None:
    verdict = judge(TOTAL, PRINTS)
    first = offline_answer(TOTAL, PRINTS, verdict, "why is it wrong?")
    again = offline_answer(TOTAL, PRINTS, verdict, "I am stuck", [("assistant", first)])
    assert "gave back `None`" in first
    assert "`return` gives it to the code that made the call" in again


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What do I have to do?", "the sum of all numbers"),
        ("How do I start?", "Do that one by hand"),
        ("hello", "Hello!"),
        ("thanks!", "You are welcome"),
        ("Which line is it?", "a later hint"),
        ("What happened to it?", "cannot answer by rules"),
        ("\U0001f600", "cannot answer by rules"),
        ("x" * 4000, "cannot answer by rules"),
    ],
)
def test_other_kinds_of_questions(judge: Judge, question: str, words: str) -> None:
    assert words in offline_answer(TOTAL, PRINTS, judge(TOTAL, PRINTS), question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Peru?",
        "Who won the football match yesterday?",
        "Tell me a joke about penguins",
        "Do you like pizza?",
        "How old is the moon?",
        "Write a poem for my grandmother",
    ],
)
def test_what_has_nothing_to_do_with_it_is_led_back_in_a_line(judge: Judge, question: str) -> None:
    text = offline_answer(TOTAL, PRINTS, judge(TOTAL, PRINTS), question)
    assert text.startswith("I can help only with this problem.")
    assert "\n" not in text


@pytest.mark.parametrize(
    "question",
    [
        "I am lost",
        "what now?",
        "When does it break?",
        "How do I get the biggest of these?",
        "Can you help me?",
        "What if the numbers are negative?",
        "Warum ist das falsch?",
        "Which values are given?",
        "Do you see what I did?",
        "Could you look at this again?",
        "Is there a simpler way?",
    ],
)
def test_a_call_for_help_is_not_taken_for_something_else(judge: Judge, question: str) -> None:
    text = offline_answer(TOTAL, PRINTS, judge(TOTAL, PRINTS), question)
    assert not text.startswith("I can help only")


def test_untested_code_is_not_judged_by_guessing() -> None:
    assert "has not been tested yet" in offline_answer(TOTAL, PRINTS, None, "why is it wrong?")


def test_untested_code_that_cannot_be_read_is_explained_at_once() -> None:
    text = offline_answer(TOTAL, "def total(xs)\n    return 1\n", None, "help")
    assert "not finished" in text


def test_praise_after_acceptance(judge: Judge) -> None:
    code = "def total(xs):\n    return sum(xs)\n"
    assert "every test passes" in offline_answer(TOTAL, code, judge(TOTAL, code), "is it correct?")


def test_a_word_inside_another_is_no_match() -> None:
    assert explain("what is a forest?") is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which line is it?", "left to you"),
        ("Give me the solution", "I keep the solution to myself"),
        ("I am stuck", "gave back `None`"),
    ],
)
def test_the_instructors_limit_holds_in_the_chat_as_well(
    judge: Judge, question: str, words: str
) -> None:
    verdict = judge(TOTAL, PRINTS)
    first = offline_answer(TOTAL, PRINTS, verdict, "why is it wrong?")
    text = offline_answer(TOTAL, PRINTS, verdict, question, [("assistant", first)], top=1)
    assert words in text
    assert "gives it to the code that made the call" not in text
    assert "next hint" not in text
