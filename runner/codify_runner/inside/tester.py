"""The service of a child that holds an author's test code or checks.py, never a student's.

Messages: ``checks`` loads checks.py and compiles tests; ``generate``, ``check``, ``match`` and
``draw`` answer from plain data; ``code``, ``replay`` and ``property`` run a test that reaches the
student's child by asking the judge: ``{"ask": …}`` goes out, the student's answer (or a callback)
comes in, ``{"done": …}`` ends it.
"""

from __future__ import annotations

import contextlib
import random
import re
import resource
import sys
import types
from collections import deque
from typing import Any, cast

from codify_runner import wire
from codify_runner.inside import properties
from codify_runner.inside.asserts import (
    Skipped,
    UnsupportedError,
    approx,
    describe,
    provide_pytest,
    raises,
    refuse_what_sees_nothing,
)
from codify_runner.inside.channel import Channel
from codify_runner.inside.collecting import run_tests, where
from codify_runner.inside.faults import fault, message_of
from codify_runner.inside.programs import Program, program_of
from codify_runner.inside.remote import Remote, SolutionModule, number_of
from codify_runner.sandbox import limits

TEST_FILE = "test.py"
CHECKS_FILE = "checks.py"


class Tester:
    """Author's code at work."""

    def __init__(self, channel: Channel, memory_base: int) -> None:
        self.channel = channel
        self.memory_base = memory_base
        self.checks = types.ModuleType("checks")
        self._remote: Remote | None = None
        self._codes: dict[str, Program] = {}
        self._known: dict[str, Any] = {}
        """The student's values of the problem's names."""
        self._told: deque[Any] = deque()
        """Pairs of what this test will say and what the student's child answered to it."""
        self._diverged = False
        self._repeatable = True
        provide_pytest()

    def serve(self, message: dict[str, Any]) -> None:
        """Answer until the channel closes."""
        refuse_what_sees_nothing()  # not while rehearsing: a student's code may come here yet
        while True:
            try:
                answer = self.answer(message)
            except wire.TooLargeError as error:
                answer = {"failed": f"too large: {error}"}
            except BaseException as error:
                report = fault(error, with_locals=False, own_file=CHECKS_FILE)
                line = f" in line {report['line']} of checks.py" if report["line"] else ""
                answer = {"failed": f"{report['type']}: {report['message']}{line}"}
            self.channel.write(answer)
            message = self.channel.read()

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Do what a message asks."""
        match message["op"]:
            case "checks":
                return self._load_checks(message)
            case "generate":
                return self._generate(message)
            case "check":
                return self._check(message)
            case "match":
                return {"found": re.search(message["pattern"], message["text"]) is not None}
            case "draw":
                return self._draw(message)
            case "code" | "property" | "replay":
                return {"done": self._run(message)}
        raise ValueError(f"unknown operation {message['op']}")

    def _load_checks(self, message: dict[str, Any]) -> dict[str, Any]:
        limits.lower(resource.RLIMIT_AS, self.memory_base + message["memory"])
        for code in message["codes"]:
            with contextlib.suppress(SyntaxError, ValueError):  # told when the test runs
                self._codes[code] = program_of(code, TEST_FILE)
        if not message["source"]:
            return {"loaded": True}
        program = program_of(message["source"], CHECKS_FILE)
        self._repeatable = program.repeatable
        self.checks.__dict__.update({"raises": raises, "approx": approx})
        sys.modules["checks"] = self.checks
        program.run_in(self.checks.__dict__)
        return {"loaded": True}

    def _function(self, name: str) -> Any:
        try:
            return getattr(self.checks, name)
        except AttributeError:
            raise LookupError(f"checks.py defines no `{name}`") from None

    def _generate(self, message: dict[str, Any]) -> dict[str, Any]:
        make = self._function(message["name"])
        rng = random.Random(message["seed"])  # noqa: S311 - the seed makes tests repeatable
        inputs = []
        for _ in range(message["n"]):
            made = make(rng)
            if type(made) is not tuple or len(made) != 2 or type(made[1]) is not dict:
                raise TypeError(f"`{message['name']}` must return (args list, kwargs dict)")
            arguments = [wire.encode(argument) for argument in made[0]]
            inputs.append([arguments, {name: wire.encode(v) for name, v in made[1].items()}])
        return {"inputs": inputs}

    def _draw(self, message: dict[str, Any]) -> dict[str, Any]:
        make = self._function(message["name"])
        try:
            return {"drawn": properties.drawn(make, message["max_examples"])}
        except (properties.NotDrawableError, wire.TooLargeError) as error:
            return {"not_drawable": str(error)}
        except properties.BrokenPropertyError as error:
            return {"failed": str(error)}

    def _check(self, message: dict[str, Any]) -> dict[str, Any]:
        check = self._function(message["name"])
        given: dict[str, Any] = {}
        for name, tree in message["given"]:
            given[name] = wire.decode(tree, given)
        arguments = [wire.decode(tree, given) for tree in message["args"]]
        expected = wire.decode(message["expected"])
        try:
            verdict = check(wire.decode(message["got"]), expected, arguments)
        except Exception as error:
            # It knows right results; what a student may return instead it need not foresee.
            report = fault(error, with_locals=False, own_file=CHECKS_FILE)
            why = f"{report['type']}: {report['message']}"
            return {"passed": False, "why": f"The check cannot use this result ({why})"[:500]}
        passed, why = verdict if type(verdict) is tuple else (verdict, "")
        return {"passed": bool(passed), "why": str(why)[:500]}

    # -------------------------------------------------------------- tests against student code

    def _ask(self, remote: Remote, message: dict[str, Any]) -> dict[str, Any]:
        answer = self._exchange("ask", message)
        while "callback" in answer:
            answer = self._exchange("answer", remote.call_back(answer))
        return answer

    def _exchange(self, what: str, message: dict[str, Any]) -> dict[str, Any]:
        """Say something to the student's child, if it is not known already what it answered."""
        if self._diverged:
            raise DivergedError
        if self._told:
            foretold, answer = self._told.popleft()
            if wire.frame(message) == wire.frame(foretold):
                return cast("dict[str, Any]", answer)
            self._diverged = True
            raise DivergedError
        self.channel.write({what: message})
        return self.channel.read()

    def _run(self, message: dict[str, Any]) -> dict[str, Any]:
        self._told, self._diverged = deque(message["told"]), False
        done = self._outcome(message)
        return {"diverged": True} if self._diverged or self._told else done

    def _outcome(self, message: dict[str, Any]) -> dict[str, Any]:
        remote = self._remote_for(message)
        remote.start_test(message["known"], base=message["base"], with_locals=message["locals"])
        search = properties.Search(message["seconds"], lambda: remote.last_call)
        repeatable = self._repeatable
        try:
            match message["op"]:
                case "code":
                    program = self._code(message["code"])
                    repeatable = repeatable and program.repeatable
                    _run_code(program, remote, self._known, search)
                case "replay":
                    make, function = self._property(message, remote)
                    properties.replay(make, function, message["drawn"])
                case "property":
                    make, function = self._property(message, remote)
                    recording = _Recording(message["names"][0], function, remote)
                    search.run(make, recording, message["max_examples"])
        except Skipped:
            pass
        except properties.NotReplayableError:
            return {"passed": False, "not_replayable": True}
        except (properties.BrokenPropertyError, UnsupportedError) as error:
            return {"passed": False, "author": str(error)[:500]}
        except BaseException as error:
            return _failure(error, search.call or remote.last_call)
        return {"passed": True, "finished": search.finished, "repeatable": repeatable}

    def _code(self, source: str) -> Program:
        known = self._codes.get(source)
        return known if known is not None else program_of(source, TEST_FILE)

    def _remote_for(self, message: dict[str, Any]) -> Remote:
        """The stand-in of the student's child: the same one as long as the child lives."""
        if self._remote is None or self._remote.student != message["student"]:
            remote = Remote(lambda asked: self._ask(remote, asked), message["student"])
            self._remote = remote
            self._known = remote.names_in(message["known"])
            sys.modules["solution"] = SolutionModule(remote)
        return self._remote

    def _property(self, message: dict[str, Any], remote: Remote) -> tuple[Any, Any]:
        """The author's function, and the student's for it."""
        try:
            make = self._function(message["name"])
        except LookupError as error:
            raise properties.BrokenPropertyError(str(error)) from error
        return make, self._known[message["names"][0]]


