"""The supervisor's end of the channel to a child: whole frames, out and in, in the background."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from codify_runner import wire

_PIECE = 1 << 16


class Channel:
    """One stream socket. All methods belong to the loop's thread."""

    def __init__(
        self,
        stream: socket.socket,
        loop: asyncio.AbstractEventLoop,
        *,
        on_frame: Callable[[bytes], None],
        on_end: Callable[[], None],
        on_garbled: Callable[[], None],
    ) -> None:
        """``on_frame`` gets each frame, header included, and may raise WireError.

        ``on_end`` is called when no more will come, ``on_garbled`` when what came is no frame.
        """
        self._stream = stream
        self._loop = loop
        self._on_frame = on_frame
        self._on_end = on_end
        self._on_garbled = on_garbled
        self._buffer = bytearray()
        self._unsent = bytearray()
        self._writing = False
        self._reading = True
        stream.setblocking(False)
        loop.add_reader(stream.fileno(), self._read)

    def close(self) -> None:
        """Let go of the socket."""
        self.stop()
        self._loop.remove_writer(self._stream.fileno())
        self._stream.close()

    @property
    def has_part(self) -> bool:
        """Whether the beginning of a frame has come."""
        return bool(self._buffer)

    # ------------------------------------------------------------ out

    def send(self, frame: bytes) -> None:
        """Send a whole frame, in the background if the socket is full."""
        self._unsent += frame
        self._flush()

    def _flush(self) -> None:
        try:
            while self._unsent:
                sent = self._stream.send(self._unsent)
                del self._unsent[:sent]
        except BlockingIOError:
            self._writing = True
            self._loop.add_writer(self._stream.fileno(), self._flush)
            return
        except OSError:  # it is gone: reading will tell
            self._unsent.clear()
        if self._writing:
            self._writing = False
            self._loop.remove_writer(self._stream.fileno())

    # ------------------------------------------------------------ in

    def _read(self) -> None:
        try:
            piece = self._stream.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.stop()
            self._on_end()
            return
        try:
            if not self._buffer and wire.frame_length(piece) == len(piece):
                self._take(piece, len(piece))  # the usual case
            else:
                self._buffer += piece
                self._take_all()
        except wire.WireError:
            self.stop()
            self._on_garbled()

    def _take_all(self) -> None:
        while self._reading and (length := wire.frame_length(self._buffer)) is not None:
            if length <= wire.MAX_FRAME and len(self._buffer) < length:
                return
            frame = bytes(self._buffer[:length])
            del self._buffer[:length]
            self._take(frame, length)

    def _take(self, frame: bytes, length: int) -> None:
        if length > wire.MAX_FRAME:
            raise wire.WireError("too long")
        self._on_frame(frame)

    def stop(self) -> None:
        """Read no more."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._stream.fileno())
