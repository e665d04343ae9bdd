"""A language model behind the tutor: what it says arrives, and what it fails at does no harm."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from codify_jupyter.problems import Problem
from tests.fake_llm import WORDS, FakeLLM, Fault

from .conftest import Api

QUESTION = {"text": "Where should I look?"}
CHAT = "problems/running-mean/messages"


@pytest.fixture
def llm(jp_asyncio_loop: asyncio.AbstractEventLoop) -> Iterator[FakeLLM]:
    model = FakeLLM()
    jp_asyncio_loop.run_until_complete(model.__aenter__())
    yield model
    jp_asyncio_loop.run_until_complete(model.__aexit__())


@pytest.fixture
def patience_s() -> str:
    """How long the tutor bears the model's silence."""
    return "0.3"


@pytest.fixture
def api(
    llm: FakeLLM, patience_s: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Api:
    """The server is asked for only once the model's address stands in the environment."""
    monkeypatch.setenv("CODIFY_LLM_BASE_URL", llm.base_url)
    monkeypatch.setenv("CODIFY_LLM_API_KEY", "secret-key")
    monkeypatch.setenv("CODIFY_LLM_MODEL", "fake-model")
    monkeypatch.setenv("CODIFY_LLM_BUDGET_S", patience_s)
    monkeypatch.setenv("CODIFY_LLM_STALL_S", patience_s)
    monkeypatch.setenv("CODIFY_LLM_TOTAL_S", "60")
    made: Api = request.getfixturevalue("plain_api")
    return made


async def test_its_words_stream_after_the_offline_hint(
    api: Api, llm: FakeLLM, running_mean: Problem
) -> None:
    body = {
        "problem": "running-mean",
        "code": running_mean.wrong[0].code,
        "idempotency_key": "6f1d4be0-5f3f-4be9-9a0a-0c3b6a7e4a55",
    }
    events = (await api.stream("submissions", body)).events
    hints = [data for _, name, data in events if name == "hint"]
    assert hints[0]["message"]["source"] == "builtin"
    assert "".join(data.get("delta", "") for data in hints).strip() == WORDS
    stored = (await api.get(CHAT)).json["messages"]
    assert [(m["source"], m["state"]) for m in stored] == [
        ("builtin", "complete"),
        ("llm", "complete"),
    ]
    assert stored[1]["text"].strip() == WORDS
    assert stored[1]["model"]


async def test_the_key_goes_to_the_model_and_nowhere_else(
    api: Api, llm: FakeLLM, running_mean: Problem, capfd: pytest.CaptureFixture[str]
) -> None:
    llm.status = 401
    answers = [
        await api.submit("running-mean", running_mean.wrong[0].code),
        await api.post(CHAT, QUESTION),
        await api.get("me"),
        await api.get(CHAT),
    ]
    assert any("secret-key" in one["authorization"] for one in llm.request_headers)
    assert all(b"secret-key" not in answer.body for answer in answers)
    assert "secret-key" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_refusal_leaves_the_offline_hint_and_an_answer(
    api: Api, llm: FakeLLM, running_mean: Problem, status: int
) -> None:
    llm.status = status
    llm.headers = {"retry-after": "1"} if status == 429 else {}
    await help_is_there(api, running_mean)


@pytest.mark.parametrize(
    "fault",
    [
        "no_headers",
        "no_first_token",
        "stalls",
        "cut",
        "empty",
        "malformed",
        "error_in_stream",
        "endless",
    ],
)
async def test_no_fault_of_the_model_leaves_a_student_without_help(
    api: Api, llm: FakeLLM, running_mean: Problem, fault: Fault
) -> None:
    llm.fault = fault
    await help_is_there(api, running_mean)


async def help_is_there(api: Api, problem: Problem) -> None:
    submitted = await api.submit(problem.slug, problem.wrong[0].code)
    assert submitted.status == 201
    assert submitted.json["verdict"]["status"] != "accepted"
    assert submitted.json["hint"]["text"]
    question, reply = (await api.post(CHAT, QUESTION)).json["messages"]
    assert question["text"] == QUESTION["text"]
    assert reply["text"]
    assert reply["state"] != "streaming"
    stored = (await api.get(CHAT)).json["messages"]
    assert stored[0]["source"] == "builtin"
    assert stored[0]["text"]
    assert all(one["text"] and one["state"] != "streaming" for one in stored)


@pytest.mark.parametrize("patience_s", ["60"])
async def test_a_student_who_stops_it_keeps_what_was_said(api: Api, llm: FakeLLM) -> None:
    llm.words = "Look at your loop. Which value does it reach in its last round?"
    llm.pieces_before_fault = 6
    llm.fault = "stalls"
    asking = asyncio.ensure_future(api.post(CHAT, QUESTION))
    await llm.asked.wait()
    stored: list[dict[str, object]] = []
    while len(stored) < 2:
        stored = (await api.get(CHAT)).json["messages"]
    assert (await api.ask("DELETE", f"messages/{stored[1]['id']}/stream")).status == 204
    await llm.left.wait()  # the model is told at once
    _, reply = (await asking).json["messages"]
    assert reply["state"] == "stopped"
    kept = (await api.get(CHAT)).json["messages"][1:]
    assert [one["text"] for one in kept] == ([reply["text"]] if reply["text"] else [])


@pytest.mark.parametrize("patience_s", ["60"])
async def test_the_preview_is_word_for_word_what_is_sent(
    api: Api, llm: FakeLLM, running_mean: Problem
) -> None:
    wrong = running_mean.wrong[0].code
    await api.submit("running-mean", wrong)
    await api.post(CHAT, {"text": "What is a window?"})
    for body in (
        {"text": "  Why is it wrong? ", "code": wrong},
        {"text": "And now?", "code": wrong + "\n# changed"},
        {"text": "Without code?"},
        {"text": "With a great deal of it?", "code": "#" * 300_000},
    ):
        preview = (await api.post(f"{CHAT}/preview", body)).json
        asked = len(llm.requests)
        await api.post(CHAT, body)
        assert preview["messages"] == llm.requests[asked]["messages"]
        assert (preview["model"], preview["host"]) == ("fake-model", "127.0.0.1")
    sent = "\n".join(message["content"] for message in llm.requests[asked - 3]["messages"])
    assert "Estimated skill, by topic: " in sent


@pytest.mark.parametrize("patience_s", ["60"])
@pytest.mark.parametrize("stops_too", [False, True])
@pytest.mark.parametrize("path", [CHAT, "submissions"])
async def test_a_student_who_leaves_stops_the_model(
    api: Api,
    llm: FakeLLM,
    running_mean: Problem,
    jp_serverapp: Any,
    path: str,
    stops_too: bool,
) -> None:
    llm.fault, llm.pieces_before_fault = "stalls", 12
    body: dict[str, str] = dict(QUESTION)
    if path == "submissions":
        code = running_mean.wrong[0].code
        body = {"problem": "running-mean", "code": code, "idempotency_key": str(uuid.uuid4())}
    await api.get("me")  # the server has started
    async with (
        httpx.AsyncClient(
            base_url=f"{jp_serverapp.connection_url}codify/api/",
            headers={
                "Authorization": f"token {jp_serverapp.identity_provider.token}",
                "Accept": "text/event-stream",
            },
            timeout=60,
            trust_env=False,
        ) as client,
        client.stream("POST", path, json=body) as stream,
    ):
        async for line in stream.aiter_lines():
            if '"delta"' in line:
                number = json.loads(line.removeprefix("data: "))["message_id"]
                break
    if stops_too:  # as the panel does: it leaves and says so, and the one may cross the other
        await asyncio.gather(*(api.ask("DELETE", f"messages/{number}/stream") for _ in range(5)))
    await asyncio.wait_for(llm.left.wait(), 10)  # the bill stops when the browser's tab closes
    kept: dict[str, Any] = {}
    async with asyncio.timeout(20):
        while not kept.get("text"):  # which it has once it has ended
            kept = (await api.get(CHAT)).json["messages"][-1]
            kept = kept if kept["id"] == number else {}
    assert kept["state"] == "stopped"


@pytest.mark.parametrize("patience_s", ["60"])
async def test_who_waits_for_the_whole_answer_and_leaves_stops_the_model_too(
    api: Api, llm: FakeLLM, jp_serverapp: Any
) -> None:
    llm.fault, llm.pieces_before_fault = "stalls", 12
    await api.get("me")
    async with httpx.AsyncClient(
        base_url=f"{jp_serverapp.connection_url}codify/api/",
        headers={"Authorization": f"token {jp_serverapp.identity_provider.token}"},
        timeout=None,
        trust_env=False,
    ) as client:
        asking = asyncio.create_task(client.post(CHAT, json=QUESTION))
        await asyncio.wait_for(llm.asked.wait(), 30)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    await asyncio.wait_for(llm.left.wait(), 10)
