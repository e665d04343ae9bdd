"""The student's functions, classes and instances, as the tester's code sees them.

Each operation is asked of the student's child; plain data crosses by value. So that a result
cannot pretend to be the expected one, an object that student code *returned* does not compare,
compute or answer questions with plain values: it equals none of them. An object that the test
itself made (by calling a class) behaves as its class says, and so do sums and the like of it.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable
from typing import Any

from codify_runner import wire
from codify_runner.inside.objects import MUTABLE, builtin_class_name, exception_from

Ask = Callable[[dict[str, Any]], dict[str, Any]]

# Methods whose answer is the verdict. An object with a `startswith` that is always true must not
# pass for a str.
_TELLING = frozenset({"startswith", "endswith", "issubset", "issuperset", "isdisjoint"})
_BINARY = {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "truediv": "truediv",
    "floordiv": "floordiv",
    "mod": "mod",
    "matmul": "matmul",
    "lshift": "lshift",
    "rshift": "rshift",
    "and": "and_",
    "or": "or_",
    "xor": "xor",
    "pow": "pow",
    "divmod": "divmod",
}
_COMPARISONS = ("lt", "le", "gt", "ge")
_UNARY = {
    "len": "len",
    "int": "int",
    "float": "float",
    "complex": "complex",
    "bytes": "bytes",
    "index": "index",
    "neg": "neg",
    "pos": "pos",
    "abs": "abs",
    "invert": "invert",
    "iter": "iter",
    "next": "next",
    "reversed": "reversed",
    "enter": "enter",
}
_SIGNS = ("neg", "pos", "abs", "invert")


class RemoteType(type):
    """The class of classes that stand for the student's."""

    _remote: Remote
    _number: int

    def __call__(cls, *arguments: Any, **keywords: Any) -> Any:
        """Make an instance, in the student's child."""
        return cls._remote.made("call", cls, *arguments, **keywords)

    def __getattr__(cls, name: str) -> Any:
        if name in ("_remote", "_number"):
            raise AttributeError(name)
        value = cls._remote.apply("getattr", cls, name)
        # A class method that makes instances counts as calling the class.
        return cls._remote.maker(value)

    def __repr__(cls) -> str:
        return f"<class '{cls.__name__}'>"


