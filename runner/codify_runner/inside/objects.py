"""Objects that stay in the student's child while a tester works with them by number.

A handle tree is ``{"h": [number, kind, class number]}``. Positive numbers are objects of this
child, negative ones functions of the tester's (:class:`Callback`), and 0 a class of Python's
own, whose name then is the kind.
"""

from __future__ import annotations

import asyncio
import builtins
import operator
from collections.abc import Callable
from typing import Any

from codify_runner import wire
from codify_runner.inside.channel import Channel
from codify_runner.inside.faults import fault
from codify_runner.inside.standins import SPECIAL

_LARGE_ARGUMENTS = 2000
# Not by `error.args`: the class may have put anything there.
_arguments_of = BaseException.__dict__["args"].__get__
_MUTABLE = (list, dict, set, bytearray)
_BUILTIN_CLASSES = {
    name: value for name, value in vars(builtins).items() if isinstance(value, type)
}


def may_change(value: object) -> bool:
    """Whether it crosses by value and student code can change it in place."""
    kind = type(value)
    return kind in _MUTABLE or (kind.__name__ == "ndarray" and kind.__module__ == "numpy")


def builtin_class_name(value: object) -> str | None:
    """The name of a class of Python's own, by identity."""
    if not isinstance(value, type):
        return None
    name = value.__name__
    return name if _BUILTIN_CLASSES.get(name) is value else None


def _call(function: Any, /, *arguments: Any, **keywords: Any) -> Any:
    return function(*arguments, **keywords)


def _method(receiver: Any, name: str, /, *arguments: Any, **keywords: Any) -> Any:
    return getattr(receiver, name)(*arguments, **keywords)


def _enter(manager: Any) -> Any:
    return type(manager).__enter__(manager)


def _leave(manager: Any, failed: bool, kind: str, text: str) -> Any:
    if not failed:
        return type(manager).__exit__(manager, None, None, None)
    error = exception_from([kind], text)
    return type(manager).__exit__(manager, type(error), error, None)


async def _awaited(something: Any) -> Any:
    return await something


def _await(something: Any) -> Any:
    return asyncio.run(_awaited(something))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "await": _await,
    "call": _call,
    "method": _method,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "enter": _enter,
    "leave": _leave,
    "contains": operator.contains,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "len": len,
    "bool": bool,
    "str": str,
    "repr": repr,
    "hash": hash,
    "int": int,
    "float": float,
    "complex": complex,
    "bytes": bytes,
    "index": operator.index,
    "round": round,
    "format": format,
    "iter": iter,
    "next": next,
    "reversed": reversed,
    "dir": dir,
    "divmod": divmod,
    "pow": pow,
    "abs": abs,
    "neg": operator.neg,
    "pos": operator.pos,
    "invert": operator.invert,
    "slice": slice,
}
_BINARY = "add sub mul truediv floordiv mod matmul lshift rshift and_ or_ xor eq ne lt le gt ge"
_IN_PLACE = "iadd isub imul itruediv ifloordiv imod imatmul ilshift irshift iand ior ixor ipow"
for _name in f"{_BINARY} {_IN_PLACE}".split():
    FUNCTIONS[_name] = getattr(operator, _name)


def exception_from(
    names: list[str], text: str, arguments: tuple[Any, ...] | None = None
) -> BaseException:
    """An exception of the first of ``names`` that Python itself has; by default with its text."""
    for name in names:
        kind = _BUILTIN_CLASSES.get(name)
        if kind is not None and issubclass(kind, Exception):
            try:
                return kind(*((text,) if arguments is None else arguments))
            except TypeError:  # one that wants other arguments
                continue
    return Exception(text)


class Callback:
    """A function of the test's, as student code calls it."""

    def __init__(self, number: int, objects: Objects) -> None:
        self._number = number
        self._objects = objects

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it, in the tester's child."""
        return self._objects.call_back(self._number, arguments, keywords)


