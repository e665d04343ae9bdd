"""Talking to the tutor over HTTP, without a language model."""

from __future__ import annotations

import asyncio

from codify_jupyter.problems import Problem

from .conftest import Api


async def test_a_question_is_answered_by_the_built_in_tutor(
    api: Api, running_mean: Problem
) -> None:
    await api.submit("running-mean", running_mean.wrong[0].code)
    answer = await api.post(
        "problems/running-mean/messages",
        {"text": "Why does the first test fail?", "code": running_mean.wrong[0].code},
    )
    question, reply = answer.json["messages"]
    assert question["role"] == "user"
    assert reply["role"] == "assistant"
    assert reply["source"] == "builtin"
    assert reply["state"] == "complete"
    assert reply["text"]


async def test_the_stream_carries_question_answer_and_end(api: Api) -> None:
    events = (await api.stream("problems/running-mean/messages", {"text": "Hello?"})).events
    names = [name for _, name, _ in events]
    assert names[:2] == ["message", "message"]
    assert names[-2:] == ["message", "done"]
    said = "".join(data["delta"] for _, name, data in events if name == "delta")
    assert events[-2][2]["message"]["text"] == said != ""


async def test_a_conversation_is_found_again(api: Api, running_mean: Problem) -> None:
    await api.post("problems/running-mean/messages", {"text": "One?"})
    await api.submit("running-mean", running_mean.wrong[0].code)
    await api.post("problems/running-mean/messages", {"text": "Two?"})
    messages = (await api.get("problems/running-mean/messages")).json["messages"]
    assert [m["role"] for m in messages] == ["user", "assistant", "assistant", "user", "assistant"]
    assert [m["text"] for m in messages if m["role"] == "user"] == ["One?", "Two?"]
    assert (await api.get("problems/ferry-fare/messages")).json["messages"] == []


async def test_an_answer_can_be_rated_and_a_question_cannot(api: Api) -> None:
    asked = await api.post("problems/running-mean/messages", {"text": "Hello?"})
    question, reply = asked.json["messages"]
    for rating in (1, -1, None):
        rated = await api.ask("PUT", f"messages/{reply['id']}/rating", {"rating": rating})
        assert rated.json["message"]["rating"] == rating
    path = f"messages/{question['id']}/rating"
    assert (await api.ask("PUT", path, {"rating": 1})).status == 404
    assert (await api.ask("PUT", f"messages/{reply['id']}/rating", {"rating": 5})).status == 400
    assert (await api.ask("PUT", f"messages/{reply['id']}/rating", {"rating": True})).status == 400


async def test_stopping_what_is_over_is_no_error(api: Api) -> None:
    asked = await api.post("problems/running-mean/messages", {"text": "Hello?"})
    number = asked.json["messages"][1]["id"]
    both = await asyncio.gather(*(api.ask("DELETE", f"messages/{number}/stream") for _ in range(2)))
    assert [answer.status for answer in both] == [204, 204]


async def test_a_bad_question_is_refused(api: Api) -> None:
    path = "problems/running-mean/messages"
    assert (await api.post(path, {"text": "   "})).json["reason"] == "empty_question"
    assert (await api.post(path, {"text": "x" * 4001})).json["reason"] == "question_too_long"
    assert (await api.post(path, {})).json["reason"] == "missing_field"
    assert (await api.post("problems/none/messages", {"text": "Hi"})).status == 404
    assert (await api.get(path)).json["messages"] == []
