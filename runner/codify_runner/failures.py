"""How a child can fail to answer. What each means for a test, ``codify_runner.endings`` says."""

from __future__ import annotations


class DeadlineError(Exception):
    """The child did not answer in time. It is dead now."""

    def __init__(self, line: int | None) -> None:
        super().__init__()
        self.line = line


class ChildGoneError(Exception):
    """The child ended without an answer."""

    def __init__(self, status: int | None, line: int | None = None) -> None:
        super().__init__()
        self.status = status
        """Wait status; None when it is not known."""
        self.line = line


class OutputLimitError(Exception):
    """The child printed more than it may. It is dead now."""


class GarbledError(Exception):
    """The child wrote something that is no message. It is dead now."""