class Objects:
    """The operations of a tester on the student's functions, classes and instances."""

    def __init__(
        self,
        names: dict[str, Any],
        channel: Channel,
        answer: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> None:
        self._names = names
        self._channel = channel
        self._answer = answer
        self._objects: dict[int, Any] = {}
        self._next = 1
        self._numbers: dict[int, int] = {}  # id of an object that _objects keeps alive
        self._untold: list[int] = []  # classes that the tester has a number of and no more

    def answer(self, operation: str, message: dict[str, Any]) -> dict[str, Any]:
        """Do one operation: ``names`` or ``apply``."""
        # New objects of each test get numbers from the test's own on, so that it does not
        # matter which tests came before.
        self._next = max(self._next, message.get("base", 0))
        match operation:
            case "names":
                return self.loaded(message["names"])
            case "apply":
                return self._with_classes(self._apply(message))
        raise ValueError(f"unknown operation {operation}")

    def _with_classes(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Add what the tester needs to know of classes that it meets for the first time."""
        told: list[Any] = []
        while self._untold:
            number = self._untold.pop()
            told.append([number, self._describe(self._objects[number])])
        return {**answer, "classes": told} if told else answer

    def tree(self, value: object) -> wire.Tree:
        """The tree of any value; what is not plain gets a number."""
        return wire.encode(value, self._handle)

    def _handle(self, value: object) -> wire.Tree:
        if isinstance(value, Callback):
            return {"h": [value._number, "callback", 0]}
        name = builtin_class_name(value)
        if name is not None:
            return {"h": [0, name, 0]}
        kind = "class" if isinstance(value, type) else type(value).__name__[:80]
        of = 0 if isinstance(value, type) else self._number(type(value))
        return {"h": [self._number(value), kind, of]}

    def _number(self, value: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._next
            self._next += 1
            self._objects[number] = value
            self._numbers[id(value)] = number
            if isinstance(value, type):
                self._untold.append(number)
        return number

    def value(self, tree: wire.Tree) -> Any:
        """The value of a tree, with the objects that its numbers mean."""
        return wire.decode(tree, None, self._object)

    def _object(self, content: list[Any]) -> Any:
        number, kind, _ = content
        if number < 0:
            return Callback(number, self)
        return self._objects[number] if number else _BUILTIN_CLASSES[kind]

    def loaded(self, names: list[str]) -> dict[str, Any]:
        """The trees of those of ``names`` that the code defines."""
        known = [name for name in names if name in self._names]
        return self._with_classes({"names": {n: self.tree(self._names[n]) for n in known}})

    def _describe(self, kind: Any) -> dict[str, Any]:
        """Of a class: its name, bases, and the special methods that stand-ins can have.

        The doc of an exception class goes with it, since its stand-in cannot ask for it.
        """
        is_error = issubclass(kind, BaseException)
        return {
            "name": kind.__name__[:80],
            "bases": [self.tree(base) for base in kind.__bases__ if base is not object],
            "special": [name for name in dir(kind) if name in SPECIAL],
            "doc": str(kind.__doc__)[:1000] if is_error and kind.__doc__ else "",
        }

    def _apply(self, message: dict[str, Any]) -> dict[str, Any]:
        trees = message["args"]
        values = [self.value(tree) for tree in trees]
        keywords = {name: self.value(tree) for name, tree in message["kwargs"].items()}
        answer: dict[str, Any] = {}
        try:
            result = FUNCTIONS[message["function"]](*values, **keywords)
        except StopIteration as error:
            if message["function"] != "next":
                raise
            return {"stop": self.tree(error.value)}
        except BaseException as error:
            answer["raised"] = self._raised(error, with_locals=message["locals"])
        else:
            answer["value"] = self.tree(result)
            for place, value in enumerate(values):
                if value is result and may_change(value):
                    answer["same"] = place
        answer["after"] = [
            [place, after]
            for place, (value, tree) in enumerate(zip(values, trees, strict=True))
            if may_change(value) and (after := self.tree(value)) != tree
        ]
        return answer

    def _raised(self, error: BaseException, *, with_locals: bool) -> dict[str, Any]:
        report = fault(error, with_locals=with_locals)
        try:
            arguments = self.tree(_arguments_of(error))
            if len(wire.frame(arguments)) < _LARGE_ARGUMENTS:
                report["args"] = arguments
        except wire.TooLargeError:
            pass  # its message has to do
        if builtin_class_name(type(error)) is None:
            report["class"] = self._handle(type(error))["h"][0]
            report["object"] = self._number(error)
        return report

    def call_back(self, number: int, arguments: Any, keywords: dict[str, Any]) -> Any:
        """Call a function of the tester's, and serve it meanwhile."""
        question = {
            "callback": number,
            "args": [self.tree(argument) for argument in arguments],
            "kwargs": {name: self.tree(value) for name, value in keywords.items()},
        }
        self._channel.write(self._with_classes(question))
        while True:
            message = self._channel.read()
            if "op" in message:
                self._channel.write(self._answer(message))
            elif "raised" in message:
                raise exception_from(message["raised"]["bases"], message["raised"]["message"])
            else:
                return self.value(message["value"])
