"""What code does, line by line: for a step-through view of a public test."""

from __future__ import annotations

import io
import sys
from types import FrameType
from typing import Any

from codify_runner.inside.faults import SOLUTION_FILE, describe

_MOST_NAMES = 12
_MOST_OUTPUT = 64 << 10
_MOST_TEXT = 400_000
"""Characters of variables' values in one trace."""


class TraceFull(BaseException):
    """As many steps as wanted are recorded; raised in the traced code to end it."""


class Tracer:
    """Use as a context manager around a call; then read :attr:`steps`."""

    def __init__(self, most: int) -> None:
        self.steps: list[list[Any]] = []
        """``[line, function, depth, {name: value}, characters printed before]`` each."""
        self.full = False
        self._most = most
        self._room = _MOST_TEXT
        self._depth = 0
        self._busy = False
        self._shown: dict[int, dict[str, str]] = {}  # by id of a live frame
        self._output = _Recorder(sys.stdout)

    @property
    def printed(self) -> str:
        """What the code printed, bounded."""
        return self._output.text[:_MOST_OUTPUT]

    def __enter__(self) -> Tracer:
        sys.stdout = self._output
        sys.settrace(self._enter_frame)
        return self

    def __exit__(self, kind: type | None, *_: object) -> bool:
        sys.settrace(None)
        sys.stdout = self._output.inner
        return kind is TraceFull

    def _enter_frame(self, frame: FrameType, event: str, argument: Any) -> Any:
        if self._busy or frame.f_code.co_filename != SOLUTION_FILE:
            return None
        self._depth += 1
        self._shown[id(frame)] = {}
        return self._in_frame

    def _in_frame(self, frame: FrameType, event: str, argument: Any) -> Any:
        if self._busy:
            return self._in_frame
        if event == "line":
            self._record(frame, {})
        elif event == "return":
            value = {"return": describe(argument)} if argument is not None else {}
            self._record(frame, value)
            self._shown.pop(id(frame), None)
            self._depth -= 1
        return self._in_frame

    def _record(self, frame: FrameType, more: dict[str, str]) -> None:
        if len(self.steps) >= self._most or self._room <= 0:
            self.full = True
            sys.settrace(None)
            raise TraceFull
        self._busy = True  # a repr may run code of the student's
        changed = {**self._changed(frame), **more}
        self._busy = False
        self._room -= sum(map(len, changed.values()))
        name = frame.f_code.co_name[:80]
        self.steps.append([frame.f_lineno, name, self._depth, changed, len(self._output.text)])

    def _changed(self, frame: FrameType) -> dict[str, str]:
        """Variables whose text is another one than at the frame's last step."""
        before = self._shown.setdefault(id(frame), {})
        changed: dict[str, str] = {}
        for name, value in list(frame.f_locals.items()):
            if name.startswith("__") or (frame.f_code.co_name == "<module>" and callable(value)):
                continue
            text = describe(value)
            if before.get(name) != text:
                before[name] = changed[name[:40]] = text
            if len(changed) == _MOST_NAMES:
                break
        return changed


class _Recorder(io.TextIOBase):
    """Standard output that also remembers."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.text = ""

    def write(self, text: str) -> int:
        """As of any text stream."""
        if len(self.text) < _MOST_OUTPUT:
            self.text += text
        return int(self.inner.write(text))

    def flush(self) -> None:
        """As of any text stream."""
        self.inner.flush()
