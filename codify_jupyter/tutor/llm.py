"""The client of an OpenAI-compatible server: one request, streamed, with every fault named.

The ``openai`` package takes more than half a second to import, so nothing here
imports it before ``warm`` (or the first request) does, in a thread.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

from codify_jupyter.tutor.settings import TutorSettings

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI, AsyncStream

Reason = Literal[
    "slow",
    "unreachable",
    "rate_limited",
    "not_authorised",
    "refused",
    "server_error",
    "cut_off",
    "empty",
    "too_long",
    "malformed",
]
_T = TypeVar("_T")
_LONGEST_REST_S = 120.0

_FOR_STUDENTS: dict[Reason, str] = {
    "slow": "The language model took too long to answer.",
    "unreachable": "The language model cannot be reached at the moment.",
    "rate_limited": "The language model is busy with many questions. Please try again in a moment.",
    "not_authorised": (
        "The language model did not accept this course's key. Your instructor can put that right."
    ),
    "refused": "The language model could not work with this request.",
    "server_error": "The language model had a problem of its own.",
    "cut_off": "The connection to the language model broke in the middle of the answer.",
    "empty": "The language model had nothing to say.",
    "too_long": "The answer was cut here because it went on for too long.",
    "malformed": "The language model's answer could not be understood.",
}


class Turn(TypedDict):
    """One message of a conversation, as the protocol has it."""

    role: Literal["system", "user", "assistant"]
    content: str


class LLMError(Exception):
    """The model gave no (whole) answer.

    ``reason`` is for programs, ``message`` for the student, ``retry_after`` is
    in seconds where the server named a time. The text of the exception holds
    neither prompt nor key.
    """

    def __init__(
        self, reason: Reason, *, detail: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(f"{reason}{': ' if detail else ''}{detail}")
        self.reason: Reason = reason
        self.message = _FOR_STUDENTS[reason]
        self.retry_after = retry_after


@dataclass(slots=True)
class Usage:
    """Tokens as the server counts them; 0 where it does not."""

    prompt: int = 0
    completion: int = 0


class LLM:
    """One per process. ``stream`` may run many times at once; ``close`` ends the connections."""

    def __init__(self, settings: TutorSettings) -> None:
        if settings.base_url is None:
            raise ValueError("these settings name no server")
        self._settings = settings
        self._client: asyncio.Task[AsyncOpenAI] | None = None
        self._rests_until = 0.0

    async def warm(self) -> None:
        """Import the client package and build the client, without blocking the loop."""
        await self._ready()

    async def close(self) -> None:
        """Close the connections. Streams under way end with an LLMError."""
        building, self._client = self._client, None
        if building is None or (building.done() and building.exception()):
            return
        await (await building).close()

    async def stream(
        self, turns: list[Turn], *, user: str = "", usage: Usage | None = None
    ) -> AsyncGenerator[str, None]:
        """Yield the answer's text as it comes.

        Closing the iterator, or cancelling the task that reads it, closes the
        connection, which stops the server's work (and the bill).

        Args:
            turns: What to send.
            user: A pseudonym of who asks, for the server's own limits; none if empty.
            usage: Filled with the server's count of tokens, where it tells one.

        Raises:
            LLMError: For every fault, also after some text has been yielded.
        """
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            rest = self._rests_until - loop.time()
            raise LLMError("rate_limited", detail="resting", retry_after=rest)
        deadline = loop.time() + self._settings.total_s
        chunks = await self._guard(lambda: self._open(turns, user), deadline)
        try:
            characters = 0
            finish: str | None = None
            while True:
                chunk = await self._guard(lambda: anext(chunks, None), deadline)
                if chunk is None:
                    break
                text, finish = self._read(chunk, finish, usage)
                if text:
                    characters += len(text)
                    yield text
                if characters > self._settings.max_characters:
                    raise LLMError("too_long", detail=f"{characters} characters")
        finally:
            await chunks.close()
        self._check_end(finish, characters)

    def _read(self, chunk: Any, finish: str | None, usage: Usage | None) -> tuple[str, str | None]:
        """Return a chunk's text, and how the answer ended, as far as it is known by now."""
        if self._settings.flavour == "responses":
            return _read_response_event(chunk, finish, usage)
        told = getattr(chunk, "usage", None)
        if usage is not None and told is not None:
            usage.prompt = told.prompt_tokens or 0
            usage.completion = told.completion_tokens or 0
        text = ""
        for choice in chunk.choices or ():
            finish = choice.finish_reason or finish
            text += (choice.delta.content if choice.delta else None) or ""
        return text, finish

    @staticmethod
    def _check_end(finish: str | None, characters: int) -> None:
        if finish == "content_filter":
            raise LLMError("refused", detail="content filter")
        if finish == "length":
            raise LLMError("too_long" if characters else "empty", detail="token limit")
        if finish is None and characters:
            raise LLMError("cut_off", detail="no finish reason")
        if not characters:
            raise LLMError("empty")

    async def _ready(self) -> AsyncOpenAI:
        if self._client is None or (self._client.done() and self._client.exception()):
            self._client = asyncio.create_task(asyncio.to_thread(_build, self._settings))
        # A reader that goes away must not undo the work for the next one.
        return await asyncio.shield(self._client)

    async def _open(self, turns: list[Turn], user: str) -> AsyncStream[Any]:
        client = await self._ready()
        messages: Any = turns
        more: dict[str, Any] = {"user": user} if user else {}
        chunks: AsyncStream[Any]
        if self._settings.flavour == "responses":
            chunks = await client.responses.create(
                model=self._settings.model,
                input=messages,
                stream=True,
                store=False,
                max_output_tokens=self._settings.max_tokens,
                **more,
            )
            return chunks
        more[self._settings.token_limit_name] = self._settings.max_tokens
        chunks = await client.chat.completions.create(
            model=self._settings.model,
            messages=messages,
            stream=True,
            stream_options={"include_usage": True},
            **more,
        )
        return chunks

    async def _guard(self, step: Callable[[], Awaitable[_T]], deadline: float) -> _T:
        """Run one step of a request under both deadlines, and give its faults our names."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(deadline, loop.time() + self._settings.stall_s)):
                return await step()
        except TimeoutError:
            raise LLMError("slow", detail="deadline") from None
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise LLMError("malformed", detail=type(error).__name__) from None
        except Exception as error:
            fault = _translate(error)
            if fault is None:
                raise
            if fault.reason == "rate_limited" and fault.retry_after is not None:
                self._rests_until = loop.time() + min(fault.retry_after, _LONGEST_REST_S)
            # `from None`: the library's exceptions carry the request, key and prompt included.
            raise fault from None


def _read_response_event(
    event: Any, finish: str | None, usage: Usage | None
) -> tuple[str, str | None]:
    """Return what one event of the Responses API says."""
    if event.type == "response.output_text.delta":
        return event.delta, finish
    if event.type in ("response.completed", "response.incomplete"):
        told = event.response.usage
        if usage is not None and told is not None:
            usage.prompt, usage.completion = told.input_tokens or 0, told.output_tokens or 0
        return "", "stop" if event.type == "response.completed" else "length"
    if event.type in ("response.failed", "error"):
        raise LLMError("server_error", detail=event.type)
    if event.type == "response.refusal.done":
        return "", "content_filter"
    return "", finish


def _build(settings: TutorSettings) -> AsyncOpenAI:
    from openai import AsyncOpenAI, Timeout

    client = AsyncOpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key or "none",
        max_retries=0,
        timeout=Timeout(settings.total_s, connect=settings.connect_s),
    )
    # Taken from OPENAI_ORG_ID and OPENAI_PROJECT_ID otherwise, which are about another key.
    client.organization = None
    client.project = None
    return client


def _translate(error: Exception) -> LLMError | None:
    """Name a fault of the client library; None when it is none of its kinds."""
    import httpx2
    import openai

    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return LLMError("slow", detail="timeout")
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APIConnectionError):
        broken = isinstance(error.__cause__, httpx2.ReadError | httpx2.RemoteProtocolError)
        return LLMError("cut_off" if broken else "unreachable", detail=_cause(error))
    if isinstance(error, httpx2.RequestError):
        return LLMError("cut_off", detail=type(error).__name__)
    if isinstance(error, openai.APIResponseValidationError):
        return LLMError("malformed")
    if isinstance(error, openai.APIError):
        return LLMError("server_error", detail="error in the stream")
    return None


def _cause(error: BaseException) -> str:
    return type(error.__cause__ or error).__name__


def _of_status(error: APIStatusError) -> LLMError:
    status = error.status_code
    detail = f"HTTP {status}"
    if status == 429:
        return LLMError("rate_limited", detail=detail, retry_after=_retry_after(error))
    if status in (401, 403):
        return LLMError("not_authorised", detail=detail)
    if status >= 500:
        return LLMError("server_error", detail=detail, retry_after=_retry_after(error))
    return LLMError("refused", detail=detail)


def _retry_after(error: APIStatusError) -> float | None:
    """Return ``Retry-After`` in seconds; the header holds a number or a date."""
    text = error.response.headers.get("retry-after", "")
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
