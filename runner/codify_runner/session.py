"""The children of one judgement: who is alive, what is loaded, how much time is left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from codify_runner import compare as comparing
from codify_runner import endings, matching, wire
from codify_runner.answers import FORM_ERRORS, checked_answer
from codify_runner.author import Author
from codify_runner.children import Child
from codify_runner.endings import CHILD_ERRORS, Ending
from codify_runner.examples import ExampleCache
from codify_runner.literals import Call
from codify_runner.recordings import Recording, Turn, recorded
from codify_runner.reports import FaultReader
from codify_runner.series import Series
from codify_runner.tests_format import Case, Compare, TestPlan
from codify_runner.verdict import Fault
from codify_runner.zygotes import MAX_CPU_S, Part

T = TypeVar("T")
Acquire = Callable[[frozenset[str], int, Part], Awaitable[Child]]
"""Gives a child with packages preloaded and so many bytes of memory, for a part."""

LONGEST_SUBMISSION_S = 60.0
SHORTEST_SUBMISSION_S = 2.0
_MOST_TIMEOUTS = 3
BIG_FRAME = 64 << 10
"""Bytes of an answer from which on it is looked at beside the loop."""
_MOST_CLASSES = 500


class StoppedError(Exception):
    """The code cannot be tested at all; every test ends so."""

    def __init__(self, ending: Ending, *, compiles: bool = True) -> None:
        super().__init__()
        self.ending = ending
        self.compiles = compiles


class TestEndedError(Exception):
    """This test is over without a result."""

    __test__ = False

    def __init__(self, ending: Ending) -> None:
        super().__init__()
        self.ending = ending


class Session:
    """Holds the student's child, the author's children, and the submission's clock."""

    def __init__(
        self,
        code: str,
        plan: TestPlan,
        cases: tuple[Case, ...],
        acquire: Acquire,
        examples: ExampleCache,
    ) -> None:
        self.code = code
        self.plan = plan
        self.examples = examples
        self.faults = FaultReader(code)
        self._acquire = acquire
        self._children: list[Child] = []
        self._student: Child | None = None
        self._loop = asyncio.get_running_loop()
        wanted = plan.limits.time_s + sum(case.timeout_s for case in cases)
        self._end = self._loop.time() + min(
            max(SHORTEST_SUBMISSION_S, wanted), LONGEST_SUBMISSION_S
        )
        self._timeouts = 0
        self._heavy = False
        self._with_handles = any(case.kind in ("code", "property") for case in cases)
        self.student_number = 0
        """How many children have loaded the student's functions so far."""
        self.known: dict[str, Any] = {}
        """What the latest of them told of its names and classes, for testers."""
        self._known_at_load: dict[str, Any] = {}
        self.recordings: dict[str, Recording] = {}
        """How the reference passes tests, by their ids."""
        self.recorder: dict[str, Recording] | None = None
        """Where to put recordings, if this is the reference."""
        self._blank: Child | None = None
        self.author = Author(plan, self.fresh)
        self.facts: dict[str, Any] = {}
        """What :meth:`inspect` found."""
        self.load_output = ""

    # ------------------------------------------------------------ time

    def now(self) -> float:
        """The loop's clock, in seconds."""
        return self._loop.time()

    def left(self, seconds: float) -> float:
        """``seconds``, or what is left for the whole submission if that is less."""
        return min(seconds, self._end - self._loop.time())

    def pause(self, seconds: float) -> None:
        """Time that was not the student's does not count."""
        self._end += seconds

    def count_timeout(self) -> None:
        """After a few, the others are not run: they would most likely time out as well."""
        self._timeouts += 1

    def why_skip(self) -> str:
        """A reason to leave the remaining tests out; empty while there is none."""
        if self._timeouts >= _MOST_TIMEOUTS:
            return f"Not run, since {_MOST_TIMEOUTS} tests before it took too long."
        if self.left(1) <= 0:
            return "Not run, since the time for the whole submission was used up."
        return ""

    # ------------------------------------------------------------ children

    async def fresh(self, packages: frozenset[str], part: Part = "student") -> Child:
        """A new child, closed with the session at the latest."""
        asked_at = self.now()
        child = await self._acquire(packages, self.plan.limits.memory_bytes, part)
        self.pause(self.now() - asked_at)  # a zygote may have had to start
        child.start_counting(self.plan.limits.output_bytes)
        self._children.append(child)
        return child

    async def blank(self, part: Part = "student") -> Child:
        """A child for the student's code that has run none yet."""
        if self._blank is not None and self._blank.usable:
            child, self._blank = self._blank, None
            return child
        return await self.fresh(self.plan.requires, part)

    async def reserve(self) -> None:
        """Take a child for the student's code, before the author's code takes the last spare."""
        if self._blank is None:
            self._blank = await self.fresh(self.plan.requires)

    def drop(self, child: Child) -> None:
        """Kill a child that is not needed any more."""
        child.close()
        if child in self._children:
            self._children.remove(child)
        if child is self._student:
            self._student = None

    def close(self) -> None:
        """Kill every child."""
        for child in self._children:
            child.close()
        self._children.clear()
        self._student = None

    def loading(self, code: str, **more: Any) -> dict[str, Any]:
        """The message that loads code into a child."""
        return {
            "op": "load",
            "code": code,
            "script": False,
            "names": list(self.plan.names),
            "memory": self.plan.limits.memory_bytes,
            "cpu": MAX_CPU_S,
            "locals": False,
            **more,
        }

    async def student(self) -> Child:
        """The child with the student's functions, loaded anew if the last one died.

        Raises StoppedError if the code does not load.
        """
        if self._student is not None:
            if self._student.usable:
                return self._student
            self.drop(self._student)
        child = await self.blank()
        seconds = self.left(self.plan.limits.time_s)
        try:
            answer = await child.ask(
                self.loading(self.code, locals=True, handles=self._with_handles), seconds
            )
        except CHILD_ERRORS as error:
            ending = endings.of_error(error, self.plan.limits, self.faults, seconds, "load")
            self.load_output = self.load_output or printed(child)
            raise StoppedError(ending) from None
        self.load_output = self.load_output or printed(child)
        self._check_loaded(answer)
        child.start_counting(self.plan.limits.output_bytes)
        self._student = child
        self.student_number += 1
        self.known = self._known_of(answer) if self._with_handles else {}
        self._known_at_load = self.known
        return child

    def check_compiled(self, answer: dict[str, Any]) -> None:
        """Raises StoppedError if the answer says that the code does not compile."""
        if "does_not_compile" in answer:
            fault = self.faults.read(answer["does_not_compile"], with_locals=False)
            raise StoppedError(Ending("error", "", fault), compiles=False)

    def _check_loaded(self, answer: dict[str, Any]) -> None:
        self.check_compiled(answer)
        if "raised" in answer:
            raise StoppedError(self.raised(answer["raised"], with_locals=True))
        if "too_large" in answer:  # a value under a name that the tests look at
            raise StoppedError(endings.of_size(answer["too_large"]))
        missing = answer.get("loaded")
        if type(missing) is not list:
            raise StoppedError(endings.of_error(ValueError(), self.plan.limits, self.faults, 0))
        for name in self.plan.names:
            if name in missing:
                kind = "class" if name in self.plan.classes and name[:1].isupper() else "function"
                message = f"no {kind} `{name}` was defined"
                raise StoppedError(Ending("error", "", Fault("NameError", message)))

    def recording(self, case: Case, operation: str) -> Recording | None:
        """What foretells a test of the child that is loaded now."""
        recording = self.recordings.get(case.id)
        if recording is None or not recording.foretells(operation, self._known_at_load):
            return None
        return recording

    def record(self, case: Case, operation: str, turns: list[Turn], base: int) -> None:
        """Keep how a test was passed, if this session records."""
        if self.recorder is None:
            return
        recording = recorded(operation, self._known_at_load, turns, base)
        if recording is not None:
            self.recorder[case.id] = recording

    def learn(self, answer: dict[str, Any]) -> None:
        """Keep what the student's child told of a class: it tells each only once."""
        if answer.get("classes"):
            told = [*self.known.get("classes", ()), *answer["classes"]]
            self.known = {**self.known, "classes": told[-_MOST_CLASSES:]}

    def _known_of(self, answer: dict[str, Any]) -> dict[str, Any]:
        try:
            return checked_answer(answer)
        except FORM_ERRORS:
            raise StoppedError(self.garbled().ending) from None

    def raised(self, report: Any, *, with_locals: bool) -> Ending:
        """How a test ends in which the code raised what the test did not expect."""
        fault = self.faults.read(report, with_locals=with_locals)
        if fault.type == "MemoryError":
            return endings.of_memory(self.plan.limits, self.faults, fault.line)
        message = ""
        if fault.type == "RecursionError":
            message = "The function called itself too many times. Does it ever stop?"
        elif fault.type == "SystemExit" and self.plan.script:
            message = "Your program said by its exit code that it failed: only 0 means success."
        elif fault.type in ("SystemExit", "KeyboardInterrupt"):
            message = "Your code ended the whole program instead of returning a result."
        return Ending("error", message, fault)

    async def ask(self, child: Child, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Ask a child that runs the student's code; it gets ``seconds`` at most."""
        try:
            answer = await child.ask(message, self.left(seconds))
        except CHILD_ERRORS as error:
            raise self._ended(error, seconds) from None
        return self._kept(child, answer)

    async def ask_while(
        self, child: Child, series: Series, seconds: float
    ) -> dict[str, Any] | None:
        """As ``Child.ask_while``, with failures as :meth:`ask` tells them."""
        try:
            answer = await child.ask_while(series, self.left(seconds))
        except CHILD_ERRORS as error:
            raise self._ended(error, seconds) from None
        return None if answer is None else self._kept(child, answer)

    def _ended(self, error: Exception, seconds: float) -> TestEndedError:
        return TestEndedError(endings.of_error(error, self.plan.limits, self.faults, seconds))

    def _kept(self, child: Child, answer: dict[str, Any]) -> dict[str, Any]:
        self._heavy = child.last_size > BIG_FRAME
        if "too_large" in answer:
            raise TestEndedError(endings.of_size(answer["too_large"]))
        return answer

    async def tree(self, answer: dict[str, Any], key: str, *, handles: bool = False) -> wire.Tree:
        """A checked tree out of an answer; TestEndedError if it is none."""
        if key not in answer:
            raise self.garbled()
        try:
            return await self.work(wire.check, answer[key], handles=handles)
        except wire.WireError:
            raise self.garbled() from None

    async def work(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a function on the last answer, beside the loop if the answer was big."""
        if self._heavy:
            return await asyncio.to_thread(function, *args, **kwargs)
        return function(*args, **kwargs)

    async def inspect(self) -> None:
        """Gather what stands in the code, before any of it runs.

        The child that does so has seen no code run and is the first one to load it.
        """
        child = await self.fresh(self.plan.requires)
        seconds = self.plan.limits.time_s
        try:
            answer = await child.ask({"op": "inspect", "code": self.code}, seconds)
        except CHILD_ERRORS as error:
            ending = endings.of_error(error, self.plan.limits, self.faults, seconds, "load")
            raise StoppedError(ending) from None
        self.check_compiled(answer)
        self.facts = answer["facts"]
        self._blank = child

    async def same(
        self, compare: Compare, got: wire.Tree, expected: wire.Tree, call: Call
    ) -> tuple[bool, str]:
        """Whether a result is the expected one, and why not if the author's check says so."""
        if compare.kind == "custom":
            return await self.author.check(compare.check, got, expected, call)
        return await self.work(comparing.same, compare, got, expected), ""

    async def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text that student code wrote."""
        if matching.is_harmless(pattern):
            return matching.search(pattern, text)
        return await self.author.matches(pattern, text)

    def garbled(self) -> TestEndedError:
        """What the child answered makes no sense."""
        ending = endings.of_error(ValueError(), self.plan.limits, self.faults, 0)
        if self._student is not None:
            self.drop(self._student)
        return TestEndedError(ending)


def printed(child: Child) -> str:
    """All that a child printed since it was last asked: output, then complaints."""
    return child.take_output() + child.take_complaints()