class DivergedError(BaseException):
    """The test does not say what it said to the reference. A BaseException: tests let it pass."""


class _Recording:
    """The student's function, remembering its last call: for a property the failing one."""

    def __init__(self, name: str, function: Any, remote: Remote) -> None:
        self.__name__ = name
        self._function = function
        self._remote = remote

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        shown = [describe(argument) for argument in arguments]
        shown += [f"{name}={describe(value)}" for name, value in keywords.items()]
        self._remote.last_call = f"{self.__name__}({', '.join(shown)})"
        return self._function(*arguments, **keywords)


def _run_code(
    program: Program, remote: Remote, known: dict[str, Any], search: properties.Search
) -> None:
    # The problem's names win over Python's own; any other one must not be Python's or the test's.
    space: dict[str, Any] = {"__name__": "test", "raises": raises, "approx": approx, **known}
    if wanted := sorted(program.wanted - space.keys()):
        space.update(remote.look_up(wanted))
    search.take_over()
    program.run_in(space)
    run_tests(space, search.hold)


def _failure(error: BaseException, call: str) -> dict[str, Any]:
    """What the judge is told of a test that did not pass."""
    message = message_of(error)
    if not isinstance(error, AssertionError):
        message = f"{type(error).__name__}: {message}"
    if name := where(error):
        message = f"{message} (in {name})"
    return {
        "passed": False,
        "raised": number_of(error),
        "message": message,
        "call": call[:500],
    }
