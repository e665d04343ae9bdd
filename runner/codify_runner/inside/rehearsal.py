"""Does once, in the zygote, what every child does first.

Python specializes code that it runs, and fills caches and tables at their first use. Done before
the fork, that is shared by all children; done by each of them, it costs each of them time, and
memory for every page that it writes. Only code of ours runs here.
"""

from __future__ import annotations

import linecache
import sys
from typing import Any

from codify_runner import wire
from codify_runner.inside.channel import Channel
from codify_runner.inside.faults import SOLUTION_FILE
from codify_runner.inside.student import Student
from codify_runner.inside.tester import Tester

_ENOUGH_TO_SPECIALIZE = 12
_CODE = "class K:\n    n = 1\n\ndef f(*values):\n    return [*values, K.n]\n"
_CALL = {
    "op": "call",
    "name": "f",
    "args": [1, 2.5, "x", [1, 2], {"t": [True, None]}, {"d": [["k", {"s": [1]}]]}],
    "kwargs": {},
    "given": [["xs", [3]]],
    "after": ["xs"],
    "locals": True,
}
_TEST = (
    "def test_it():\n    assert f(1) == 3, 'said'\n    assert not f(2) != 3\n"
    "    with raises(ValueError):\n        raise ValueError\n"
)
_FUNCTION = {"name": "function", "bases": [], "special": ["__call__", "__eq__"], "doc": ""}
_RUN = {
    "op": "code",
    "code": _TEST,
    "names": ["f"],
    "known": {"names": {"f": {"h": [1, "function", 2]}}, "classes": [[2, _FUNCTION]]},
    "student": 1,
    "base": 1000,
    "told": [],
    "locals": True,
    "seconds": 1.0,
}


class _NoChannel(Channel):
    """Writes into nothing; what it reads is an answer that suits."""

    def read(self) -> dict[str, Any]:
        return {"value": 3, "after": []}

    def write(self, message: dict[str, Any]) -> None:
        wire.message_in(wire.frame(message))


def rehearse() -> None:
    """In the zygote: both parts, often enough for Python to specialize the code."""
    for _ in range(_ENOUGH_TO_SPECIALIZE):
        rehearse_part("student")
        rehearse_part("tester")


def rehearse_part(part: str) -> None:
    """In a child that stands ready: once, so that the pages it will write are its own already."""
    kept = {name: sys.modules.get(name) for name in ("solution", "checks", "pytest")}
    if part == "tester":
        _test()
    else:
        _call()
    linecache.clearcache()
    for name, module in kept.items():
        if module is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = module


def _call() -> None:
    channel = _NoChannel()
    student = Student(channel, 0)
    program = compile(_CODE, SOLUTION_FILE, "exec", dont_inherit=True)
    exec(program, student.module.__dict__)  # noqa: S102 - a text of ours
    channel.write(student.answer(_CALL))
    channel.write(student.answer(_CALL | {"name": "K", "args": [1]}))
    channel.write(student.objects.loaded(["f", "K"]))


def _test() -> None:
    channel = _NoChannel()
    tester = Tester(channel, 0)
    done = tester.answer(_RUN)
    if done != {"done": {"passed": True, "finished": True, "repeatable": True}}:
        raise RuntimeError(f"the rehearsal failed: {done}")
    channel.write(done)
