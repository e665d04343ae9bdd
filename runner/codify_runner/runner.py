"""The public face: start it, give it code and tests, get verdicts."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Hashable, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Literal, Self, TypeVar

from codify_runner import protections
from codify_runner.children import Child
from codify_runner.errors import InvalidTests, RunnerClosed, RunnerError, SandboxUnavailable
from codify_runner.examples import ExampleCache
from codify_runner.judge import OnTest, is_unrecorded, judge, prepare
from codify_runner.session import Session
from codify_runner.tests_format import PlanCache, TestPlan
from codify_runner.trace import MOST_STEPS, Trace, trace
from codify_runner.turns import Turns
from codify_runner.verdict import Verdict
from codify_runner.zygotes import Part, Zygote, ZygoteGoneError

T = TypeVar("T")
PLAIN: frozenset[str] = frozenset()
_MOST_ZYGOTES = 4


class Runner:
    """Judges submissions in sealed children. Use as an async context manager.

    ``concurrency``: submissions judged at a time, by default one for each core, at least two;
    of those that wait, each owner has a turn in rotation. ``spares``: children kept ready for
    problems without packages. ``without``: protections to leave out (``seccomp``, ``landlock``,
    ``namespaces``), to see what the others hold. ``idle_s``: after how many seconds without a
    submission a process that holds packages is retired. ``drift_mb``: by how much such a
    process, or the one without packages, may grow before a new one takes its place.
    """

    def __init__(
        self,
        *,
        concurrency: int | None = None,
        spares: int = 2,
        without: frozenset[str] = PLAIN,
        idle_s: float = 900.0,
        drift_mb: float = 64.0,
    ) -> None:
        self._concurrency = concurrency or max(2, len(os.sched_getaffinity(0)))
        self._spares = spares
        self._without = without
        self._zygotes: dict[frozenset[str], Zygote] = {}
        self._starting: dict[frozenset[str], asyncio.Task[Zygote]] = {}
        self._examples = ExampleCache()
        self._plans = PlanCache()
        self._idle_s = idle_s
        self._drift = int(drift_mb * (1 << 20))
        self._preparing: dict[Hashable, asyncio.Task[None]] = {}
        self._house: asyncio.Task[None] | None = None
        self._worn: list[Zygote] = []
        """Zygotes that get no new children, until the last one of theirs is gone."""
        self._turns = Turns(self._concurrency)
        self._protections: Mapping[str, bool | int | str] = MappingProxyType({})
        self._state: Literal["new", "open", "closed"] = "new"

    # ------------------------------------------------------------ life

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the plain zygote and its spares. Raises SandboxUnavailable or RunnerError."""
        if sys.platform != "linux":
            raise SandboxUnavailable(
                "the runner needs Linux: its sandbox is made of Linux kernel features. "
                "On macOS and Windows run it in Docker or WSL 2."
            )
        self._state = "open"
        try:
            zygote = await self._zygote(PLAIN)
            await zygote.warm()
        except BaseException:
            await self.close()
            raise
        self._protections = protections.of_zygote(zygote.protections)
        self._house = asyncio.create_task(self._keep_house(), name="codify-runner-house")

    async def close(self) -> None:
        """End every process. Judgements under way raise RunnerClosed."""
        self._state = "closed"
        if self._house is not None:
            self._house.cancel()
            await asyncio.gather(self._house, return_exceptions=True)
        tasks = [*self._preparing.values(), *self._starting.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        zygotes = [*self._zygotes.values(), *self._worn]
        self._zygotes.clear()
        self._worn.clear()
        await asyncio.gather(*(zygote.close() for zygote in zygotes))

    @property
    def protections(self) -> Mapping[str, bool | int | str]:
        """What confines the children on this machine; empty before the start."""
        return self._protections

    @property
    def gaps(self) -> list[str]:
        """A sentence for each protection that is missing here; empty before the start."""
        return protections.gaps(self._protections) if self._protections else []

    @property
    def concurrency(self) -> int:
        """How many submissions are judged at a time."""
        return self._concurrency

    @property
    def sealed(self) -> bool:
        """Whether hidden tests can be judged: children have no way out but their channel."""
        return bool(self._protections.get("seccomp"))

    async def prepare(self, tests_json: Mapping[str, Any]) -> None:
        """Start what judging by these tests will need, so that no student waits for it.

        Zygotes for its packages, and the inputs of generated tests and properties. Raises as
        :meth:`judge`.
        """
        self._check_open()
        plan = self._plans.read(tests_json)
        zygote = await self._zygote(plan.requires)
        await zygote.warm()

        await self._prepare(plan)

    async def _prepare(self, plan: TestPlan) -> None:
        # Not in turn: no submission shall wait for what may take seconds.
        await self._twice_at_most(lambda: prepare(plan, self._acquire, self._examples))

    def _prepare_later(self, plan: TestPlan) -> None:
        """For the next submission to a problem that nobody prepared."""
        if plan.conversations in self._preparing or not is_unrecorded(plan, self._examples):
            return

        async def work() -> None:
            try:
                await self._prepare(plan)
            except InvalidTests:
                self._examples.put(plan.conversations, {}, 0)  # it would not go better later
            except (RunnerError, ZygoteGoneError):
                pass  # after the next submission it is tried again

        task = asyncio.create_task(work(), name="codify-runner-preparing")
        self._preparing[plan.conversations] = task
        task.add_done_callback(lambda _: self._preparing.pop(plan.conversations, None))

    async def warm(self) -> None:
        """Wait until the spare children are ready."""
        for zygote in list(self._zygotes.values()):
            await zygote.warm()

    def process_of_idle_child(self) -> int | None:
        """Process id of a spare child, for measuring; None if there is none."""
        zygote = self._zygotes.get(PLAIN)
        return zygote.process_of_spare() if zygote is not None else None

    # ------------------------------------------------------------ judging

    async def judge(
        self,
        code: str,
        tests_json: Mapping[str, Any],
        *,
        visibility: Literal["all", "public"] = "all",
        owner: Hashable = None,
        on_test: OnTest | None = None,
        on_submission_deadline: Callable[[], None] | None = None,
    ) -> Verdict:
        """Judge ``code`` by the tests of a ``codify.tests/1`` document, which must not change.

        ``owner`` is whose submission it is: when many wait, owners take turns.
        ``visibility="public"`` runs the public tests only; points count over those.
        ``on_test`` hears of each test as it ends (of the same test twice if the submission
        had to be judged anew), ``on_submission_deadline`` when tests are left out because the
        time for the whole submission is used up: the sum of the tests' time limits and one
        ``time_s`` for loading, at least 2 s and at most 60 s, or three timeouts.
        Cancelling the task kills the children.

        Raises RunnerClosed, SandboxUnavailable (hidden tests on a machine without seccomp),
        InvalidTests, or RunnerError, after which a new attempt may succeed.
        """
        self._check_open()
        plan = self._plans.read(tests_json)
        cases = tuple(case for case in plan.cases if visibility == "all" or case.public)

        async def work() -> Verdict:
            return await judge(
                code, plan, cases, self._acquire, self._examples, on_test, on_submission_deadline
            )

        if not self.sealed and not all(case.public for case in cases):
            raise SandboxUnavailable(
                "this machine has no seccomp, so hidden tests could be read by the code they "
                "test; only public tests are run here (see `codify doctor`)"
            )
        verdict = await self._in_turn(work, owner)
        self._prepare_later(plan)
        return verdict

    async def trace(
        self,
        code: str,
        tests_json: Mapping[str, Any],
        test_id: str,
        *,
        steps: int = MOST_STEPS,
        owner: Hashable = None,
    ) -> Trace:
        """Run one public test of kind ``call`` or ``stdio`` and record it line by line.

        Stops the code after ``steps`` lines, so that also an endless loop has a trace. Raises
        as :meth:`judge` does; InvalidTests if there is no such test or it cannot be traced.
        """
        self._check_open()
        plan = self._plans.read(tests_json)
        case = next((case for case in plan.cases if case.id == test_id), None)
        if case is None:
            raise InvalidTests(f"there is no test {test_id!r}")

        async def work() -> Trace:
            session = Session(code, plan, (case,), self._acquire, self._examples)
            try:
                return await trace(session, case, steps)
            finally:
                session.close()

        return await self._in_turn(work, owner)

    async def _in_turn(self, work: Callable[[], Awaitable[T]], owner: Hashable) -> T:
        """Do some work when it is its turn."""
        async with self._turns.turn(owner):
            return await self._twice_at_most(work)

    async def _twice_at_most(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do some work; a second time if the sandbox died under it."""
        for attempt in (1, 2):
            try:
                return await work()
            except ZygoteGoneError:
                if self._state != "open":
                    raise RunnerClosed("the runner was closed during the judgement") from None
                if attempt == 2:
                    raise RunnerError("the sandbox died twice during the judgement") from None
            finally:
                asyncio.get_running_loop().call_soon(self._refill)
        raise AssertionError("unreachable")

    def _check_open(self) -> None:
        if self._state != "open":
            raise RunnerClosed("the runner is not running: use it in `async with Runner()`")

    # ------------------------------------------------------------ zygotes

    async def _acquire(self, packages: frozenset[str], memory: int, part: Part) -> Child:
        zygote = await self._zygote(packages)
        return zygote.child(memory, part)

    async def _zygote(self, packages: frozenset[str]) -> Zygote:
        """The zygote for a set of packages, started if there is none."""
        zygote = self._zygotes.get(packages)
        if zygote is not None and zygote.alive:
            return zygote
        if self._state != "open":
            raise ZygoteGoneError
        task = self._starting.get(packages)
        if task is None:
            task = asyncio.create_task(self._start_zygote(packages))
            self._starting[packages] = task
        return await asyncio.shield(task)

    async def _start_zygote(self, packages: frozenset[str]) -> Zygote:
        try:
            dead = self._zygotes.pop(packages, None)
            if dead is not None:
                await dead.close()
            await self._make_room()
            zygote = self._zygotes[packages] = await self._launch(packages)
            return zygote
        finally:
            del self._starting[packages]

    async def _launch(self, packages: frozenset[str]) -> Zygote:
        spares = self._spares if packages == PLAIN else min(1, self._spares)
        return await Zygote.start(packages, spares=spares, without=self._without)

    async def _make_room(self) -> None:
        """Retire the zygote that was idle longest; the plain one stays."""
        idle = [
            (zygote.last_used, packages)
            for packages, zygote in self._zygotes.items()
            if packages != PLAIN and not zygote.busy
        ]
        if len(self._zygotes) >= _MOST_ZYGOTES and idle:
            _, oldest = min(idle, key=lambda entry: entry[0])
            await self._zygotes.pop(oldest).close()

    async def _keep_house(self) -> None:
        """Retire zygotes that nobody needs, and put new ones in the place of those that grew."""
        while True:
            await asyncio.sleep(min(30.0, self._idle_s / 4))
            now = asyncio.get_running_loop().time()
            for packages, zygote in list(self._zygotes.items()):
                if zygote.grown > self._drift:
                    await self._replace(packages, zygote)
                elif (
                    packages != PLAIN and not zygote.busy and now - zygote.last_used > self._idle_s
                ):
                    await self._zygotes.pop(packages).close()
            for zygote in [worn for worn in self._worn if not worn.busy]:
                self._worn.remove(zygote)
                await zygote.close()

    async def _replace(self, packages: frozenset[str], grown: Zygote) -> None:
        try:
            fresh = await self._launch(packages)
        except RunnerError:
            return  # it serves on; the next round tries again
        self._zygotes[packages] = fresh
        grown.retire()
        self._worn.append(grown)

    def _refill(self) -> None:
        for zygote in self._zygotes.values():
            zygote.refill(hurry=self._turns.crowded)
