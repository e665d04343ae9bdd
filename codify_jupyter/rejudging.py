"""Judges submissions again after tests were mended: first to see, then to let it count."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from codify_runner import RunnerError

from codify_jupyter.policy import Policies
from codify_jupyter.store import messages, publications, rejudgements, skills
from codify_jupyter.verdicts import verdict_to_json

if TYPE_CHECKING:
    from codify_runner.verdict import Verdict

    from codify_jupyter.catalogue import Entry
    from codify_jupyter.database import Database
    from codify_jupyter.store.rejudgements import Compared, Outdated

_BATCH = 50
_AT_A_TIME = 2
Keep = Literal["better", "newest"]
NOTE_RULE = "rejudged"


class Judge(Protocol):
    """What of a ``codify_runner.Runner`` is needed here."""

    async def judge(self, code: str, tests_json: dict[str, Any]) -> Verdict:
        """Judge one program."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One submission whose score would change."""

    submission_id: int
    user_id: int
    user: str
    before: float
    after: float
    status: str
    new_status: str

    @property
    def rises(self) -> bool:
        """Whether the new tests give more."""
        return self.after > self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """What new tests would change."""

    judged: int
    """Submissions that both tests have judged."""
    outdated: int
    """Submissions that count with the result of other tests."""
    differences: tuple[Difference, ...]
    now_passed: dict[str, int]
    """By test id: how many submissions passed it that did not before."""
    now_failed: dict[str, int]

    @property
    def complete(self) -> bool:
        """Whether every submission was judged; False after a stop half way."""
        return self.judged == self.outdated

    def as_json(self) -> dict[str, Any]:
        """As plain JSON types, without codes and verdicts."""
        return {
            "judged": self.judged,
            "outdated": self.outdated,
            "complete": self.complete,
            "rise": [_json(one) for one in self.differences if one.rises],
            "fall": [_json(one) for one in self.differences if not one.rises],
            "now_passed": self.now_passed,
            "now_failed": self.now_failed,
        }


@dataclass(frozen=True, slots=True)
class Applied:
    """What an applying changed."""

    changed: int
    kept: int
    """Submissions that keep their better, older result."""
    told: int
    """Students who found a note in their chat."""
    sets: int
    """Published sets that have the mended problem now."""


