"""The supervisor's hold on one child: channel, output, deadline, and the kill."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from codify_runner import dumps, wire
from codify_runner.channel import Channel
from codify_runner.errors import RunnerError
from codify_runner.failures import (
    ChildGoneError,
    DeadlineError,
    GarbledError,
    OutputLimitError,
)
from codify_runner.series import Series

_PIECE = 1 << 16
_EXIT_WAIT_S = 2.0
_EXIT_AFTER_CLOSE_S = 0.1
_ALIVE = -1
Taker = Callable[[bytes], bool]
"""Gets a whole frame and says whether it dealt with it."""


class Child:
    """One sandboxed process, from the outside. All methods belong to the loop's thread."""

    def __init__(self, stream: socket.socket, output: int, errors: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._channel = Channel(
            stream,
            self._loop,
            on_frame=self._take_frame,
            on_end=self._end_of_frames,
            on_garbled=self._garbled,
        )
        self._output = output
        self._errors = errors
        self._messages: deque[dict[str, Any]] = deque()
        self._taker: Taker | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._problem: Exception | None = None
        self._ended = False
        self._closed = False
        self._pidfd: int | None = None
        self._kill_wanted = False
        self.printed = bytearray()
        """What came on standard output and was not taken yet."""
        self.complaints = bytearray()
        """What came on standard error and was not taken yet."""
        self.output_limit = 64 << 10
        self._written = 0
        self.exit: asyncio.Future[int | None] = self._loop.create_future()
        """The wait status, set by the zygote's report; None if the zygote died."""
        self.ready = False
        self.last_size = 0
        """Bytes of the last message."""
        os.set_blocking(output, False)
        os.set_blocking(errors, False)
        self._loop.add_reader(output, self._read_output)
        self._loop.add_reader(errors, self._read_errors)

    # ------------------------------------------------------------ life

    def born(self, pidfd: int) -> None:
        """The zygote forked it; ``pidfd`` is ours to close."""
        if self._closed:
            _signal(pidfd, signal.SIGKILL)
            os.close(pidfd)
            return
        self._pidfd = pidfd
        self._wake()
        if self._kill_wanted:
            _signal(pidfd, signal.SIGKILL)

    def died(self, status: int | None) -> None:
        """The zygote reaped it, or (None) is dead itself or could not fork."""
        if not self.exit.done():
            self.exit.set_result(status)
        if status is None:
            self._ended = True
            self._wake()

    @property
    def process(self) -> int | None:
        """Its process id here; the zygote, in its own process space, knows another one."""
        if self._pidfd is None:
            return None
        for line in Path(f"/proc/self/fdinfo/{self._pidfd}").read_text().splitlines():
            if line.startswith("Pid:"):
                return int(line.split()[1])
        return None

    @property
    def usable(self) -> bool:
        """Whether it can still be asked something."""
        return not (self._ended or self._closed or self._kill_wanted or self.exit.done())

    def kill(self) -> None:
        """Kill it at once, without waiting."""
        self._kill_wanted = True
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._pidfd is not None:
            _signal(self._pidfd, number)

    def close(self) -> None:
        """Kill it and let go of every descriptor."""
        if self._closed:
            return
        self.kill()
        self._closed = True
        self._loop.remove_reader(self._output)
        self._loop.remove_reader(self._errors)
        self._channel.close()
        os.close(self._output)
        os.close(self._errors)
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None
        self._wake()

    # ------------------------------------------------------------ talking

    def send(self, message: dict[str, Any]) -> None:
        """Send a message, in the background if the channel is full."""
        self._send(wire.frame(message))

    def _send(self, frame: bytes) -> None:
        if self._messages or (self._channel.has_part and self.ready):
            self._garbled()  # an answer to what was not asked yet
        self._channel.send(frame)

    async def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a message and return the answer.

        Raises DeadlineError, ChildGoneError, OutputLimitError or GarbledError; after each of
        them the child is dead.
        """
        self.send(message)
        return await self.receive(seconds)

    async def receive(self, seconds: float, *, ahead: float | None = None) -> dict[str, Any]:
        """The next message, within ``seconds``; errors as for :meth:`ask`.

        ``ahead`` says how long before the end the child is asked where it is.
        """
        await self._answered(seconds, ahead=ahead)
        return self._messages.popleft()

    async def ask_while(self, series: Series, seconds: float) -> dict[str, Any] | None:
        """Ask the questions from ``series.place`` on, each when the last one is answered.

        Returns the first answer that is not as expected, or None when all were. The next question
        goes out straight from the loop's callback: to wake a task for each takes twice as long.
        Errors as for :meth:`ask`.
        """
        if series.done:
            return None

        def take(frame: bytes) -> bool:
            if not series.expects(frame):
                return False
            series.place += 1
            if series.done:
                self._wake()
            else:
                self._send(series.questions[series.place])
            return True

        self._taker = take
        self._send(series.questions[series.place])
        try:
            await self._answered(seconds, series)
        finally:
            self._taker = None
        return self._messages.popleft() if self._messages else None

    def listen(self, taker: Taker | None, waiter: asyncio.Future[None] | None) -> None:
        """Offer each frame to ``taker`` before it becomes a message, and wake ``waiter`` at news.

        Nobody may ask anything meanwhile; with None for both it is as before.
        """
        self._taker, self._waiter = taker, waiter

    @property
    def has_news(self) -> bool:
        """Whether there is a message, or none will come any more."""
        return bool(self._messages or self._problem) or self._ended or self._closed

    async def _answered(
        self, seconds: float, series: Series | None = None, ahead: float | None = None
    ) -> None:
        """Wait for a message, or the answers to a series."""
        deadline = self._loop.time() + seconds
        try:
            await self._until_answered(
                deadline, dumps.ahead(seconds) if ahead is None else ahead, series
            )
        except BaseException:
            self.kill()
            raise

    async def _until_answered(self, deadline: float, ahead: float, series: Series | None) -> None:
        asked_where = False
        while not self._messages and not (series and series.done):
            if self._problem is not None:
                raise self._problem
            if self._ended or self._closed:
                raise await self._gone()
            if await self._wait(deadline if asked_where else deadline - ahead) or (
                series and series.done
            ):
                continue
            if asked_where:
                raise DeadlineError(await self._where())
            # That of a call which ended in time after all is of no use.
            self.complaints[:] = dumps.before(self.complaints)
            self._signal(dumps.SIGNAL)
            asked_where = True
        self._read_output()
        self._read_errors()
        if series and series.done and self._messages:
            self._garbled()  # more than was asked for
        if self._problem is not None:
            raise self._problem

    async def _wait(self, deadline: float) -> bool:
        """Wait for anything to happen; False when the deadline came first."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        timer = self._loop.call_at(deadline, settle, waiter)
        self._waiter = waiter
        try:
            await waiter
        finally:
            self._waiter = None
            timer.cancel()
        return bool(self._messages) or self._loop.time() < deadline

    async def _gone(self) -> ChildGoneError | GarbledError:
        if await self._exited_within(_EXIT_AFTER_CLOSE_S) is _ALIVE:
            # It closed its channel and goes on without.
            self.kill()
            self._problem = self._problem or GarbledError()
        status = await self._exited_within(_EXIT_WAIT_S)
        if not self._closed:
            self._read_output()
            self._read_errors()
        if self._problem is not None:
            raise self._problem
        known = None if status is _ALIVE else status
        return ChildGoneError(known, dumps.line_in(self.complaints))

    async def _exited_within(self, seconds: float) -> int | None:
        """The wait status, None if it was lost, or ``_ALIVE``."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self.exit), seconds)
        return _ALIVE

    async def _where(self) -> int | None:
        """The line that it says it is in; None if it cannot tell in time."""
        until = self._loop.time() + dumps.WAIT_S
        while dumps.line_in(self.complaints) is None and not self._ended:
            await self._wait(until)
            if self._loop.time() >= until:
                break
        return dumps.line_in(self.complaints)

    # ------------------------------------------------------------ reading

    def take_output(self) -> str:
        """What was printed since the last call."""
        text = self.printed.decode("utf-8", "replace")
        self.printed.clear()
        return text

    def take_complaints(self) -> str:
        """What the code wrote to standard error since the last call."""
        text = dumps.before(self.complaints).decode("utf-8", "replace")
        self.complaints.clear()
        return text

    def start_counting(self, limit: int) -> None:
        """Allow ``limit`` bytes of output from here on."""
        self.output_limit = limit
        self._written = 0

    def _take_frame(self, frame: bytes) -> None:
        if not self.ready:
            wire.message_in(frame)
            self.ready = True
        elif self._taker is not None and self._taker(frame):
            return
        elif self._messages:
            raise wire.WireError("messages that nobody asked for")
        else:
            self._messages.append(wire.message_in(frame))
            self.last_size = len(frame)
        self._wake()

    def _end_of_frames(self) -> None:
        self._ended = True
        self._wake()

    def _garbled(self) -> None:
        self._problem = GarbledError()
        self._messages.clear()
        self._channel.stop()
        self.kill()
        self._wake()

    def _read_output(self) -> None:
        while not self._closed:
            try:
                piece = os.read(self._output, _PIECE)
            except BlockingIOError:
                return
            if not piece:
                self._loop.remove_reader(self._output)
                return
            if not self._count(len(piece)):
                return
            self.printed += piece

    def _read_errors(self) -> None:
        while not self._closed:
            try:
                piece = os.read(self._errors, _PIECE)
            except BlockingIOError:
                return
            if not piece:
                self._loop.remove_reader(self._errors)
                return
            if not self._count(len(piece)):
                return
            self.complaints += piece
            self._wake()

    def _count(self, written: int) -> bool:
        self._written += written
        if self._written <= self.output_limit:
            return True
        self._problem = OutputLimitError()
        self.kill()
        self._loop.remove_reader(self._output)
        self._loop.remove_reader(self._errors)
        self._wake()
        return False

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait_born(self) -> None:
        """Wait until the zygote has forked it, or cannot any more."""
        while self._pidfd is None and not self._ended and not self._closed:
            await self._wait(self._loop.time() + 1.0)

    async def wait_ready(self, seconds: float) -> None:
        """Wait until it is confined and listens. Raises RunnerError."""
        deadline = self._loop.time() + seconds
        while not self.ready:
            if self._ended or self._closed or self._problem or not await self._wait(deadline):
                if self.ready:
                    return
                self.close()
                raise RunnerError("a sandboxed process could not be set up; see `codify doctor`")


def settle(waiter: asyncio.Future[None]) -> None:
    """Wake whoever waits, if anybody still does."""
    if not waiter.done():
        waiter.set_result(None)


def _signal(pidfd: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, number)
