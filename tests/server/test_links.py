"""Links that a person opens: a set leads to where the student goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

from codify_jupyter.problems import Problem, ProblemSet
from codify_jupyter.store import problem_sets

from .conftest import Api


async def follow(fetch: Callable[..., Awaitable[HTTPResponse]], *path: str) -> tuple[int, str]:
    """Status, and where it leads or what it says."""
    answer = await fetch("codify/open", *path, follow_redirects=False, raise_error=False)
    return answer.code, answer.headers.get("Location") or answer.body.decode()


async def test_a_link_to_a_set_leads_to_what_is_not_solved_yet(
    api: Api,
    jp_fetch: Callable[..., Awaitable[HTTPResponse]],
    jp_serverapp: Any,
    jp_base_url: str,
    running_mean: Problem,
) -> None:
    services = await jp_serverapp.web_app.settings["codify_application"].services()
    week = ProblemSet("week-1", "Week 1", "", {}, ("running-mean", "ferry-fare"))
    future = ProblemSet("week-2", "Week 2", "", {"release": "2099-01-01 10:00"}, ("club-ledger",))
    async with services.database.begin() as connection:
        for one in (week, future):
            await problem_sets.save_set(connection, one)
    lab = f"{jp_base_url}lab?codify="
    assert await follow(jp_fetch, "sets", "week-1") == (302, f"{lab}running-mean")
    await api.submit("running-mean", running_mean.solution)
    assert await follow(jp_fetch, "sets", "week-1") == (302, f"{lab}ferry-fare")
    assert await follow(jp_fetch, "running-mean") == (302, f"{lab}running-mean")
    code, page = await follow(jp_fetch, "sets", "week-2")
    assert code == 403
    assert "Opens Thu 2099-01-01, 10:00 (UTC)." in page
    code, page = await follow(jp_fetch, "sets", "none")
    assert code == 403
    assert "no such problem set" in page


@pytest.mark.parametrize("path", [("sets", "week-1"), ("running-mean",)])
async def test_a_stranger_is_sent_to_sign_in(
    api: Api, jp_fetch: Callable[..., Awaitable[HTTPResponse]], path: tuple[str, ...]
) -> None:
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(
            "codify/open", *path, follow_redirects=False, headers={"Authorization": "token no"}
        )
    assert refused.value.response is not None
    assert "/login" in refused.value.response.headers["Location"]