class Rejudging:
    """One problem's submissions and its newest tests."""

    def __init__(
        self, database: Database, runner: Judge, entry: Entry, course: str | None = None
    ) -> None:
        """With a ``course`` only what its students handed in, and its sets, are concerned."""
        self._database = database
        self._course = course
        self._policies = Policies(database)
        self._runner = runner
        self._entry = entry
        self._digest = entry.problem.digest

    async def judge(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Judge what the newest tests have not judged yet.

        Each result is stored by itself and counts for nothing yet: this may be
        cancelled at any moment, and taken up again.

        Raises:
            RunnerError: a program could not be judged.
        """
        async with self._database.connect() as connection:
            total = await rejudgements.count_outdated(
                connection, self._entry.problem_id, self._digest, self._course
            )
            judged = await rejudgements.count_judged(
                connection, self._entry.problem_id, self._digest, self._course
            )
        done, after = judged, 0
        turns = asyncio.Semaphore(_AT_A_TIME)
        while batch := await self._next(after):
            try:
                async with asyncio.TaskGroup() as group:
                    for one in batch:
                        group.create_task(self._judge_one(one, turns))
            except ExceptionGroup as several:
                raise several.exceptions[0] from None
            after = batch[-1].id
            done += len(batch)
            if on_progress is not None:
                on_progress(done, total)

    async def compare(self) -> Comparison:
        """What the newest tests would change, as far as they have judged."""
        async with self._database.connect() as connection:
            problem_id = self._entry.problem_id
            total = await rejudgements.count_outdated(
                connection, problem_id, self._digest, self._course
            )
            found = await rejudgements.compared(connection, problem_id, self._digest, self._course)
        return _comparison(found, total)

    async def apply(self, keep: Keep = "better", *, note: bool = True) -> Applied:
        """Let the new results count, in one transaction.

        With ``keep="better"`` a submission that would lose points keeps its
        result. The older results stay stored. Published sets move to the mended
        problem, so that what comes from now on is judged by it. Applying twice
        changes nothing more.
        """
        async with self._database.begin() as connection:
            problem_id = self._entry.problem_id
            await rejudgements.lock(connection, problem_id)
            found = await rejudgements.compared(connection, problem_id, self._digest, self._course)
            taken = [one for one in found if keep == "newest" or one.new_score >= one.score]
            changed = await rejudgements.take_new(
                connection, [one.id for one in taken], self._digest
            )
            await skills.recount_solved(
                connection, sorted({one.user_id for one in taken}), self._entry.problem.tags
            )
            told = 0
            for user_id, (submission_id, before, after) in _best_by_user(found, taken).items():
                if note and after != before:
                    await messages.insert(
                        connection,
                        user_id=user_id,
                        problem_id=problem_id,
                        submission_id=submission_id,
                        role="assistant",
                        source="builtin",
                        rule=NOTE_RULE,
                        text=await self._note(user_id, before, after),
                    )
                    told += 1
            sets = await publications.move_versions(
                connection, problem_id, self._entry.version_id, self._course
            )
        return Applied(changed, len(found) - len(taken), told, sets)

    async def _note(self, user_id: int, before: float, after: float) -> str:
        mended = "The tests of this problem were mended, and submissions judged again."
        if not (await self._policies.disclosure(self._entry, user_id)).results:
            return f"{mended} After the exam you will see what that means for yours."
        way = "rose" if after > before else "fell"
        return f"{mended} Your best result {way} from {before:.0%} to {after:.0%}."

    async def _next(self, after: int) -> list[Outdated]:
        async with self._database.connect() as connection:
            return await rejudgements.outdated(
                connection,
                self._entry.problem_id,
                self._digest,
                after=after,
                count=_BATCH,
                course=self._course,
            )

    async def _judge_one(self, one: Outdated, turns: asyncio.Semaphore) -> None:
        async with turns:
            verdict = await self._runner.judge(one.code, self._entry.problem.tests_json)
        if verdict.status == "internal_error":
            raise RunnerError(f"submission {one.id} could not be judged")
        async with self._database.begin() as connection:
            await rejudgements.add(
                connection,
                one.id,
                tests_digest=self._digest,
                problem_version_id=self._entry.version_id,
                status=verdict.status,
                score=verdict.score,
                runtime_ms=round(verdict.runtime_ms),
                verdict=verdict_to_json(verdict),
            )


def _comparison(found: Sequence[Compared], total: int) -> Comparison:
    passed: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    differences = []
    for one in found:
        before, after = _passed(one.verdict), _passed(one.new_verdict)
        ids = {test["id"] for test in one.new_verdict.get("tests", ())}
        passed.update((after - before) & ids)
        failed.update((before & ids) - after)
        if one.new_score != one.score:
            differences.append(
                Difference(
                    one.id, one.user_id, one.user, one.score, one.new_score, one.status,
                    one.new_status,
                )
            )  # fmt: skip
    return Comparison(
        len(found), total, tuple(differences), dict(sorted(passed.items())),
        dict(sorted(failed.items())),
    )  # fmt: skip


def _passed(verdict: dict[str, Any]) -> set[str]:
    return {test["id"] for test in verdict.get("tests", ()) if test["status"] == "passed"}


def _best_by_user(
    found: Sequence[Compared], taken: Sequence[Compared]
) -> dict[int, tuple[int, float, float]]:
    """By user: the submission that is now the best, the best score before and after."""
    new = {one.id for one in taken}
    best: dict[int, tuple[int, float, float]] = {}
    for one in found:
        after = one.new_score if one.id in new else one.score
        which, most_before, most_after = best.get(one.user_id, (one.id, 0.0, -1.0))
        best[one.user_id] = (
            one.id if after > most_after else which,
            max(most_before, one.score),
            max(most_after, after),
        )
    return best


def _json(one: Difference) -> dict[str, Any]:
    return {
        "submission": one.submission_id,
        "student": one.user,
        "before": one.before,
        "after": one.after,
        "status": one.status,
        "new_status": one.new_status,
    }