class RemoteObject(metaclass=RemoteType):
    """Base of all stand-ins for instances. Subclasses get the special methods of their class."""

    _remote: Remote
    _object_number: int
    _made: bool

    def __getattr__(self, name: str) -> Any:
        if name in ("_object_number", "_made"):
            raise AttributeError(name)
        value = self._remote.apply("getattr", self, name)
        if name in _TELLING and not self._made and isinstance(value, RemoteObject):
            kind = type(self).__name__
            raise AttributeError(f"the test expects a plain value here, not an object of {kind!r}")
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        self._remote.apply("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._remote.apply("delattr", self, name)

    def __eq__(self, other: object) -> Any:
        return self._compare("eq", other)

    def __ne__(self, other: object) -> Any:
        return self._compare("ne", other)

    def _compare(self, name: str, other: object) -> Any:
        if self is other or self._may_meet(other):
            return self._remote.apply(name, self, other)
        return NotImplemented

    def _may_meet(self, other: object) -> bool:
        return self._made or isinstance(other, RemoteObject)

    def __hash__(self) -> int:
        return int(self._remote.apply("hash", self))

    def __bool__(self) -> bool:
        return self._remote.apply("bool", self) is True

    def __str__(self) -> str:
        return str(self._remote.apply("str", self))

    def __repr__(self) -> str:
        return str(self._remote.apply("repr", self))

    def __format__(self, how: str) -> str:
        return str(self._remote.apply("format", self, how))

    def __dir__(self) -> list[str]:
        return list(self._remote.apply("dir", self))

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("copy and pickle of the student's objects are not supported in tests")


# --------------------------------------------------------- special methods, added by need


def _binary(function: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if not self._may_meet(other):
            return NotImplemented
        made = self._made or getattr(other, "_made", False)
        return self._remote.apply_as(made, function, self, other)

    return method


def _reflected(function: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if not self._may_meet(other):
            return NotImplemented
        return self._remote.apply_as(self._made, function, other, self)

    return method


def _comparison(function: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        return self._compare(function, other)

    return method


def _unary(function: str) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        value = self._remote.apply_as(self._made and function in _SIGNS, function, self)
        if function == "enter" and getattr(value, "_object_number", None) == self._object_number:
            return self
        return value

    return method


def _contains(self: Any, item: Any) -> bool:
    if self._may_meet(item):
        return self._remote.apply("contains", self, item) is True
    return any(item is other or item == other for other in self._remote.apply("iter", self))


def _exit(self: Any, kind: Any, error: Any, trace: Any) -> Any:
    name = kind.__name__ if kind is not None else ""
    text = str(error) if error is not None else ""
    return self._remote.apply("leave", self, kind is not None, name, text)


def _invoke(self: Any, *arguments: Any, **keywords: Any) -> Any:
    return self._remote.apply("call", self, *arguments, **keywords)


def _plain(function: str) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any) -> Any:
        return self._remote.apply(function, self, *arguments)

    return method


SPECIAL: dict[str, Callable[..., Any]] = {
    "__contains__": _contains,
    "__exit__": _exit,
    "__call__": _invoke,
    "__getitem__": _plain("getitem"),
    "__setitem__": _plain("setitem"),
    "__delitem__": _plain("delitem"),
    "__round__": _plain("round"),
}
for _name, _function in _BINARY.items():
    SPECIAL[f"__{_name}__"] = _binary(_function)
    SPECIAL[f"__r{_name}__"] = _reflected(_function)
    if _name != "divmod":
        SPECIAL[f"__i{_name}__"] = _binary(f"i{_function.rstrip('_')}")
for _name in _COMPARISONS:
    SPECIAL[f"__{_name}__"] = _comparison(_name)
for _name, _function in _UNARY.items():
    SPECIAL[f"__{_name}__"] = _unary(_function)


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
        self._callbacks: list[Any] = [None]
        self.with_locals = False
        self.raised: list[BaseException] = []
        """Exceptions that came from student code, so that they are told from a test's own."""
        self.last_call = ""

    # ------------------------------------------------------------ asking

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
        return answer

    def _learn(self, answer: dict[str, Any]) -> None:
        self._about.update(dict(answer.get("classes", ())))

    def apply(self, function: str, *arguments: Any, **keywords: Any) -> Any:
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
            if 0 <= place < len(arguments) and type(arguments[place]) in MUTABLE:
                _update(arguments[place], self.value(tree))
        if "stop" in answer:
            raise StopIteration(self.value(answer["stop"]))
        if "raised" in answer:
            error = self._exception(answer["raised"])
            self.raised = [*self.raised[-20:], error]
            raise error
        if "same" in answer and 0 <= answer["same"] < len(arguments):
            return arguments[answer["same"]]
        return self.value(answer["value"])

    def made(self, function: str, *arguments: Any, **keywords: Any) -> Any:
        """As :meth:`apply`; an object that comes back counts as made by the test."""
        value = self.apply(function, *arguments, **keywords)
        if not isinstance(value, RemoteObject):
            return value
        # A second stand-in: what student code returns later is never trusted, even if it is
        # this very object.
        number = value._object_number
        if number not in self._made:
            self._made[number] = self._stand_in(type(value), number, made=True)
        return self._made[number]

    def apply_as(self, made: bool, function: str, *arguments: Any) -> Any:
        """:meth:`made` or :meth:`apply`."""
        return (self.made if made else self.apply)(function, *arguments)

    def maker(self, value: Any) -> Any:
        """A function whose results count as made by the test; other values as they are."""
        if not isinstance(value, RemoteObject) or not hasattr(type(value), "__call__"):  # noqa: B004
            return value
        return lambda *arguments, **keywords: self.made("call", value, *arguments, **keywords)

    def call_back(self, message: dict[str, Any]) -> dict[str, Any]:
        """Student code calls a function that the test gave to it."""
        self._learn(message)
        try:
            function = self._callbacks[-message["callback"]]
            arguments = [self.value(tree) for tree in message["args"]]
            keywords = {name: self.value(tree) for name, tree in message["kwargs"].items()}
            return {"value": self.tree(function(*arguments, **keywords))}
        except Exception as error:
            bases = [kind.__name__ for kind in type(error).__mro__[:-1]]
            return {"raised": {"bases": bases, "message": str(error)[:500]}}

    # ------------------------------------------------------------ crossing

    def tree(self, value: object) -> wire.Tree:
        """The tree of a value of the test's."""
        return wire.encode(value, self._handle)

    def _handle(self, value: object) -> wire.Tree:
        if isinstance(value, RemoteType):
            return {"h": [value._number, "class", 0]}
        if isinstance(value, RemoteObject):
            return {"h": [value._object_number, "object", 0]}
        number = getattr(value, "_codify_number", None) if isinstance(value, type) else None
        if type(number) is int:
            return {"h": [number, "class", 0]}
        name = builtin_class_name(value)
        if name is not None:
            return {"h": [0, name, 0]}
        if callable(value):
            self._callbacks.append(value)
            return {"h": [1 - len(self._callbacks), "callback", 0]}
        kind = type(value).__name__
        raise TypeError(f"a test cannot give an object of {kind!r} to the code: plain data only")

    def value(self, tree: wire.Tree) -> Any:
        """The value of a tree from the student's child."""
        return wire.decode(tree, None, self._object)

    def _object(self, content: list[Any]) -> Any:
        number, kind, of = content
        if number < 0:
            return self._callbacks[-number] if -number < len(self._callbacks) else None
        if number == 0:
            known = getattr(builtins, kind, None)
            return known if isinstance(known, type) else wire.Opaque(kind)
        if number not in self._objects:
            self._objects[number] = (
                self._class(number) if kind == "class" else self._new(number, of)
            )
        return self._objects[number]

    def _new(self, number: int, of: int) -> RemoteObject:
        kind = self._object([of, "class", 0]) if of > 0 else RemoteObject
        if not (isinstance(kind, RemoteType)):
            kind = RemoteObject
        return self._stand_in(kind, number, made=False)

    def _stand_in(self, kind: RemoteType, number: int, *, made: bool) -> RemoteObject:
        stand_in: RemoteObject = object.__new__(kind)  # type: ignore[arg-type]
        for name, value in (("_remote", self), ("_object_number", number), ("_made", made)):
            object.__setattr__(stand_in, name, value)
        return stand_in

    def _class(self, number: int) -> type:
        about = self._about.get(number)
        if about is None:  # only a forged answer speaks of a class that was never described
            raise TypeError("the code gave back an object that cannot be used in a test")
        bases = [base for tree in about["bases"] if isinstance(base := self.value(tree), type)]
        name = about["name"]
        space = {"__doc__": about["doc"] or None, "__module__": "solution"}
        errors = tuple(base for base in bases if issubclass(base, BaseException))
        if errors:
            # An exception class must be a real one, or `raises` could not catch it.
            return type(name, errors, {**space, "_codify_number": number})
        methods = {name: SPECIAL[name] for name in about["special"] if name in SPECIAL}
        if "__next__" in methods or "__getitem__" in methods:
            methods.setdefault("__iter__", SPECIAL["__iter__"])
        members = {**space, **methods, "_remote": self, "_number": number}
        parents = tuple(base for base in bases if isinstance(base, RemoteType)) or (RemoteObject,)
        try:
            return RemoteType(name, parents, members)
        except TypeError:  # bases whose order does not work out here
            return RemoteType(name, (RemoteObject,), members)

    def _exception(self, report: dict[str, Any]) -> BaseException:
        kind = self._object([report["class"], "class", 0]) if report.get("class", 0) > 0 else None
        if isinstance(kind, type) and issubclass(kind, BaseException):
            try:
                return kind(report["message"])
            except Exception:
                return exception_from(report["bases"], report["message"])
        if report["bases"][:1] in (["SystemExit"], ["KeyboardInterrupt"], ["GeneratorExit"]):
            return RuntimeError(f"the code raised {report['bases'][0]}")
        return exception_from(report["bases"], report["message"])


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
    else:
        original[:] = new


def _merged(original: Any, new: Any) -> Any:
    if type(original) is type(new) and type(original) in MUTABLE:
        _update(original, new)
        return original
    return new


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
