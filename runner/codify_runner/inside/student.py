"""The service of a child that holds a student's code (or the author's reference).

It loads the code, then answers one request at a time; it never holds an expected value, nor
an input before its turn. Messages are the plain dicts that ``codify_runner.kinds`` sends.
"""

from __future__ import annotations

import _sitebuiltins
import ast
import builtins
import linecache
import resource
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from codify_runner import wire
from codify_runner.inside.channel import Channel
from codify_runner.inside.facts import facts_of
from codify_runner.inside.faults import SOLUTION_FILE, compile_fault, fault
from codify_runner.inside.objects import Objects
from codify_runner.inside.stdin import forbid_input, provide_input
from codify_runner.inside.tracing import Tracer
from codify_runner.sandbox import limits

COMPILE_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


class Student:
    """One loaded program and the objects it gave out."""

    def __init__(self, channel: Channel, memory_base: int) -> None:
        self.channel = channel
        self.memory_base = memory_base
        self.module = types.ModuleType("solution")
        self.objects = Objects(self.module.__dict__, channel, self.answer)

    def serve(self, message: dict[str, Any]) -> None:
        """Answer until the channel closes."""
        while True:
            answer = self.answer(message)
            _flush()
            try:
                self.channel.write(answer)
            except wire.TooLargeError as error:
                self.channel.write({"too_large": str(error)})
            message = self.channel.read()

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Do what a message asks; what student code raises is an answer, too."""
        with_locals = message.get("locals", False)
        try:
            match message["op"]:
                case "load":
                    return self._load(message)
                case "inspect":
                    return self._inspect(message["code"])
                case "call":
                    return self._call(message)
                case operation:
                    return self.objects.answer(operation, message)
        except wire.TooLargeError as error:
            return {"too_large": str(error)}
        except BaseException as error:
            return {"raised": fault(error, with_locals=with_locals)}

    # -------------------------------------------------------------- loading

    def _inspect(self, code: str) -> dict[str, Any]:
        try:
            return {"facts": facts_of(ast.parse(code, SOLUTION_FILE), code)}
        except COMPILE_ERRORS as error:
            return {"does_not_compile": compile_fault(error)}

    def _load(self, message: dict[str, Any]) -> dict[str, Any]:
        limits.lower(resource.RLIMIT_AS, self.memory_base + message["memory"])
        limits.lower(resource.RLIMIT_CPU, message["cpu"])
        code = message["code"]
        try:
            program = compile(code, SOLUTION_FILE, "exec", dont_inherit=True)
        except COMPILE_ERRORS as error:
            return {"does_not_compile": compile_fault(error)}
        lines = code.splitlines(keepends=True)
        linecache.cache[SOLUTION_FILE] = (len(code), None, lines, SOLUTION_FILE)
        if message["script"]:
            return self._run_script(program, message)
        return self._run(program, message["names"], handles=message.get("handles", False))

    def _run(self, program: types.CodeType, names: list[str], *, handles: bool) -> dict[str, Any]:
        forbid_input()
        sys.modules["solution"] = self.module
        exec(program, self.module.__dict__)  # noqa: S102 - what the sandbox is for
        missing = [name for name in names if name not in self.module.__dict__]
        return {"loaded": missing, **(self.objects.loaded(names) if handles else {})}

    def _run_script(self, program: types.CodeType, message: dict[str, Any]) -> dict[str, Any]:
        provide_input(message["stdin"])
        self.module.__name__ = "__main__"
        sys.modules["__main__"] = self.module
        sys.argv = [SOLUTION_FILE]
        answer: dict[str, Any] = {}
        try:
            self._traced(message, answer, exec, [program, self.module.__dict__])
        except BaseException as error:
            # As in a terminal: None and 0 are a normal end, a text is an error's message.
            if not isinstance(error, SystemExit) or error.code not in (None, 0):
                answer["raised"] = fault(error, with_locals=message["locals"])
        return answer

    # -------------------------------------------------------------- calling

    def _traced(
        self,
        message: dict[str, Any],
        answer: dict[str, Any],
        function: Callable[..., Any],
        arguments: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
    ) -> Any:
        """Call ``function``; with the steps in the answer if the message asks for them."""
        if "trace" not in message:
            return function(*arguments, **(keywords or {}))
        tracer = Tracer(message["trace"])
        result = None
        try:
            with tracer:
                result = function(*arguments, **(keywords or {}))
        finally:
            answer.update(steps=tracer.steps, full=tracer.full, printed=tracer.printed)
        return result

    def _call(self, message: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, tree in message["given"]:
            given[name] = wire.decode(tree, given)
        arguments = [wire.decode(tree, given) for tree in message["args"]]
        keywords = {name: wire.decode(tree, given) for name, tree in message["kwargs"].items()}
        answer: dict[str, Any] = {}
        try:
            function = self.module.__dict__[message["name"]]
        except KeyError:
            return {"missing": message["name"]}
        try:
            result = self._traced(message, answer, function, arguments, keywords)
            answer["value"] = wire.encode(result)
        except wire.TooLargeError as error:
            return {"too_large": str(error)}
        except BaseException as error:
            answer["raised"] = fault(error, with_locals=message["locals"])
        answer["after"] = {name: wire.encode(given[name]) for name in message["after"]}
        return answer


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: S112 - student code may have put anything there
            continue


# The site module, which -S leaves out, adds these; beginners use them.
for _name in ("exit", "quit"):
    setattr(builtins, _name, _sitebuiltins.Quitter(_name, "Ctrl-D (i.e. EOF)"))
