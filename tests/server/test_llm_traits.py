"""The language model, set up by traits of the extension, which win over the environment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fake_llm import WORDS, FakeLLM

from .conftest import Api

CHAT = "problems/running-mean/messages"
QUESTION = {"text": "Where should I look?"}


@pytest.fixture
def llm(jp_asyncio_loop: asyncio.AbstractEventLoop) -> Iterator[FakeLLM]:
    model = FakeLLM(usage=(60, 40))
    jp_asyncio_loop.run_until_complete(model.__aenter__())
    yield model
    jp_asyncio_loop.run_until_complete(model.__aexit__())


@pytest.fixture
def traits() -> dict[str, Any]:
    return {}


@pytest.fixture
def jp_server_config(
    jp_server_config: dict[str, Any],
    llm: FakeLLM,
    traits: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    monkeypatch.setenv("CODIFY_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("CODIFY_LLM_MODEL", "from-the-environment")
    monkeypatch.setenv("CODIFY_LLM_API_KEY", "key-of-the-environment")
    monkeypatch.setenv("CODIFY_LLM_BUDGET_S", "60")
    set_here = {"llm_base_url": llm.base_url, "llm_model": "from-a-trait", **traits}
    extension = {**jp_server_config["CodifyExtension"], **set_here}
    return {**jp_server_config, "CodifyExtension": extension}


async def test_traits_win_and_the_environment_gives_the_rest(api: Api, llm: FakeLLM) -> None:
    state = (await api.get("tutor")).json
    assert (state["provider"], state["label"], state["host"]) == (
        "llm",
        "from-a-trait",
        "127.0.0.1",
    )
    assert state["consent"] == "not_needed"
    _, reply = (await api.post(CHAT, QUESTION)).json["messages"]
    assert (reply["text"].strip(), reply["model"]) == (WORDS, "from-a-trait")
    assert llm.paths == ["/v1/chat/completions"]
    assert llm.requests[0]["model"] == "from-a-trait"
    assert llm.request_headers[0]["authorization"] == "Bearer key-of-the-environment"


@pytest.mark.parametrize(
    "traits", [{"llm_flavour": "responses", "llm_api_key": "key-of-a-trait", "llm_budget_s": 50.0}]
)
async def test_the_responses_api_answers_a_student(api: Api, llm: FakeLLM) -> None:
    _, reply = (await api.post(CHAT, QUESTION)).json["messages"]
    assert reply["text"].strip() == WORDS
    assert llm.paths == ["/v1/responses"]
    assert llm.request_headers[0]["authorization"] == "Bearer key-of-a-trait"


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"llm_student_tokens_per_day": 100}, "your share"),
        ({"llm_tokens_per_day": 100}, "all it may for today"),
    ],
)
async def test_a_cap_is_set_by_a_trait(api: Api, llm: FakeLLM, words: str) -> None:
    first = (await api.post(CHAT, QUESTION)).json["messages"][1]
    assert first["source"] == "llm"
    second = (await api.post(CHAT, QUESTION)).json["messages"][1]
    assert second["source"] == "builtin"
    assert words in second["text"]
    assert len(llm.requests) == 1


@pytest.mark.parametrize("traits", [{"llm_consent": "always"}])
async def test_consent_is_demanded_by_a_trait(api: Api, llm: FakeLLM) -> None:
    assert (await api.get("tutor")).json["consent"] == "needed"
    assert (await api.post(CHAT, QUESTION)).json["messages"][1]["source"] == "builtin"
    assert llm.requests == []
    agreed = await api.ask("PUT", "tutor/consent", {"agreed": True})
    assert agreed.json["consent"] == "given"
    assert (await api.post(CHAT, QUESTION)).json["messages"][1]["source"] == "llm"
    await api.ask("PUT", "tutor/consent", {"agreed": False})
    assert (await api.post(CHAT, QUESTION)).json["messages"][1]["source"] == "builtin"


@pytest.mark.parametrize("traits", [{"llm_base_url": "no address"}, {"llm_budget_s": 0.0}])
async def test_a_trait_that_makes_no_sense_leaves_the_built_in_tutor(
    api: Api, llm: FakeLLM
) -> None:
    state = (await api.get("tutor")).json
    assert (state["provider"], state["consent"]) == ("builtin", "not_needed")
    assert (await api.post(CHAT, QUESTION)).json["messages"][1]["source"] == "builtin"
