"""A fake of an OpenAI-compatible server, for what no real one does on demand: every fault.

It speaks real HTTP/1.1 on a real socket; only the words are canned. Nothing in
it waits by the clock: a fault that is "silence" lasts until the client goes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
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
    gate: asyncio.Event | None = None
    """When set, the answer's first word waits for it."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    """The JSON bodies received, oldest first."""
    request_headers: list[dict[str, str]] = field(default_factory=list)
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
        lines = head.split("\r\n")[1:]
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.request_headers.append(headers)
        self.requests.append(json.loads(body))
        self.asked.set()
        answer = asyncio.create_task(self._answer(writer))
        gone = asyncio.create_task(reader.read(1))
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            self.left.set()
            answer.cancel()
        gone.cancel()
        results = await asyncio.gather(answer, gone, return_exceptions=True)
        if isinstance(results[0], ConnectionError):
            self.left.set()
        return results[0] is True and results[1] != b""

    async def _answer(self, writer: asyncio.StreamWriter) -> bool:
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
        async for event in self._events():
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

    async def _events(self) -> AsyncIterator[str | None]:
        """Yield the events of the stream; None for a connection that breaks."""
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
                yield _chunk({"content": word})
        if self.fault != "no_finish":
            yield _chunk({}, finish="length" if self.fault == "token_limit" else "stop")
            yield "[DONE]"

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
