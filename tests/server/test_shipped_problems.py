"""Every shipped problem over HTTP: its reference is accepted, its wrong solutions are not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import Problem, find_problems, read_problem

from .conftest import Api


@pytest.fixture
def jp_server_config(empty_database_url: str) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"codify_server": True}},
        "CodifyExtension": {"database_url": empty_database_url},
    }


async def test_references_are_accepted_and_wrong_solutions_are_not(api: Api) -> None:
    folders, _ = find_problems([SHIPPED])
    problems = [read_problem(folder) for folder in folders]
    turns = asyncio.Semaphore(4)

    async def try_all(problem: Problem) -> dict[tuple[str, str], str]:
        """One after the other: a student has one open submission to a problem."""
        codes = {"solution": problem.solution} | {one.name: one.code for one in problem.wrong}
        async with turns:
            answers = {
                (problem.slug, name): await api.submit(problem.slug, code)
                for name, code in codes.items()
            }
        return {case: str(answer.json["verdict"]["status"]) for case, answer in answers.items()}

    verdicts: dict[tuple[str, str], str] = {}
    for found in await asyncio.gather(*map(try_all, problems)):
        verdicts |= found
    refused = [case for case, status in verdicts.items() if status != "accepted"]
    assert [case for case in refused if case[1] == "solution"] == []
    assert [case for case in verdicts if case not in refused and case[1] != "solution"] == []
    assert len(problems) >= 24
    assert "internal_error" not in verdicts.values()
