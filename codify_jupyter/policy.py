"""What holds for one student at one problem: the tutor's part, and what of a verdict is told."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codify_jupyter.database import DatabaseUnavailable
from codify_jupyter.doors import Disclosure, disclosure, policies_of
from codify_jupyter.principal import Principal
from codify_jupyter.set_policy import PolicyFault, not_open_yet, utc_now
from codify_jupyter.store import problem_sets, set_rules
from codify_jupyter.tutor.hint import RUNGS
from codify_jupyter.tutor.ladder import top_rung

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from codify_jupyter.catalogue import Entry
    from codify_jupyter.database import Database
    from codify_jupyter.set_policy import SetPolicy
    from codify_jupyter.store.set_rules import SetRules

FRESH_S = 5.0
"""For so long what the sets say is not read again: each submission would ask for it."""
_MOST_KEPT = 10_000
SWITCHED_OFF = "The tutor is switched off for this problem, as in an exam."


@dataclass(frozen=True, slots=True)
class TutorPolicy:
    """What the tutor may do about one problem."""

    enabled: bool = True
    """False: neither hints nor chat."""
    max_rung: int = RUNGS[-1]


def tutor_policy(entry: Entry, policies: Iterable[SetPolicy], now: datetime) -> TutorPolicy:
    """Combine what the problem and all the sets say: the strictest counts."""
    policies = list(policies)
    rungs = [top_rung(entry.problem), *(one.max_rung for one in policies)]
    hints = bool(entry.problem.tutor.get("hints", True))
    return TutorPolicy(
        enabled=hints and all(one.tutor_is_on(now) for one in policies),
        max_rung=max(RUNGS[0], min(rungs)),
    )


class Policies:
    """What concerns a student; read again when it is some seconds old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ruled: frozenset[int] = frozenset()
        self._read_at = float("-inf")
        self._kept: dict[tuple[int, int | Principal], tuple[float, str, tuple[SetRules, ...]]] = {}

    async def get(self, entry: Entry, whose: int | Principal) -> TutorPolicy:
        """What the tutor may do for a user, by id, or for a caller.

        Raises:
            DatabaseUnavailable: the rules cannot be read, and never were.
        """
        name, rules = await self._rules(entry, whose)
        now = utc_now()
        try:
            policies = policies_of(rules, name)
        except PolicyFault:  # checked when it was loaded; what cannot be read allows nothing
            return TutorPolicy(enabled=False)
        opened = [one for one in policies if not_open_yet(one, now) is None]
        return tutor_policy(entry, opened, now)

    async def disclosure(self, entry: Entry, whose: int | Principal) -> Disclosure:
        """What they may be told of hidden tests.

        Raises:
            DatabaseUnavailable: the rules cannot be read, and never were.
        """
        name, rules = await self._rules(entry, whose)
        return disclosure(rules, name, utc_now())

    async def _rules(
        self, entry: Entry, whose: int | Principal
    ) -> tuple[str, tuple[SetRules, ...]]:
        now = time.monotonic()
        if now - self._read_at > FRESH_S:
            with suppress(DatabaseUnavailable):  # then what was read before goes on holding
                async with self._database.connect() as connection:
                    self._ruled = await problem_sets.ruled_problems(connection)
                self._read_at = now
        if entry.problem_id not in self._ruled:
            return "", ()
        key = (entry.problem_id, whose)
        kept = self._kept.get(key)
        if kept is None or now - kept[0] > FRESH_S:
            try:
                kept = (now, *await self._read(entry, whose))
            except DatabaseUnavailable:
                if kept is None:
                    raise
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = kept
        return kept[1:]

    async def _read(self, entry: Entry, whose: int | Principal) -> tuple[str, tuple[SetRules, ...]]:
        async with self._database.connect() as connection:
            if not isinstance(whose, Principal):
                return await set_rules.of_user(connection, whose, entry.problem_id)
            slug = entry.problem.slug
            found = await set_rules.of_problem(connection, slug, whose.name, whose.courses)
            return whose.name, found.rules if found else ()
