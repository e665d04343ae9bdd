"""What can go wrong for a caller: a sentence for the screen and a word for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class CodifyError(Exception):
    """Something the caller should be told.

    ``message`` says in plain words what happened and what to do next;
    ``reason`` is a stable word that programs may rely on.
    """

    reason = "error"

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if reason is not None:
            self.reason = reason


class Invalid(CodifyError):
    """The request is well-formed, but what it asks for is not acceptable."""

    reason = "invalid"


class Faulty(Invalid):
    """What an author wrote has faults."""

    reason = "faulty"

    def __init__(self, message: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """``findings`` are JSON-ready, as an author's check tells them."""
        super().__init__(message)
        self.findings = list(findings)


class TooLarge(CodifyError):
    """Something in the request is larger than this installation takes."""

    reason = "too_large"


class NotFound(CodifyError):
    """There is no such thing, or it is not the caller's."""

    reason = "not_found"


class Forbidden(CodifyError):
    """The caller may not do this."""

    reason = "forbidden"


class Conflict(CodifyError):
    """The request contradicts something that is already there."""

    reason = "conflict"


class StillOpen(Conflict):
    """An earlier submission of the caller's to this problem is still being judged."""

    reason = "submission_open"
    retry_after_s = 1.0


class TooOften(CodifyError):
    """The caller has used up what is allowed for now."""

    reason = "too_often"

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(CodifyError):
    """A part of the product cannot serve just now; trying again is worth it."""

    reason = "unavailable"

    def __init__(
        self, message: str, *, reason: str | None = None, retry_after_s: float = 1.0
    ) -> None:
        super().__init__(message, reason=reason)
        self.retry_after_s = retry_after_s
