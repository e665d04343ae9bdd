"""Every shipped problem over HTTP: its reference is accepted, its wrong solutions are not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.problems import find_problems, read_problem

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

    async def status(slug: str, code: str) -> str:
        async with turns:
            answer = await api.submit(slug, code)
        return str(answer.json["verdict"]["status"])

    cases = [(one.slug, "solution", one.solution) for one in problems]
    cases += [(one.slug, wrong.name, wrong.code) for one in problems for wrong in one.wrong]
    found = await asyncio.gather(*(status(slug, code) for slug, _, code in cases))
    verdicts = {(slug, name): status for (slug, name, _), status in zip(cases, found, strict=True)}
    refused = [case for case, status in verdicts.items() if status != "accepted"]
    assert [case for case in refused if case[1] == "solution"] == []
    assert [case for case in verdicts if case not in refused and case[1] != "solution"] == []
    assert len(problems) >= 24
    assert "internal_error" not in verdicts.values()
