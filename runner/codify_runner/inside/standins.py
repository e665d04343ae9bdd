"""The student's classes and instances, as the tester's code sees them.

So that a result cannot pretend to be the expected one, an object that student code *returned*
does not compare, compute or answer questions with plain values: it equals none of them. An
object that the test itself made (by calling a class) behaves as its class says, and so do sums
and the like of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codify_runner.inside.remote import Remote

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


def _doc(of: Any) -> Any:
    return of._remote.apply("getattr", of, "__doc__") if hasattr(of, "_remote") else None


DOC = property(_doc)
"""``__doc__`` of stand-ins: the student's own text, asked for when a test reads it."""
RemoteType.__doc__ = DOC  # type: ignore[assignment]


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
