"""The problems on offer: loaded into the database, read back once per version."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.doors import closed_until, version_of
from codify_jupyter.errors import Conflict, Forbidden, NotFound
from codify_jupyter.problems import (
    ProblemError,
    read_problems,
)
from codify_jupyter.problems.read_paths import read_paths
from codify_jupyter.problems.student_view import public_tests_json, student_view
from codify_jupyter.set_policy import utc_now
from codify_jupyter.store import courses, problem_sets, problems, set_rules

if TYPE_CHECKING:
    from typing import Any

    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.problems.model import Problem, ProblemSet
    from codify_jupyter.settings import Settings

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "starter"
"""The problems and sets that come with the package."""
FIRST_PROBLEM = "running-mean"
"""The shipped problem that demo, check and benchmark use."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of a problem, whole, and where it stands in the database."""

    problem_id: int
    version_id: int
    problem: Problem
    view: dict[str, Any]
    """The student's view."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did."""

    problems: int
    changed: int
    sets: int


class Catalogue:
    """Problems by slug and by version. Versions never change, so they are kept in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions: dict[int, Entry] = {}
        self._newest: dict[str, Entry] = {}
        self._loading: dict[int, asyncio.Task[Entry]] = {}
        self._kept_problems: set[UUID] = set()
        self._kept_sets: set[str] = set()

    @property
    def kept_problems(self) -> Set[UUID]:
        """Ids of the problems that each start loads: another text would not outlive the next."""
        return self._kept_problems

    @property
    def kept_sets(self) -> Set[str]:
        """Slugs of the sets that each start loads."""
        return self._kept_sets

    async def load_at_start(self, settings: Settings) -> None:
        """Bring the database up to the shipped problems and the operator's folders.

        A folder that cannot be read, or that has a slug which an instructor's problem has
        already, is logged and left out: one name must not keep a class from working.
        """
        shipped = [SHIPPED] if settings.shipped_problems else []
        for path in (*shipped, *settings.problem_paths):
            try:
                read, sets = await asyncio.to_thread(read_paths, [path], read_problems)
                self._kept_problems |= {UUID(problem.id) for problem in read}
                self._kept_sets |= {problem_set.slug for problem_set in sets}
                await self._store(read, sets)
            except (ProblemError, OSError, Conflict, NotFound) as error:
                log.error("problems under %s were not loaded:\n%s", path, error)  # noqa: TRY400

    async def load(
        self, paths: Iterable[Path], *, course: str | None = None, withdrawn: bool = False
    ) -> Loaded:
        """Read all problems and sets under the paths and store what changed.

        The sets become those of the ``course``, by its slug; without one new sets are open
        to all. A published set stays as it is until it is published again; a new one is
        shown at once unless it is to be ``withdrawn`` until then.

        Raises:
            ProblemError: when any of them cannot be read; then nothing is stored.
        """
        read, sets = await asyncio.to_thread(read_paths, list(paths), read_problems)
        return await self._store(read, sets, course, withdrawn)

    async def _store(
        self,
        read: list[Problem],
        sets: list[ProblemSet],
        course: str | None = None,
        withdrawn: bool = False,
    ) -> Loaded:
        changed = 0
        async with self._database.begin() as connection:
            for problem in read:
                saved = await problems.save_problem(
                    connection, problem, public_tests_json(problem), student_view(problem)
                )
                changed += saved.changed
            course_id = await courses.ensure(connection, course) if course else None
            for problem_set in sets:
                await problem_sets.save_set(
                    connection, problem_set, course_id=course_id, withdrawn=withdrawn
                )
        return Loaded(problems=len(read), changed=changed, sets=len(sets))

    async def get(self, slug: str, who: Principal, *, stale_is_fine: bool = False) -> Entry:
        """A problem in the caller's version: that of the sets if they froze one, else the newest.

        With ``stale_is_fine`` a version seen before also serves while the database is away.

        Raises:
            NotFound: no such problem.
            Forbidden: the sets that give it to the caller have not released it yet.
            DatabaseUnavailable: the database is away.
        """
        try:
            async with self._database.connect() as connection:
                found = await set_rules.of_problem(connection, slug, who.name, who.courses)
        except DatabaseUnavailable:
            # Who is in a course is asked of the database, so there nothing is stale and fine.
            if stale_is_fine and slug in self._newest and who.courses is None:
                return self._newest[slug]
            raise
        if found is None or not (found.unset or found.rules):
            raise unknown_problem(slug)
        early = closed_until(found.rules, who.name, utc_now())
        if early is not None:
            raise Forbidden(early, reason="not_open")
        entry = self._newest[slug] = await self.version(version_of(found))
        return entry

    async def newest(self, slug: str) -> Entry:
        """A problem as it was loaded last, whatever sets have frozen; for who looks after it.

        Raises:
            NotFound: no such problem.
        """
        async with self._database.connect() as connection:
            version_id = await problems.current_version(connection, slug)
        if version_id is None:
            raise unknown_problem(slug)
        return await self.version(version_id)

    async def version(self, version_id: int) -> Entry:
        """One version by its id, read from the database at most once."""
        entry = self._versions.get(version_id)
        if entry is None:
            loading = self._loading.get(version_id)
            if loading is None:
                loading = asyncio.create_task(self._load_version(version_id))
                self._loading[version_id] = loading
                loading.add_done_callback(lambda _: self._loading.pop(version_id, None))
            # Shielded: a whole class may open a problem at once, and all wait for this one.
            entry = await asyncio.shield(loading)
        return entry

    async def _load_version(self, version_id: int) -> Entry:
        async with self._database.connect() as connection:
            stored = await problems.load_for_judging(connection, version_id)
        if stored is None:
            raise NotFound("This problem is no longer there.", reason="unknown_problem")
        entry = self._versions[version_id] = Entry(
            stored.problem_id, version_id, stored.problem, stored.document
        )
        self._newest.setdefault(stored.problem.slug, entry)
        return entry


def unknown_problem(slug: str) -> NotFound:
    """The error for a problem that is not there, or closed to who asks."""
    return NotFound(
        f"There is no problem called “{slug[:80]}”. Open one from the Codify panel.",
        reason="unknown_problem",
    )
