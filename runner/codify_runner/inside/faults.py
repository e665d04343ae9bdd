"""An exception as plain data: its kind, message, and the student's own lines."""

from __future__ import annotations

import reprlib
from types import TracebackType
from typing import Any

SOLUTION_FILE = "solution.py"
_MAX_MESSAGE = 2000
_MAX_FRAMES = 20
_MAX_LOCALS = 12

_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = 80
_PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset)


def message_of(error: BaseException) -> str:
    """``str(error)``, bounded, even if the class's own ``__str__`` fails."""
    try:
        return str.__str__(str(error))[:_MAX_MESSAGE]
    except BaseException:
        return ""


def fault(
    error: BaseException, *, with_locals: bool, own_file: str = SOLUTION_FILE
) -> dict[str, Any]:
    """What the judge is told of an exception that code in ``own_file`` let escape."""
    frames = _own_frames(error.__traceback__, with_locals, own_file)
    return {
        "type": type(error).__name__,
        "message": message_of(error),
        "bases": [kind.__name__ for kind in type(error).__mro__[:-1]][:20],
        "line": frames[-1]["line"] if frames else None,
        "column": None,
        "frames": frames,
    }


def compile_fault(error: Exception) -> dict[str, Any]:
    """What the judge is told when the code does not compile."""
    line: int | None = None
    column: int | None = None
    if isinstance(error, SyntaxError):
        line, column = error.lineno, error.offset
        message = str(error.msg)
    elif isinstance(error, (RecursionError, MemoryError)):
        message = "the code is nested too deeply"
    else:
        message = message_of(error)
    kind = type(error).__name__ if isinstance(error, SyntaxError) else "SyntaxError"
    return {
        "type": kind,
        "message": message[:_MAX_MESSAGE],
        "bases": [],
        "line": line,
        "column": column,
        "frames": [],
    }


def _own_frames(
    trace: TracebackType | None, with_locals: bool, own_file: str
) -> list[dict[str, Any]]:
    own: list[TracebackType] = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == own_file:
            own.append(trace)
            if len(own) > 2 * _MAX_FRAMES:
                # An endless recursion: its first and last frames tell all.
                del own[_MAX_FRAMES // 2]
        trace = trace.tb_next
    if len(own) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        own = own[:half] + own[-half:]
    return [
        {
            "line": entry.tb_lineno,
            "function": entry.tb_frame.f_code.co_name[:80],
            "locals": _locals(entry) if with_locals else {},
        }
        for entry in own
    ]


def _locals(entry: TracebackType) -> dict[str, str]:
    frame = entry.tb_frame
    if frame.f_code.co_name == "<module>":
        return {}
    shown: dict[str, str] = {}
    for name, value in frame.f_locals.items():
        if len(shown) == _MAX_LOCALS:
            break
        if not name.startswith("__"):
            shown[name[:40]] = describe(value)
    return shown


def describe(value: object) -> str:
    """A short repr that runs no code of the student's at its top level."""
    if type(value) not in _PLAIN:
        return f"<{type(value).__name__[:60]}>"
    try:
        return _repr.repr(value)[:200]
    except BaseException:
        return f"<{type(value).__name__}>"
