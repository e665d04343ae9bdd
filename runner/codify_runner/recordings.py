"""What tests asked the reference and what it answered, to foretell what they ask a submission.

A test of kind ``code`` or ``property`` asks the student's child many questions, and each goes from
the tester's child through the judge and back: four switches of process. But as long as all answers
are those that the reference gave, the next question is the one that followed then. So the judge
asks it by itself, and if all answers agree to the end, the test passes as it did with the
reference. At the first other answer a tester is told all that was said, catches up, and goes on
live, with the same child. The student's child is asked the same, in the same order, either way,
and never sees a question before its turn.

This holds for tests that are repeatable: see ``codify_runner.inside.repeatable``. Each is recorded
twice, with different children, and kept if both recordings are the same. A tester that is told
another conversation than it would hold says so; the test is then held anew without a recording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codify_runner import wire

MOST_TURNS = 2000
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Turn:
    """A message to the student's child, and what came back."""

    question: dict[str, Any]
    answer: dict[str, Any]
    """As the child wrote it."""
    checked: dict[str, Any]
    """Of the agreed form, as the tester got it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One test's conversation with the reference, which passes it."""

    operation: str
    """What the tester was asked to do."""
    known: bytes
    """What the child told of its names when it was loaded."""
    turns: tuple[Turn, ...]
    questions: tuple[bytes, ...]
    """Of the turns, as frames. The first one tells the test's ``base`` of numbers, too."""
    expected: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes, about: the turns hold the same once more."""
        return 3 * sum(map(len, self.questions + self.expected))

    def foretells(self, operation: str, known: Mapping[str, Any]) -> bool:
        """Whether the same can be asked of a child that told ``known`` of its names."""
        return self.operation == operation and self.known == wire.frame(known)


def recorded(
    operation: str, known: Mapping[str, Any], turns: list[Turn], base: int
) -> Recording | None:
    """The recording, unless it is too long to be kept."""
    questions = tuple(
        wire.frame(turn.question if place else turn.question | {"base": base})
        for place, turn in enumerate(turns)
    )
    expected = tuple(wire.frame(turn.answer) for turn in turns)
    if len(turns) > MOST_TURNS or sum(map(len, questions + expected)) > _MOST_BYTES:
        return None
    return Recording(operation, wire.frame(known), tuple(turns), questions, expected)


def agreed(first: Mapping[str, Recording], second: Mapping[str, Recording]) -> dict[str, Recording]:
    """Those that came out the same twice, by the ids of their tests."""
    return {name: one for name, one in first.items() if second.get(name) == one}
