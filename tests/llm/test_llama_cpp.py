"""The protocol as a real server speaks it: streaming, cancelling, time-outs. Not its words."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Literal

import pytest

from codify_jupyter.tutor import Tutor
from codify_jupyter.tutor.llm import LLM, LLMError, Turn, Usage
from tests.unit.tutor.test_llm import read
from tests.unit.tutor.test_tutor import CODE, TOTAL, VERDICT

from .conftest import Llama

ASK: list[Turn] = [
    {"role": "system", "content": "You count."},
    {"role": "system", "content": "There is no end to it."},
    {"role": "user", "content": "Count: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"},
]
NEVER_ENDING = 6000
"""Tokens: minutes of work for this model on a small machine."""
FLAVOURS: tuple[Literal["chat", "responses"], ...] = ("chat", "responses")


@pytest.fixture(autouse=True)
async def in_time(llama: Llama) -> None:
    """Each test begins with a free slot."""
    async with asyncio.timeout(60):
        await llama.until_free()


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_an_answer_streams_and_its_tokens_are_counted(
    llama: Llama, flavour: Literal["chat", "responses"]
) -> None:
    usage = Usage()
    llm = LLM(llama.settings(flavour=flavour, max_tokens=24))
    pieces: list[str] = []
    try:
        async for piece in llm.stream(ASK, user="a-pseudonym", usage=usage):
            pieces.append(piece)  # noqa: PERF401  kept when it is cut
    except LLMError as error:
        assert error.reason == "too_long"  # noqa: PT017  a model that counts seldom stops by itself
    await llm.close()
    assert len(pieces) > 5
    assert all(isinstance(piece, str) for piece in pieces)
    if flavour == "chat":  # its Responses API tells no count of an answer that was cut
        assert usage.prompt > 20
        assert 5 < usage.completion <= 24


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_leaving_frees_the_slot(llama: Llama, flavour: Literal["chat", "responses"]) -> None:
    llm = LLM(llama.settings(flavour=flavour, max_tokens=NEVER_ENDING))
    before = await llama.tokens_made()
    async with aclosing(llm.stream(ASK)) as stream:
        for _ in range(5):
            await anext(stream)
        assert await llama.busy()
    async with asyncio.timeout(30):
        await llama.until_free()
    assert await llama.tokens_made() - before < NEVER_ENDING / 2
    # And the next one is served at once.
    short = LLM(llama.settings(max_tokens=NEVER_ENDING))
    async with asyncio.timeout(30), aclosing(short.stream(ASK)) as stream:
        assert await anext(stream)
    await short.close()
    await llm.close()


async def test_cancelling_the_reader_frees_the_slot(llama: Llama) -> None:
    llm = LLM(llama.settings(max_tokens=NEVER_ENDING))
    begun = asyncio.Event()

    async def read() -> None:
        async for _ in llm.stream(ASK):
            begun.set()

    reading = asyncio.create_task(read())
    await asyncio.wait_for(begun.wait(), 60)
    assert await llama.busy()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    async with asyncio.timeout(30):
        await llama.until_free()
    await llm.close()


async def test_an_answer_that_takes_too_long_is_given_up_and_the_server_relieved(
    llama: Llama,
) -> None:
    llm = LLM(llama.settings(max_tokens=NEVER_ENDING, total_s=8.0))
    await llm.warm()
    text, error = await read(llm, ASK)
    assert error is not None
    assert error.reason == "slow"
    assert text
    async with asyncio.timeout(30):
        await llama.until_free()
    await llm.close()


async def test_who_waits_for_a_busy_server_is_told_so_in_time(llama: Llama) -> None:
    first = LLM(llama.settings(max_tokens=NEVER_ENDING))
    second = LLM(llama.settings(max_tokens=NEVER_ENDING, stall_s=0.5))
    await second.warm()
    async with aclosing(first.stream(ASK)) as stream:
        await anext(stream)
        with pytest.raises(LLMError) as caught:
            _ = [piece async for piece in second.stream(ASK)]
        assert caught.value.reason == "slow"
        assert await anext(stream), "the one that was served goes on"
    await first.close()
    await second.close()


async def test_a_wrong_key_is_told_as_such(llama: Llama) -> None:
    llm = LLM(llama.settings(api_key="another-key"))
    with pytest.raises(LLMError) as caught:
        _ = [piece async for piece in llm.stream(ASK)]
    await llm.close()
    assert caught.value.reason == "not_authorised"


async def test_a_busy_server_keeps_no_student_waiting(llama: Llama) -> None:
    first = LLM(llama.settings(max_tokens=NEVER_ENDING))
    tutor = Tutor(llama.settings(budget_s=0.2, stall_s=1.0))
    await tutor.warm()
    async with aclosing(first.stream(ASK)) as stream:
        await anext(stream)
        answer = tutor.answer(TOTAL, CODE, VERDICT, "Why is it wrong?")
        pieces = [piece async for piece in answer]
    assert pieces[0].source == "builtin"
    assert "`total([2, 3])` gave `3`" in pieces[0]
    assert "took too long" in pieces[-1]
    await tutor.close()
    await first.close()


async def test_whatever_it_says_a_student_gets_an_answer(llama: Llama) -> None:
    tutor = Tutor(llama.settings(max_tokens=60))
    pieces = [piece async for piece in tutor.answer(TOTAL, CODE, VERDICT, "Why is it wrong?")]
    await tutor.close()
    assert "".join(pieces).strip()
