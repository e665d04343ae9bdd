"""A fake of an OpenAI-compatible server, for what no real one does on demand: every fault.

It speaks real HTTP/1.1 on a real socket; only the words are canned. Nothing in
it waits by the clock: a fault that is "silence" lasts until the client goes.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Fault = Literal[
    "none",
    "no_headers",
    "no_first_token",
    "stalls",
    "cut",
    "no_finish",
    "empty",
    "endless",
    "malformed",
    "error_in_stream",
    "token_limit",
    "refusal",
    "no_choices",
]
WORDS = "Look at what your loop does in its last round. Which value does it reach then?"


@dataclass
class FakeLLM:
    """Use as an async context manager; set the fields before the request they are about."""

    words: str = WORDS
    fault: Fault = "none"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces_before_fault: int = 4
    usage: tuple[int, int] | None = None
    """Tokens asked and answered, told at the end; None for a server that tells none."""
    gate: asyncio.Event | None = None
    """When set, the answer's first word waits for it."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    """The JSON bodies received, oldest first."""
    request_headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a request has been read."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client has closed its connection before the answer was whole."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self._connections: set[asyncio.Task[None]] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the fake is at its end
        finally:
            self._connections.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection is over."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        start, *lines = head.split("\r\n")
        path = start.split(" ")[1]
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.paths.append(path)
        self.request_headers.append(headers)
        self.requests.append(json.loads(body))
        self.asked.set()
        events = self._response_events() if path.endswith("/responses") else self._events()
        answer = asyncio.create_task(self._answer(writer, events))
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                self.left.set()
        finally:
            answer.cancel()
            gone.cancel()
            results = await asyncio.gather(answer, gone, return_exceptions=True)
        if isinstance(results[0], ConnectionError):
            self.left.set()
        return results[0] is True and results[1] != b""

    async def _answer(
        self, writer: asyncio.StreamWriter, events: AsyncGenerator[str | None, None]
    ) -> bool:
        if self.fault == "no_headers":
            await asyncio.Event().wait()
        if self.status != 200:
            await self._refuse(writer)
            return True
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        await writer.drain()
        if self.gate is not None:
            await self.gate.wait()
        async with aclosing(events):
            async for event in events:
                if event is None:
                    writer.transport.abort()
                    return False
                data = f"data: {event}\n\n".encode()
                writer.write(b"%x\r\n%s\r\n" % (len(data), data))
                await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _refuse(self, writer: asyncio.StreamWriter) -> None:
        body = json.dumps({"error": {"message": "no", "type": "fake"}}).encode()
        extra = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        writer.write(
            f"HTTP/1.1 {self.status} No\r\ncontent-type: application/json\r\n{extra}"
            f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        await writer.drain()

    async def _events(self) -> AsyncGenerator[str | None, None]:
        """Yield the events of a chat completion; None for a connection that breaks."""
        if self.fault == "no_first_token":
            await asyncio.Event().wait()
        if self.fault != "empty":
            for number, word in enumerate(self._pieces()):
                if number == self.pieces_before_fault:
                    if self.fault == "stalls":
                        await asyncio.Event().wait()
                    elif self.fault == "cut":
                        yield None
                        return
                    elif self.fault == "malformed":
                        yield "{this is no JSON"
                        return
                    elif self.fault == "error_in_stream":
                        yield json.dumps({"error": {"message": "out of memory"}})
                        return
                    elif self.fault == "no_choices":
                        yield json.dumps({"id": "fake", "choices": 7})
                        return
                yield _chunk({"content": word})
        if self.fault != "no_finish":
            endings = {"token_limit": "length", "refusal": "content_filter"}
            yield _chunk({}, finish=endings.get(self.fault, "stop"))
            if self.usage is not None:
                asked, answered = self.usage
                told = {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": 0}
                yield json.dumps({"id": "fake", "choices": [], "usage": told})
            yield "[DONE]"

    async def _response_events(self) -> AsyncGenerator[str | None, None]:
        """Yield the events of the Responses API; None for a connection that breaks."""
        yield _event("response.created", response={"id": "fake", "status": "in_progress"})
        if self.fault == "no_first_token":
            await asyncio.Event().wait()
        for number, word in enumerate(self._pieces() if self.fault != "empty" else []):
            if number == self.pieces_before_fault:
                if self.fault == "stalls":
                    await asyncio.Event().wait()
                elif self.fault == "cut":
                    yield None
                    return
                elif self.fault == "error_in_stream":
                    yield _event("response.failed", response={"id": "fake", "status": "failed"})
                    return
                elif self.fault == "refusal":
                    yield _event("response.refusal.done", refusal="I cannot help with that.")
                    break
            yield _event("response.output_text.delta", delta=word)
        if self.fault != "no_finish":
            ending = "incomplete" if self.fault == "token_limit" else "completed"
            response: dict[str, Any] = {"id": "fake", "status": ending, "usage": None}
            if self.usage is not None:
                asked, answered = self.usage
                response["usage"] = {"input_tokens": asked, "output_tokens": answered}
            if self.fault != "refusal":
                yield _event(f"response.{ending}", response=response)

    def _pieces(self) -> list[str]:
        words = self.words.split(" ")
        pieces = [word + " " for word in words[:-1]] + words[-1:]
        return pieces * 100_000 if self.fault == "endless" else pieces


def _chunk(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps(
        {
            "id": "fake",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "fake",
            "choices": [choice],
        }
    )


def _event(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, "sequence_number": 0, **fields})


@contextmanager
def live_model() -> Iterator[FakeLLM]:
    """Run a fake model in a thread of its own, for those who are no coroutines."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    model = FakeLLM()
    asyncio.run_coroutine_threadsafe(model.__aenter__(), loop).result(10)
    try:
        yield model
    finally:
        asyncio.run_coroutine_threadsafe(model.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
