"""The built-in tutor on every wrong solution of the shipped problems, judged for real."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from codify_runner import Runner

import codify_jupyter
from codify_jupyter.problems import read_problem
from codify_jupyter.tutor.evaluation import Case, Figures, attempts_of, evaluate

STARTER = Path(codify_jupyter.__file__).parent / "starter"


@pytest.fixture(scope="module")
def figures() -> Figures:
    """One evaluation for all of the tests here."""

    async def run() -> Figures:
        folders = sorted(STARTER.glob("problems/*/problem.md"))
        async with Runner() as runner:
            attempts = [one for path in folders for one in attempts_of(read_problem(path.parent))]
            return await evaluate(attempts, runner)

    return asyncio.run(run())


def test_no_hidden_value_is_in_any_text_on_any_rung(figures: Figures) -> None:
    assert {case.name: case.leaks for case in figures.cases if case.leaks} == {}


def test_most_first_hints_recognise_the_mistake(figures: Figures) -> None:
    assert figures.specific >= 0.9, figures.table()


def test_every_wrong_solution_gets_a_question(figures: Figures) -> None:
    silent = [case.name for case in figures.cases if "?" not in case.hints[0].text]
    assert silent == []


def test_first_hints_are_short(figures: Figures) -> None:
    long = {
        case.name: case.hints[0].text
        for case in figures.cases
        if len(re.sub(r"`+[^`]*`+", "", case.hints[0].text)) > 420
    }
    assert long == {}


def test_no_hint_is_a_line_of_the_reference(figures: Figures) -> None:
    """Fixed lines never stand in a hint: only the student's own lines may be quoted."""
    told = {}
    for case in figures.cases:
        public = _public(case)
        secret = {
            line.strip()
            for line in case.attempt.problem.solution.splitlines()
            if len(line.strip()) > 12 and line.strip() not in public
        }
        for hint in case.hints:
            shown = [line for line in secret if line in hint.text]
            if shown:
                told[f"{case.name}, rung {hint.level}"] = shown
    assert told == {}


def _public(case: Case) -> str:
    problem = case.attempt.problem
    return problem.prompt_md + problem.starter + case.attempt.code
