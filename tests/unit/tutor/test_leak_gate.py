"""What a model may not say, and what it may."""

from __future__ import annotations

import pytest
from codify_runner import Runner

from codify_jupyter.tutor.gate.leak_gate import REPLACEMENT, LeakGate
from codify_jupyter.tutor.gate.sentences import Sentences
from tests.unit.tutor.samples import problem

SOLUTION = """\
def longest_run(marks):
    best = 0
    current = 0
    previous = None
    for mark in marks:
        if mark == previous:
            current += 1
        else:
            current = 1
        best = max(best, current)
        previous = mark
    return best
"""
RUNS = problem(
    "longest_run",
    [("longest_run([1, 1, 2])", "2"), ("longest_run([])", "0"), ("longest_run([3, 3, 3])", "3")],
    solution=SOLUTION,
    starter="def longest_run(marks):\n    ...\n",
    statement="Write `longest_run(marks)`: the length of the longest run of equal marks.",
)
WRONG = """\
def longest_run(marks):
    best = 0
    current = 0
    previous = None
    for mark in marks:
        if mark == previous:
            current += 1
        best = max(best, current)
        previous = mark
    return best
"""
RENAMED = (
    SOLUTION.replace("marks", "items")
    .replace("mark", "it")
    .replace("best", "top")
    .replace("current", "n")
    .replace("previous", "last")
)

LEAKS = [
    f"Here you are:\n\n```python\n{SOLUTION}```\n",
    f"```\n{RENAMED}```\n",
    "Do it like this:\n\n" + "\n".join(f"    {line}" for line in SOLUTION.splitlines()[1:]) + "\n",
    "```python\nif mark == previous:\n    current += 1\nelse:\n    current = 1\n```\n",
    SOLUTION,
    "You need `best = max(best, current); previous = mark; current = current + 1`.",
    "Try this:\n\nfor mark in marks:\n    current = current + 1 if mark == previous else 1\n",
]
HONEST = [
    "What does your loop do with the very first mark?",
    "Look at line 6: what happens when its condition is false?",
    "Your `for` loop visits every mark, which is right.",
    "`current` still has its old value when a new run begins. Should it?",
    (
        "The call `longest_run([1, 1, 2])` should give `2`. Which value does `best` have after the"
        " second round?"
    ),
    "A comparison such as `a == b` is `True` or `False`.",
    "In Python, `range(3)` gives 0, 1 and 2.",
    "Have you thought about the empty list `[]`?",
    "When you write `current += 1`, what else would have to happen at the end of a run?",
    "1. Read the task again.\n2. Take the second example.\n3. Follow it by hand.\n",
    (
        "Try to say it in words: if the mark is the same as before, the run goes on; if not, what"
        " then?"
    ),
    "Great question! The word `else` says what happens in all other cases.",
    "Run your code with (1, 1, 2) and print `current` in each round.",
    "Why is that? Because a variable keeps its value until something changes it.",
    "Return to the beginning of the loop for a moment.",
    "For example, a list of three apples has the positions 0, 1, 2.",
    "It depends on `previous`: what does it hold in the first round?",
    "Imagine a shopkeeper who counts customers: when does she start again at one?",
]


@pytest.mark.parametrize("text", LEAKS)
async def test_solutions_whole_or_in_part_are_held_back(text: str) -> None:
    gate = LeakGate(RUNS, "def longest_run(marks):\n    return 0\n")
    shown = await said_through(gate, text)
    assert gate.hits
    assert "max(" not in shown
    assert REPLACEMENT in shown


@pytest.mark.parametrize("text", HONEST)
async def test_honest_sentences_pass_unchanged(text: str) -> None:
    gate = LeakGate(RUNS, WRONG)
    assert await said_through(gate, text) == text
    assert not gate.hits


async def test_the_missing_line_is_found_by_running_it() -> None:
    async with Runner() as runner:
        gate = LeakGate(
            RUNS, WRONG.replace("        best", "        pass\n        best"), runner=runner
        )
        assert (
            await gate.judge("Just put `best = max(best, current + 1)` there.")
        ).leak is not None
        honest = await gate.judge("What if you print `current * 2` in each round?")
    assert honest.leak is None


async def test_a_solution_in_another_way_is_found_by_running_it() -> None:
    other = (
        "`longest_run = lambda m: max((len(list(g)) for _, g in"
        " __import__('itertools').groupby(m)), default=0)`"
    )
    async with Runner() as runner:
        by_running = await LeakGate(RUNS, WRONG, level=4, runner=runner).judge(other)
    assert by_running.leak == "runs_alone"


async def test_pieces_over_many_turns_add_up() -> None:
    gate = LeakGate(
        RUNS,
        "def longest_run(marks):\n    pass\n",
        said=[
            "Begin with `best = 0`.",
            "Then `for item in marks:`.",
            "Think of `if item == last:`.",
        ],
    )
    judged = [
        await gate.judge(piece)
        for piece in ("Now `n += 1`. ", "Otherwise `n = 1`. ", "Then `top = max(top, n)`. ")
    ]
    assert judged[-1].leak == "part_of_solution"


async def test_the_replacement_stands_only_once() -> None:
    gate = LeakGate(RUNS, "")
    first = await gate.judge(f"```\n{SOLUTION}```\n")
    second = await gate.judge(f"```\n{SOLUTION}```\n")
    assert REPLACEMENT in first.text
    assert second.text == ""


async def test_a_worked_example_may_have_code_but_not_of_this_task() -> None:
    other = "```python\ntotal = 0\nfor coin in purse:\n    total += coin\n```\n"
    assert (await LeakGate(RUNS, WRONG, level=4).judge(other)).leak is None
    assert (await LeakGate(RUNS, WRONG, level=3).judge(other)).leak == "block"
    own = "```python\nfor mark in marks:\n    print(mark)\n```\n"
    assert (await LeakGate(RUNS, "", level=4).judge(f"{own}{SOLUTION}")).leak is not None


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        *LEAKS,
        *HONEST,
        "No end",
        "One. Two? Three!\n\nFour `a. b` five.\n",
        "```\nnever closed. So. Be. It.\n",
        "A list:\n- one\n- two\n\nAnd e.g. this, 3.5 times.",
        "~~~\nx. y\n~~~\nafter. That",
    ],
)
def test_cutting_loses_nothing_and_does_not_depend_on_the_pieces(text: str, size: int) -> None:
    whole = pieces_of(text, len(text))
    assert pieces_of(text, size) == whole
    assert "".join(whole) == text


def test_what_belongs_together_is_one_piece() -> None:
    assert pieces_of("See:\n```\na = 1.\nb = 2.\n```\nNow go on. Or?", 3) == [
        "See:\n",
        "```\na = 1.\nb = 2.\n```\n",
        "Now go on. ",
        "Or?",
    ]


def pieces_of(text: str, size: int) -> list[str]:
    sentences = Sentences()
    pieces = [
        piece
        for start in range(0, len(text), size)
        for piece in sentences.feed(text[start : start + size])
    ]
    rest = sentences.flush()
    return [*pieces, rest] if rest else pieces


async def said_through(gate: LeakGate, text: str) -> str:
    shown = [(await gate.judge(piece)).text for piece in pieces_of(text, len(text))]
    return "".join(shown)
