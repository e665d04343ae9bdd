"""Questions to a child whose answers may be known beforehand."""

from __future__ import annotations

from collections.abc import Sequence


class Series:
    """Questions that go out as long as each answer is, to the byte, the expected one."""

    def __init__(self, questions: Sequence[bytes], expected: Sequence[bytes | None]) -> None:
        """All are whole frames; None where no answer is known beforehand."""
        self.questions = questions
        self._expected = expected
        self.place = 0
        """Of the question that is out, or comes next."""

    @property
    def done(self) -> bool:
        """Whether all are answered."""
        return self.place >= len(self.questions)

    def expects(self, frame: bytes) -> bool:
        """Whether this is the expected answer to the question that is out."""
        return not self.done and frame == self._expected[self.place]
