"""The student's child, as the tester's code reaches it: asking, and crossing of values.

Each operation on a stand-in is asked of the student's child; plain data crosses by value.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable
from typing import Any

from codify_runner import wire
from codify_runner.inside.asserts import UnsupportedError
from codify_runner.inside.objects import builtin_class_name, exception_from, may_change
from codify_runner.inside.standins import (
    DOC,
    ERROR_MEMBERS,
    ERROR_PLACE,
    ERROR_TEXT,
    SPECIAL,
    Maker,
    RemoteObject,
    RemoteType,
)

Ask = Callable[[dict[str, Any]], dict[str, Any]]
_NUMBER = "_codify_raised"


class Remote:
    """One student's child, as its tester sees it."""

    def __init__(self, ask: Ask, student: int) -> None:
        self._ask = ask
        self.student = student
        """Which of the student's children this is, one after another."""
        self._objects: dict[int, Any] = {}
        self._made: dict[int, RemoteObject] = {}
        self._about: dict[int, dict[str, Any]] = {}
        """What is known of the student's classes, by number."""
        self._callbacks: dict[int, Any] = {}
        """Functions of the test's that it gave to student code, by negative numbers."""
        self._next_callback = -1
        self.with_locals = False
        self._raised = 0
        self.last_call = ""
        self._any = self._type("object", (RemoteObject,), {"_number": 0})
        """Class of the stand-ins whose own class is not known."""

    # ------------------------------------------------------------ asking

    def start_test(self, known: dict[str, Any], *, base: int, with_locals: bool) -> None:
        """Forget what the last test did. ``base`` begins the test's own numbers."""
        self._learn(known)
        self._next_callback = min(self._next_callback, -base - 1)
        self.with_locals = with_locals
        self.last_call = ""
        self._raised = 0

    def look_up(self, names: list[str]) -> dict[str, Any]:
        """The student's values of those of ``names`` that there are."""
        return self.names_in(self._question({"op": "names", "names": names}))

    def names_in(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The values of an answer that tells names."""
        self._learn(answer)
        return {name: self.value(tree) for name, tree in answer.get("names", {}).items()}

    def _question(self, message: dict[str, Any]) -> dict[str, Any]:
        answer = self._ask(message)
        self._learn(answer)
        self._raised += "raised" in answer
        return answer

    def _learn(self, answer: dict[str, Any]) -> None:
        self._about.update(dict(answer.get("classes", ())))

    def apply(self, function: str, /, *arguments: Any, **keywords: Any) -> Any:
        """Do something in the student's child. Raises what student code raised."""
        trees = [self.tree(argument) for argument in arguments]
        answer = self._question(
            {
                "op": "apply",
                "function": function,
                "args": trees,
                "kwargs": {name: self.tree(value) for name, value in keywords.items()},
                "locals": self.with_locals,
            }
        )
        for place, tree in answer.get("after", ()):
            if 0 <= place < len(arguments) and may_change(arguments[place]):
                _update(arguments[place], self.value(tree))
        if "stop" in answer:
            raise StopIteration(self.value(answer["stop"]))
        if "raised" in answer:
            error = self._exception(answer["raised"])
            error.__dict__[_NUMBER] = self._raised
            raise error
        if "same" in answer and 0 <= answer["same"] < len(arguments):
            same = arguments[answer["same"]]
            if may_change(same):  # a trusted object is not among them
                return same
        return self.value(answer["value"])

    def made(
        self, kinds: tuple[type, ...], function: str, /, *arguments: Any, **keywords: Any
    ) -> Any:
        """As :meth:`apply`; an object of exactly one of ``kinds`` counts as made by the test.

        One of another class, a subclass too, may be made to equal every expected value.
        """
        value = self.apply(function, *arguments, **keywords)
        if not isinstance(value, RemoteObject) or type(value) not in kinds:
            return value
        # A second stand-in: what student code returns later is never trusted, even if it is
        # this very object.
        number = value._object_number
        if number not in self._made:
            self._made[number] = self._stand_in(type(value), number, made=True)
        return self._made[number]

    def call_back(self, message: dict[str, Any]) -> dict[str, Any]:
        """Student code calls a function that the test gave to it."""
        self._learn(message)
        try:
            function = self._callbacks[message["callback"]]
            arguments = [self.value(tree) for tree in message["args"]]
            keywords = {name: self.value(tree) for name, tree in message["kwargs"].items()}
            return {"value": self.tree(function(*arguments, **keywords))}
        except Exception as error:
            bases = [kind.__name__ for kind in type(error).__mro__[:-1]]
            # What an assert of the test's says would tell what the test expects.
            text = "" if isinstance(error, AssertionError) else str(error)[:500]
            return {"raised": {"bases": bases, "message": text}}

    # ------------------------------------------------------------ crossing

    def tree(self, value: object) -> wire.Tree:
        """The tree of a value of the test's."""
        return wire.encode(value, self._handle)

    def _handle(self, value: object) -> wire.Tree:
        if isinstance(value, RemoteType):
            return {"h": [value._number, "class", 0]}
        if isinstance(value, RemoteObject):
            return {"h": [value._object_number, "object", 0]}
        if isinstance(value, Maker):
            return self._handle(value.function)
        number = getattr(value, "_codify_number", None) if isinstance(value, type) else None
        if type(number) is int:
            return {"h": [number, "class", 0]}
        name = builtin_class_name(value)
        if name is not None:
            return {"h": [0, name, 0]}
        if type(value) is slice:
            parts = value.start, value.stop, value.step
            return self._handle(self.apply("slice", *parts))
        if isinstance(value, BaseException):
            return self._handle(self.apply("call", type(value), *value.args))
        if callable(value):
            number = self._next_callback
            self._next_callback -= 1
            self._callbacks[number] = value
            return {"h": [number, "callback", 0]}
        kind = type(value).__name__
        raise UnsupportedError(
            f"a test cannot give an object of {kind!r} to the code: plain data only"
        )

    def value(self, tree: wire.Tree) -> Any:
        """The value of a tree from the student's child."""
        return wire.decode(tree, None, self._object)

    def _object(self, content: list[Any]) -> Any:
        number, kind, of = content
        if kind == "coroutine" and number > 0:
            return self._awaiting(number)
        if number < 0:
            return self._callbacks.get(number)
        if number == 0:
            known = getattr(builtins, kind, None)
            return known if isinstance(known, type) else wire.Opaque(kind)
        if number not in self._objects:
            self._objects[number] = (
                self._class(number) if kind == "class" else self._new(number, of)
            )
        return self._objects[number]

    async def _awaiting(self, number: int) -> Any:
        """A coroutine of the test's that waits for one of the code's, which runs there alone."""
        return self.apply("await", self._new(number, 0))

    def _new(self, number: int, of: int) -> RemoteObject:
        kind = self._object([of, "class", 0]) if of > 0 else None
        return self._stand_in(
            kind if isinstance(kind, RemoteType) else self._any, number, made=False
        )

    def _stand_in(self, kind: RemoteType, number: int, *, made: bool) -> RemoteObject:
        stand_in: RemoteObject = object.__new__(kind)  # type: ignore[arg-type]
        object.__setattr__(stand_in, "_object_number", number)
        object.__setattr__(stand_in, "_made", made)
        return stand_in

    def object(self, number: int) -> Any:
        """The stand-in of an object that was not met by its class."""
        return self._object([number, "object", 0])

    def canonical(self, value: RemoteObject) -> Any:
        """The one of an object's stand-ins that is the same for all of them."""
        return self._objects[value._object_number]

    def _class(self, number: int) -> type:
        about = self._about.get(number)
        if about is None:  # only a forged answer speaks of a class that was never described
            raise TypeError("the code gave back an object that cannot be used in a test")
        bases = [base for tree in about["bases"] if isinstance(base := self.value(tree), type)]
        name = about["name"]
        space: dict[str, Any] = {"__module__": "solution"}
        errors = tuple(base for base in bases if issubclass(base, BaseException))
        if errors:
            # An exception class must be a real one, or `raises` could not catch it.
            own = {"__doc__": about["doc"] or None, "_codify_number": number}
            return type(name, errors, {**space, **ERROR_MEMBERS, **own})
        methods = {name: SPECIAL[name] for name in about["special"] if name in SPECIAL}
        if "__next__" in methods or "__getitem__" in methods:
            methods.setdefault("__iter__", SPECIAL["__iter__"])
        parents = tuple(base for base in bases if isinstance(base, RemoteType)) or (RemoteObject,)
        members = {**space, **methods, "_number": number}
        try:
            return self._type(name, parents, members)
        except TypeError:  # bases whose order does not work out here
            return self._type(name, (RemoteObject,), members)

    def _type(self, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> RemoteType:
        return RemoteType(name, bases, {"__slots__": (), "__doc__": DOC, "_remote": self} | members)

    def _exception(self, report: dict[str, Any]) -> BaseException:
        arguments = self._arguments(report)
        kind = self._object([report["class"], "class", 0]) if report.get("class", 0) > 0 else None
        if isinstance(kind, type) and issubclass(kind, BaseException):
            error = kind.__new__(kind, *arguments)
            error.args = arguments
            error.__dict__[ERROR_TEXT] = report["message"]
            if report.get("object"):
                error.__dict__[ERROR_PLACE] = (self, report["object"])
            return error
        if report["bases"][:1] in (["SystemExit"], ["KeyboardInterrupt"], ["GeneratorExit"]):
            return RuntimeError(f"the code raised {report['bases'][0]}")
        return exception_from(report["bases"], report["message"], arguments)

    def _arguments(self, report: dict[str, Any]) -> tuple[Any, ...]:
        if "args" in report:
            arguments = self.value(report["args"])
            if type(arguments) is tuple:
                return arguments
        return (report["message"],)


def _update(original: Any, new: Any) -> None:
    """Make ``original`` equal to ``new`` in place, inner lists and dicts too where they pair."""
    if type(original) is not type(new):
        return
    if isinstance(original, list):
        if len(original) == len(new):
            for place, item in enumerate(new):
                original[place] = _merged(original[place], item)
        else:
            original[:] = new
    elif isinstance(original, dict):
        merged = {key: _merged(original.get(key), item) for key, item in new.items()}
        original.clear()
        original.update(merged)
    elif isinstance(original, set):
        original.clear()
        original.update(new)
    elif isinstance(original, bytearray):
        original[:] = new
    elif original.shape == new.shape and original.dtype == new.dtype and original.flags.writeable:
        original[...] = new


def _merged(original: Any, new: Any) -> Any:
    if type(original) is type(new) and may_change(original):
        _update(original, new)
        return original
    return new


def number_of(error: BaseException) -> int:
    """Which of the exceptions that student code raised in this test it is, from 1; else 0."""
    number = error.__dict__.get(_NUMBER, 0)
    return number if isinstance(number, int) else 0


class SolutionModule(types.ModuleType):
    """``solution`` for tests that import from it."""

    def __init__(self, remote: Remote) -> None:
        super().__init__("solution")
        self.__dict__["_codify_remote"] = remote

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__["_codify_remote"].look_up([name])
        if name not in found:
            raise AttributeError(f"the code defines no `{name}`")
        return found[name]
