"""One submission while a process has it in hand or waits for who has."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codify_jupyter.doors import ALL_RESULTS, Disclosure, shown_to
from codify_jupyter.events import EventLog
from codify_jupyter.representation import submission_json, verdict_json

if TYPE_CHECKING:
    from codify_jupyter.catalogue import Entry
    from codify_jupyter.problems.withholding import Shown
    from codify_jupyter.store.skills import Skill
    from codify_jupyter.store.submissions import Submission


@dataclass(eq=False, slots=True)
class Work:
    """A submission and its events."""

    row: Submission
    entry: Entry
    user_id: int
    created: bool
    events: EventLog = field(default_factory=EventLog)
    hint: dict[str, Any] | None = None
    skills: list[Skill] = field(default_factory=list)
    """Of the problem's tags, once the verdict is stored."""
    failure: Exception | None = None
    """Why there is no verdict."""
    judged: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when verdict and offline hint are stored, or nothing more can be done."""
    task: asyncio.Task[None] | None = None
    cancel_requested: bool = False
    disclosure: Disclosure = ALL_RESULTS
    """What the sets of its problem let the student know."""
    solved: bool = False
    """Whether the student has solved the problem, with this submission or another."""

    async def judged_within(self, seconds: float) -> bool:
        """Wait for the verdict, at most so long; whether it is there."""
        try:
            await asyncio.wait_for(self.judged.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def result(self, patience_s: float = 0.0) -> dict[str, Any]:
        """The contract's ``SubmissionResult``, once judged.

        ``patience_s`` is how long to wait on for a language model's hint.

        Raises:
            DatabaseUnavailable: the verdict could not be stored; the same key tries again.
        """
        await self.judged.wait()
        if self.failure is not None:
            raise self.failure
        if self.task is not None and patience_s > 0:
            await asyncio.wait({self.task}, timeout=patience_s)
        return self.as_it_is()

    def as_it_is(self) -> dict[str, Any]:
        """The contract's ``SubmissionResult`` as far as it is known by now."""
        return {
            "submission": self.submission_json(),
            "verdict": verdict_json(self.row, self.entry.problem.tests_json, shown=self.shown),
            "hint": self.hint,
        }

    @property
    def shown(self) -> Shown:
        """How much of hidden tests the student may see."""
        return shown_to(self.disclosure, self.entry.problem.tests_json, solved=self.solved)

    def submission_json(self) -> dict[str, Any]:
        """The contract's ``Submission``."""
        return submission_json(self.row, self.entry.problem.slug, shown=self.shown)
