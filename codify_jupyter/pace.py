"""How fast submissions get their verdicts, and so how long the next one will wait."""

from __future__ import annotations

import time

_WEIGHT = 0.1
_FIRST_GUESS_S = 0.05


class Pace:
    """Watches verdicts come in, wherever they are made."""

    def __init__(self) -> None:
        self._open = 0
        self._between_s = _FIRST_GUESS_S
        self._last = 0.0

    def begun(self) -> None:
        """Note that a submission was taken."""
        if self._open == 0:
            self._last = time.monotonic()
        self._open += 1

    def ended(self) -> None:
        """Note that one has its verdict, or will get none."""
        now = time.monotonic()
        self._between_s += _WEIGHT * (now - self._last - self._between_s)
        self._last = now
        self._open -= 1

    @property
    def open(self) -> int:
        """How many wait for their verdict."""
        return self._open

    @property
    def wait_s(self) -> float:
        """About how long one that is taken now will wait for its verdict."""
        if self._open == 0:
            return 0.0
        # Where nothing comes back at all, as without workers, the silence itself tells.
        return max(self._open * self._between_s, time.monotonic() - self._last)
