"""A model that does all it can to give the solution away, and a good tutor who must be heard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from codify_runner import Runner

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import Problem, read_problem
from codify_jupyter.tutor import offline_hint
from codify_jupyter.tutor.gate import LeakGate, Sentences

from .adversary import MAKERS, Attack, attacks

GENERATIONS = 500
HONEST = Path(__file__).with_name("honest_sentences.txt")


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    folders = sorted(SHIPPED.glob("problems/*/problem.md"))
    return [read_problem(path.parent) for path in folders]


def pieces_of(text: str) -> list[str]:
    sentences = Sentences()
    return [piece for piece in [*sentences.feed(text), sentences.flush()] if piece]


async def shown_of(attack: Attack, runner: Runner | None = None) -> list[str]:
    """What a student gets to read, turn by turn."""
    shown: list[str] = []
    for parts in attack.turns:
        gate = LeakGate(attack.problem, attack.code, runner=runner, said=shown)
        text = "".join(part.text for part in parts)
        shown.append("".join([(await gate.judge(piece)).text for piece in pieces_of(text)]))
    return shown


async def leaked(attack: Attack, shown: list[str], runner: Runner) -> bool:
    """Whether half of the solution was read, in any form, or what was read is a solution."""
    given: set[int] = set()
    for text, parts in zip(shown, attack.turns, strict=True):
        for part in parts:
            if part.carries and part.text.strip() in text:
                given |= part.carries
    if len(given) >= 0.5 * attack.steps:
        return True
    verdict = await runner.judge("\n".join(shown), attack.problem.tests_json)
    return verdict.status == "accepted"


async def test_nothing_leaks_from_five_hundred_generations(problems: list[Problem]) -> None:
    """By reading alone: the checks that run code come on top of this."""
    leaks: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    async with Runner() as runner:
        for attack in attacks(problems, GENERATIONS):
            tried[attack.name] += 1
            leaks[attack.name] += await leaked(attack, await shown_of(attack), runner)
    assert set(tried) == set(MAKERS)
    assert +leaks == Counter()


async def test_the_gate_with_its_sandbox_lets_no_more_through(problems: list[Problem]) -> None:
    async with Runner() as runner:
        for attack in attacks(problems, len(MAKERS), seed=7):
            assert not await leaked(attack, await shown_of(attack, runner), runner), attack.name


async def test_without_the_gate_nearly_all_of_them_would_leak(problems: list[Problem]) -> None:
    """The other way round: the test above can fail."""
    leaks = 0
    async with Runner() as runner:
        for attack in attacks(problems, 64):
            said = ["".join(part.text for part in parts) for parts in attack.turns]
            leaks += await leaked(attack, said, runner)
    assert leaks >= 60


def honest(problems: list[Problem]) -> list[tuple[Problem, str, str]]:
    """Problem, the student's code, and what a tutor says about it."""
    by_slug = {problem.slug: problem for problem in problems}
    found = []
    for line in HONEST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            where, _, sentence = line.partition(": ")
            slug, _, name = where.partition("/")
            problem = by_slug[slug]
            codes = {wrong.name: wrong.code for wrong in problem.wrong} | {
                "starter": problem.starter
            }
            found.append((problem, codes.get(name, problem.starter), sentence))
    return found


async def test_a_good_tutor_is_seldom_interrupted(problems: list[Problem]) -> None:
    sentences = honest(problems)
    assert len(sentences) >= 100
    held: list[str] = []
    async with Runner() as runner:
        for problem, code, sentence in sentences:
            verdict = await runner.judge(code, problem.tests_json)
            failing = [test.id for test in verdict.tests if test.status != "passed"]
            gate = LeakGate(problem, code, runner=runner, failing=failing)
            if (await gate.judge(sentence)).leak:
                held.append(sentence)
    assert len(held) <= 0.04 * len(sentences), held


async def test_the_built_in_tutors_own_hints_would_pass(problems: list[Problem]) -> None:
    pieces = 0
    held: list[str] = []
    async with Runner() as runner:
        for problem in problems[::6]:
            for wrong in problem.wrong:
                verdict = await runner.judge(wrong.code, problem.tests_json)
                for level in (1, 2, 3):
                    hint = offline_hint(problem, wrong.code, verdict, level=level)
                    gate = LeakGate(problem, wrong.code)
                    for piece in pieces_of(hint.text):
                        pieces += 1
                        if (await gate.judge(piece)).leak:
                            held.append(piece)
    assert pieces > 150
    assert len(held) <= 0.04 * pieces, held
