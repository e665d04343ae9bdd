"""Where a child is: what its interpreter writes to standard error when it is asked.

A child that is nearly out of time gets a signal, at which ``faulthandler`` dumps its stack (see
``codify_runner.inside.child``). Student code writes to the same descriptor, so the line may be
forged; it is shown to the student alone.
"""

from __future__ import annotations

import re
import signal

SIGNAL = signal.SIGUSR1
WAIT_S = 0.005
"""How long past its deadline a child may take to say where it is; then it is killed."""
_AHEAD_S = 0.05
_LINE = re.compile(rb'File "solution\.py", line (\d+) in ')
_BEGINNING = re.compile(rb"Fatal Python error: |Stack \(most recent call first\):")


def ahead(seconds: float) -> float:
    """How long before its deadline a child that has ``seconds`` is asked where it is."""
    return min(_AHEAD_S, seconds / 3)


def line_in(complaints: bytes | bytearray) -> int | None:
    """The line of the student's that a dump tells; None if there is no dump."""
    dump = _BEGINNING.search(complaints)
    found = _LINE.search(complaints, dump.start()) if dump else None
    return int(found[1]) if found and len(found[1]) < 8 else None


def before(complaints: bytes | bytearray) -> bytes | bytearray:
    """What the code itself wrote before the first dump."""
    return _BEGINNING.split(complaints, maxsplit=1)[0]
