"""The client against a real HTTP server that misbehaves in every way we know."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from codify_jupyter.tutor.llm import LLM, LLMError, Turn, Usage
from codify_jupyter.tutor.settings import TutorSettings, TutorSettingsError
from tests.fake_llm import WORDS, FakeLLM, Fault

ASK: list[Turn] = [{"role": "user", "content": "Why?"}]
KEY = "sk-secret-of-the-course"


def settings_for(fake: FakeLLM, **changes: float) -> TutorSettings:
    settings = TutorSettings(base_url=fake.base_url, api_key=KEY, model="fake-model")
    return replace(settings, **changes)  # type: ignore[arg-type]


async def read(llm: LLM, ask: list[Turn] = ASK) -> tuple[str, LLMError | None]:
    """All text of an answer, and the fault that ended it."""
    text = ""
    try:
        async for piece in llm.stream(ask):
            text += piece
    except LLMError as error:
        return text, error
    return text, None


async def test_a_whole_answer_comes_in_pieces() -> None:
    async with FakeLLM() as fake:
        llm = LLM(settings_for(fake))
        pieces = [piece async for piece in llm.stream(ASK)]
        await llm.close()
    assert "".join(pieces) == WORDS
    assert len(pieces) > 5
    assert fake.requests[0]["stream"] is True
    assert fake.requests[0]["messages"] == ASK
    assert fake.requests[0]["max_tokens"] == 700
    assert fake.request_headers[0]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("fault", "reason", "some_text"),
    [
        ("no_headers", "slow", False),
        ("no_first_token", "slow", False),
        ("stalls", "slow", True),
        ("cut", "cut_off", True),
        ("no_finish", "cut_off", True),
        ("empty", "empty", False),
        ("malformed", "malformed", True),
        ("error_in_stream", "server_error", True),
        ("token_limit", "too_long", True),
        ("refusal", "refused", True),
    ],
)
async def test_each_fault_of_the_stream_has_its_name(
    fault: Fault, reason: str, some_text: bool
) -> None:
    async with FakeLLM(fault=fault) as fake:
        llm = LLM(settings_for(fake, stall_s=0.2))
        await llm.warm()
        text, error = await read(llm)
        await llm.close()
    assert error is not None
    assert error.reason == reason
    assert bool(text) is some_text
    assert error.message.endswith(".")


async def test_an_endless_answer_is_cut_and_the_server_relieved() -> None:
    async with FakeLLM(fault="endless") as fake:
        llm = LLM(settings_for(fake, max_characters=500))
        text, error = await read(llm)
        await asyncio.wait_for(fake.left.wait(), 5)
        await llm.close()
    assert error is not None
    assert error.reason == "too_long"
    assert 500 <= len(text) < 1000


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "not_authorised"), (403, "not_authorised"), (404, "refused"), (500, "server_error")],
)
async def test_each_refusal_has_its_name_and_shows_no_key(status: int, reason: str) -> None:
    async with FakeLLM(status=status) as fake:
        llm = LLM(settings_for(fake))
        text, error = await read(llm)
        await llm.close()
    assert text == ""
    assert error is not None
    assert error.reason == reason
    assert len(fake.requests) == 1, "a refusal must not be tried again"
    chain = f"{error!r} {error.__cause__!r} {error.message}"
    assert KEY not in chain
    assert error.__cause__ is None


async def test_a_rate_limit_is_kept_to() -> None:
    async with FakeLLM(status=429, headers={"retry-after": "30"}) as fake:
        llm = LLM(settings_for(fake))
        _, first = await read(llm)
        _, second = await read(llm)
        await llm.close()
    assert first is not None
    assert second is not None
    assert first.reason == second.reason == "rate_limited"
    assert first.retry_after == 30
    assert second.retry_after is not None
    assert 0 < second.retry_after <= 30
    assert len(fake.requests) == 1, "the second question must not bother the server"


async def test_a_server_that_is_not_there() -> None:
    async with FakeLLM() as fake:
        settings = settings_for(fake)
    llm = LLM(settings)
    _, error = await read(llm)
    await llm.close()
    assert error is not None
    assert error.reason == "unreachable"


@pytest.mark.parametrize("fault", ["no_headers", "no_first_token", "stalls"])
async def test_cancelling_closes_the_connection(fault: Fault) -> None:
    async with FakeLLM(fault=fault) as fake:
        llm = LLM(settings_for(fake))
        reading = asyncio.create_task(read(llm))
        await asyncio.wait_for(fake.asked.wait(), 10)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await asyncio.wait_for(fake.left.wait(), 5)
        await llm.close()


async def test_closing_the_iterator_closes_the_connection() -> None:
    async with FakeLLM(fault="stalls") as fake:
        llm = LLM(settings_for(fake))
        async with aclosing(llm.stream(ASK)) as stream:
            async for _ in stream:
                break
        await asyncio.wait_for(fake.left.wait(), 5)
        await llm.close()


async def test_a_reader_that_leaves_during_the_warm_up_harms_nobody() -> None:
    async with FakeLLM() as fake:
        llm = LLM(settings_for(fake))
        first = asyncio.create_task(read(llm))
        await asyncio.sleep(0)
        first.cancel()
        text, error = await read(llm)
        await llm.close()
    assert error is None
    assert text == WORDS


async def test_the_servers_count_of_tokens_is_asked_for_and_taken() -> None:
    usage = Usage()
    async with FakeLLM(usage=(120, 30)) as fake:
        llm = LLM(settings_for(fake))
        _ = [piece async for piece in llm.stream(ASK, user="a-pseudonym", usage=usage)]
        await llm.close()
    assert fake.requests[0]["stream_options"] == {"include_usage": True}
    assert fake.requests[0]["user"] == "a-pseudonym"
    assert (usage.prompt, usage.completion) == (120, 30)


def responses_of(fake: FakeLLM, **changes: float) -> TutorSettings:
    return replace(settings_for(fake, **changes), flavour="responses")


async def test_the_responses_api_streams_as_well() -> None:
    usage = Usage()
    async with FakeLLM(usage=(120, 30)) as fake:
        llm = LLM(responses_of(fake))
        pieces = [piece async for piece in llm.stream(ASK, user="a-pseudonym", usage=usage)]
        await llm.close()
    assert "".join(pieces) == WORDS
    assert len(pieces) > 5
    assert fake.paths == ["/v1/responses"]
    sent = fake.requests[0]
    assert sent["input"] == ASK
    assert sent["stream"] is True
    assert sent["store"] is False, "the provider is not to keep what students wrote"
    assert (sent["max_output_tokens"], sent["user"]) == (700, "a-pseudonym")
    assert (usage.prompt, usage.completion) == (120, 30)


@pytest.mark.parametrize(
    ("fault", "reason", "some_text"),
    [
        ("no_headers", "slow", False),
        ("no_first_token", "slow", False),
        ("stalls", "slow", True),
        ("cut", "cut_off", True),
        ("no_finish", "cut_off", True),
        ("empty", "empty", False),
        ("error_in_stream", "server_error", True),
        ("token_limit", "too_long", True),
        ("refusal", "refused", True),
    ],
)
async def test_each_fault_of_the_responses_api_has_its_name(
    fault: Fault, reason: str, some_text: bool
) -> None:
    async with FakeLLM(fault=fault) as fake:
        llm = LLM(responses_of(fake, stall_s=0.2))
        await llm.warm()
        text, error = await read(llm)
        await llm.close()
    assert error is not None
    assert error.reason == reason
    assert bool(text) is some_text


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_each_refusal_of_the_responses_api_has_its_name(status: int) -> None:
    async with FakeLLM(status=status) as fake:
        llm = LLM(responses_of(fake))
        text, error = await read(llm)
        await llm.close()
    assert text == ""
    assert error is not None
    assert error.reason == {401: "not_authorised", 429: "rate_limited", 500: "server_error"}[status]


async def test_leaving_the_responses_api_closes_the_connection() -> None:
    async with FakeLLM(fault="stalls") as fake:
        llm = LLM(responses_of(fake))
        async with aclosing(llm.stream(ASK)) as stream:
            async for _ in stream:
                break
        await asyncio.wait_for(fake.left.wait(), 5)
        await llm.close()


def test_the_key_is_in_no_repr() -> None:
    settings = TutorSettings(base_url="http://localhost/v1", api_key=KEY, model="m")
    assert KEY not in repr(settings)
    assert KEY not in str(settings)


def test_a_key_for_something_else_is_no_consent() -> None:
    settings = TutorSettings.from_environment(
        {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://api.openai.com/v1"}
    )
    assert not settings.uses_model


def test_settings_come_from_the_environment() -> None:
    settings = TutorSettings.from_environment(
        {
            "CODIFY_LLM_BASE_URL": "http://localhost:11434/v1",
            "CODIFY_LLM_MODEL": "small",
            "CODIFY_LLM_BUDGET_S": "0.5",
        }
    )
    assert settings.uses_model
    assert (settings.model, settings.budget_s) == ("small", 0.5)
    assert settings.token_limit_name == "max_tokens"


def test_a_key_alone_means_openai() -> None:
    settings = TutorSettings.from_environment({"CODIFY_LLM_API_KEY": KEY, "CODIFY_LLM_MODEL": "m"})
    assert settings.base_url == "https://api.openai.com/v1"
    assert settings.token_limit_name == "max_completion_tokens"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CODIFY_LLM_BASE_URL": "http://localhost/v1"}, "CODIFY_LLM_MODEL"),
        ({"CODIFY_LLM_BASE_URL": "localhost", "CODIFY_LLM_MODEL": "m"}, "CODIFY_LLM_BASE_URL"),
        ({"CODIFY_LLM_BUDGET_S": "soon"}, "CODIFY_LLM_BUDGET_S"),
        ({"CODIFY_LLM_STALL_S": "nan"}, "CODIFY_LLM_STALL_S"),
        ({"CODIFY_LLM_TOKENS": "inf"}, "CODIFY_LLM_TOKENS"),
        ({"CODIFY_LLM_STUDENT_TOKENS": "-1"}, "CODIFY_LLM_STUDENT_TOKENS"),
        (
            {
                "CODIFY_LLM_BASE_URL": "http://localhost/v1",
                "CODIFY_LLM_MODEL": "m",
                "CODIFY_LLM_TOTAL_S": "0",
            },
            "greater than 0",
        ),
    ],
)
def test_wrong_settings_say_which(environment: dict[str, str], named: str) -> None:
    with pytest.raises(TutorSettingsError, match=named):
        TutorSettings.from_environment(environment)
