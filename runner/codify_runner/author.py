"""The author's side of a judgement: checks.py and the reference, each in a sealed child.

What fails here is not the student's doing, so it ends in InvalidTests (the author's code raised
or took too long) or RunnerError.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from codify_runner import endings, trees, wire
from codify_runner.children import Child
from codify_runner.endings import CHILD_ERRORS
from codify_runner.errors import InvalidTests
from codify_runner.failures import DeadlineError
from codify_runner.literals import Call
from codify_runner.reports import FaultReader, clean
from codify_runner.tests_format import TestPlan
from codify_runner.wire import Tree
from codify_runner.zygotes import MAX_CPU_S, Part

AUTHOR_S = 10.0
"""Seconds that one step of an author's code may take."""
CHECK_S = 2.0
"""Seconds that looking at one result may take."""
HYPOTHESIS = frozenset({"hypothesis"})
"""What property tests need."""
Input = tuple[list[Tree], dict[str, Tree]]
Fresh = Callable[[frozenset[str], Part], Awaitable[Child]]


class Author:
    """The children that hold the author's secrets, started when a test needs them."""

    def __init__(self, plan: TestPlan, fresh: Fresh) -> None:
        self._plan = plan
        self._fresh = fresh
        self._testers: dict[frozenset[str], Child] = {}
        self._loading: set[Child] = set()
        self._reference: Child | None = None

    # ------------------------------------------------------------ checks.py

    def packages_for(self, code: str) -> frozenset[str]:
        """What the author's own code needs: checks.py, and ``code`` of a test."""
        mentioned = "hypothesis" in code or "hypothesis" in self._plan.checks
        return self._plan.requires | (HYPOTHESIS if mentioned else frozenset())

    async def start_tester(self, packages: frozenset[str], codes: tuple[str, ...] = ()) -> Child:
        """A child that loads checks.py and compiles ``codes`` while nobody waits for it."""
        child = self._testers.get(packages)
        if child is None or not child.usable:
            child = self._testers[packages] = await self._fresh(packages, "tester")
            child.start_counting(64 << 20)  # the author may print; nobody looks at it
            if self._plan.checks or codes:
                self._loading.add(child)
                child.send(
                    {
                        "op": "checks",
                        "source": self._plan.checks,
                        "codes": list(codes),
                        "memory": self._plan.limits.memory_bytes,
                    }
                )
        return child

    async def tester(self, packages: frozenset[str] | None = None) -> Child:
        """A child with checks.py loaded; by default with what checks.py needs."""
        child = await self.start_tester(self.packages_for("") if packages is None else packages)
        if child in self._loading:
            self._loading.remove(child)
            await self._answer(child.receive(AUTHOR_S), "checks.py")
        return child

    async def check(self, name: str, got: Tree, expected: Tree, call: Call) -> tuple[bool, str]:
        """Ask the author's own comparison."""
        message = {
            "op": "check",
            "name": name,
            "got": got,
            "expected": expected,
            "args": list(call.args),
            "given": [list(pair) for pair in call.given],
        }
        tester = await self.tester()
        try:
            answer = await tester.ask(message, CHECK_S)
        except DeadlineError:
            return False, "The check of this test took too long on this result."
        except CHILD_ERRORS:
            return False, "The check of this test cannot use this result."
        if "failed" in answer:
            raise InvalidTests(f"`{name}` of checks.py: {clean(answer['failed'])}")
        return answer.get("passed") is True, clean(answer.get("why"))

    async def matches(self, pattern: str, text: str) -> bool:
        """Search a pattern in a text that student code wrote."""
        message = {"op": "match", "pattern": pattern, "text": text}
        tester = await self.tester()
        try:
            answer = await tester.ask(message, CHECK_S)
        except CHILD_ERRORS:
            return False
        if "failed" in answer:
            raise InvalidTests(f"`match` {pattern!r}: {clean(answer['failed'])}")
        return answer.get("found") is True

    async def inputs(self, name: str, seed: int, n: int) -> list[Input]:
        """Arguments and keyword arguments for ``n`` generated calls."""
        what = f"`{name}` of checks.py"
        message = {"op": "generate", "name": name, "seed": seed, "n": n}
        answer = await self._ask(await self.tester(), message, what)
        try:
            return [
                (
                    [_plain(argument) for argument in arguments],
                    {str(key): _plain(value) for key, value in keywords.items()},
                )
                for arguments, keywords in answer["inputs"]
            ]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidTests(f"{what} made inputs that are no plain data") from error

    async def draw(
        self, message: dict[str, Any], packages: frozenset[str]
    ) -> tuple[list[Any], ...]:
        """The examples of each ``given`` of a property; none if they cannot be kept."""
        what = f"`{message['name']}` of checks.py"
        answer = await self._ask(await self.tester(packages), message, what)
        return tuple(answer.get("drawn", ()))

    # ------------------------------------------------------------ the reference

    async def expected(self, message: dict[str, Any]) -> dict[str, Any]:
        """What the reference answers to a call. Raises InvalidTests."""
        if self._reference is None or not self._reference.usable:
            child = await self._fresh(self._plan.requires, "student")
            load = {
                "op": "load",
                "code": self._plan.solution,
                "script": False,
                "names": list(self._plan.names),
                "memory": self._plan.limits.memory_bytes,
                "cpu": MAX_CPU_S,
                "locals": False,
            }
            loaded = await self._ask(child, load, "the reference solution")
            if loaded.get("loaded") != []:
                why = loaded.get("raised") or loaded.get("does_not_compile") or {}
                raise InvalidTests(
                    "the reference solution does not load: "
                    f"{clean(why.get('type'))} {clean(why.get('message'))}"
                )
            self._reference = child
        answer = await self._ask(self._reference, message, "the reference solution")
        if "raised" not in answer:
            try:
                _plain(answer["value"])
            except (KeyError, ValueError) as error:
                raise InvalidTests("the reference solution's result is no plain data") from error
        return answer

    async def _ask(self, child: Child, message: dict[str, Any], what: str) -> dict[str, Any]:
        return await self._answer(child.ask(message, AUTHOR_S), what)

    async def _answer(self, coming: Awaitable[dict[str, Any]], what: str) -> dict[str, Any]:
        try:
            answer = await coming
        except CHILD_ERRORS as error:
            ending = endings.of_error(error, self._plan.limits, FaultReader(""), AUTHOR_S)
            raise InvalidTests(f"{what}: {ending.message}") from None
        failed = answer.get("failed") or answer.get("too_large")
        if failed:
            raise InvalidTests(f"{what}: {clean(failed)}")
        return answer


def _plain(tree: Tree) -> Tree:
    """``tree``, if it is one and all of the value crossed. Raises ValueError."""
    if trees.has_opaque(wire.check(tree)):
        raise ValueError("an object that is no plain data")
    return tree
