"""What instructors set for the tutor holds on every way to it: hints, ladder, chat, preview."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from codify_jupyter.problems import Problem
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.store import problem_sets

from .conftest import Api

CHAT = "problems/running-mean/messages"
HINTS = "problems/running-mean/hints"
Publish = Callable[[dict[str, Any]], Awaitable[None]]


@pytest.fixture
def publish(jp_serverapp: Any) -> Publish:
    async def publish(policy: dict[str, Any]) -> None:
        services = await jp_serverapp.web_app.settings["codify_application"].services()
        async with services.database.begin() as connection:
            one = ProblemSet("week", "Week", "", policy, ("running-mean",))
            await problem_sets.save_set(connection, one)

    return publish


@pytest.mark.parametrize("policy", [{"exam": True}, {"tutor": False}, {"tutor": "off"}])
async def test_in_an_exam_there_are_neither_hints_nor_chat(
    api: Api, running_mean: Problem, publish: Publish, policy: dict[str, Any]
) -> None:
    await publish(policy)
    answer = await api.submit("running-mean", running_mean.wrong[0].code)
    assert answer.status == 201
    assert answer.json["hint"] is None
    ladder = (await api.get(HINTS)).json["ladder"]
    assert (ladder["enabled"], ladder["next"]) == (False, None)
    assert "switched off" in ladder["note"]
    assert (await api.post(HINTS, {})).json["reason"] == "no_next_rung"
    for path in (CHAT, f"{CHAT}/preview"):
        asked = await api.post(path, {"text": "Why is it wrong?"})
        assert (asked.status, asked.json["reason"]) == (403, "tutor_off")
    assert (await api.get(CHAT)).json["messages"] == []


async def test_hints_and_chat_stop_at_the_highest_rung(
    api: Api, running_mean: Problem, publish: Publish
) -> None:
    await publish({"max_rung": 1})
    for wrong in running_mean.wrong[:2]:
        hint = (await api.submit("running-mean", wrong.code)).json["hint"]["text"]
    ladder = (await api.get(HINTS)).json["ladder"]
    assert (ladder["top"], ladder["next"]) == (1, None)
    assert (await api.post(HINTS, {})).json["reason"] == "no_next_rung"
    for _ in range(2):
        _, reply = (await api.post(CHAT, {"text": "I am stuck"})).json["messages"]
        assert reply["text"].startswith(hint)


async def test_where_nothing_is_set_asking_says_more(api: Api, running_mean: Problem) -> None:
    """The other way round: the test above can fail."""
    hint = (await api.submit("running-mean", running_mean.wrong[1].code)).json["hint"]["text"]
    _, reply = (await api.post(CHAT, {"text": "I am stuck"})).json["messages"]
    assert not reply["text"].startswith(hint)
