"""The student's classes and instances, as the tester's code sees them.

So that a result cannot pretend to be the expected one, an object that student code *returned*
does not compare, compute or answer questions with plain values: it equals none of them. An
object that the test itself made (by calling a class, or a function of the class that gives an
instance of just this class) behaves as its class says, and so do sums and the like of it that are
of the same class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from codify_runner.inside.asserts import UnsupportedError

if TYPE_CHECKING:
    from codify_runner.inside.remote import Remote

# Methods whose answer is the verdict. An object with a `startswith` that is always true must not
# pass for a str.
_TELLING_NAMES = """
startswith endswith issubset issuperset isdisjoint isalnum isalpha isascii isdecimal isdigit
isidentifier islower isnumeric isprintable isspace istitle isupper is_integer
"""
_TELLING = frozenset(_TELLING_NAMES.split())
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


_OUT_OF_REACH = {
    "__dataclass_fields__": "`dataclasses.fields`, `asdict` and `replace`: look at attributes",
    "__signature__": "`inspect.signature`: call the function",
    "__reduce_ex__": "copying and pickling",
}
"""Names that the standard library asks objects for, and what would not work without a word."""


class RemoteType(type):
    """The class of classes that stand for the student's."""

    _remote: Remote
    _number: int

    def __new__(
        cls, name: str, bases: tuple[type, ...], members: dict[str, Any], **more: Any
    ) -> RemoteType:
        """Only for the runner itself."""
        if "_number" not in members and any(isinstance(base, RemoteType) for base in bases):
            raise UnsupportedError(
                f"`class {name}`: a test cannot make a subclass of a class of the code's"
            )
        return super().__new__(cls, name, bases, members, **more)

    def __call__(cls, /, *arguments: Any, **keywords: Any) -> Any:
        """Make an instance, in the student's child."""
        return cls._remote.made((cls,), "call", cls, *arguments, **keywords)

    def __getattr__(cls, name: str) -> Any:
        if name in ("_remote", "_number"):
            raise AttributeError(name)
        _check_within_reach(name, cls.__name__)
        value = cls._remote.apply("getattr", cls, name)
        # A class method that makes instances counts as calling the class.
        is_function = isinstance(value, RemoteObject) and callable(value)
        return Maker(cls, value) if is_function else value

    def __setattr__(cls, name: str, value: Any) -> None:
        cls._remote.apply("setattr", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        cls._remote.apply("delattr", cls, name)

    # What an Enum can do, and other classes whose metaclass says so.

    def __iter__(cls) -> Any:
        return cls._remote.apply("iter", cls)

    def __len__(cls) -> int:
        return int(cls._remote.apply("len", cls))

    def __bool__(cls) -> bool:
        return True

    def __dir__(cls) -> list[str]:
        return list(cls._remote.apply("dir", cls))

    def __getitem__(cls, key: Any) -> Any:
        return cls._remote.apply("getitem", cls, key)

    def __contains__(cls, item: Any) -> bool:
        return cls._remote.apply("contains", cls, item) is True

    def __repr__(cls) -> str:
        return f"<class '{cls.__name__}'>"


def _doc(of: Any) -> Any:
    return of._remote.apply("getattr", of, "__doc__") if hasattr(of, "_remote") else None


DOC = property(_doc)
"""``__doc__`` of stand-ins: the student's own text, asked for when a test reads it."""
RemoteType.__doc__ = DOC  # type: ignore[assignment]


class _Asked:
    """A method that Python finds on every class, as it stands in the student's."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: Any) -> Any:
        of = owner if instance is None else instance
        return of._remote.apply("getattr", of, self._name)


class Maker:
    """A function of a student's class: an instance it makes counts as made by the test."""

    __slots__ = ("_kind", "function")

    def __init__(self, kind: type, function: RemoteObject) -> None:
        self._kind = kind
        self.function = function

    def __call__(self, /, *arguments: Any, **keywords: Any) -> Any:
        """Call the function, in the student's child."""
        function = self.function
        return function._remote.made((self._kind,), "call", function, *arguments, **keywords)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.function, name)


class RemoteObject(metaclass=RemoteType):
    """Base of all stand-ins for instances. Subclasses get the special methods of their class."""

    # In slots, so that `__dict__` and `vars` show the student's attributes.
    __slots__ = ("__weakref__", "_made", "_object_number")

    _remote: Remote
    _object_number: int
    _made: bool

    if not TYPE_CHECKING:
        __init__ = _Asked("__init__")

    def __getattr__(self, name: str) -> Any:
        if name in ("_object_number", "_made"):
            raise AttributeError(name)
        _check_within_reach(name, type(self).__name__)
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
        _check_within_reach("__reduce_ex__", type(self).__name__)

    def __copy__(self) -> Any:
        _check_within_reach("__reduce_ex__", type(self).__name__)

    def __deepcopy__(self, _: Any) -> Any:
        _check_within_reach("__reduce_ex__", type(self).__name__)


def _check_within_reach(name: str, kind: str) -> None:
    if name in _OUT_OF_REACH:
        raise UnsupportedError(
            f"an object of the code's, here of `{kind}`, does not support {_OUT_OF_REACH[name]}"
        )


def call_method(receiver: Any, name: str, /, *arguments: Any, **keywords: Any) -> Any:
    """``receiver.name(…)``; of the student's objects in one question."""
    if isinstance(receiver, RemoteObject):
        if name not in _TELLING or receiver._made:
            return receiver._remote.apply("method", receiver, name, *arguments, **keywords)
    elif isinstance(receiver, RemoteType) and not hasattr(type, name):
        # A class method that makes instances counts as calling the class.
        return receiver._remote.made((receiver,), "method", receiver, name, *arguments, **keywords)
    return getattr(receiver, name)(*arguments, **keywords)


def identity(value: Any) -> Any:
    """What ``is`` is to compare: the student's object, whichever stand-in the test has of it."""
    if isinstance(value, RemoteObject):
        return value._remote.canonical(value)
    return value


# --------------------------------------------------------- special methods, added by need


def _kinds_made(*operands: Any) -> tuple[type, ...]:
    """Classes of the operands that the test made: a result of theirs counts as made, too."""
    return tuple(type(operand) for operand in operands if getattr(operand, "_made", False))


def _binary(function: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if not self._may_meet(other):
            return NotImplemented
        return self._remote.made(_kinds_made(self, other), function, self, other)

    return method


def _reflected(function: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if not self._may_meet(other):
            return NotImplemented
        return self._remote.made(_kinds_made(self, other), function, other, self)

    return method


def _comparison(function: str) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        return self._compare(function, other)

    return method


def _unary(function: str) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        kinds = _kinds_made(self) if function in _SIGNS else ()
        value = self._remote.made(kinds, function, self)
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


def _invoke(self: Any, /, *arguments: Any, **keywords: Any) -> Any:
    return self._remote.apply("call", self, *arguments, **keywords)


def _plain(function: str) -> Callable[..., Any]:
    def method(self: Any, *arguments: Any) -> Any:
        return self._remote.apply(function, self, *arguments)

    return method


def _error_attribute(self: Any, name: str) -> Any:
    """Of an exception's stand-in, which is a real exception: what it has beyond one."""
    place = self.__dict__.get(ERROR_PLACE)
    if place is None or name[:2] == "__":
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
    remote, number = place
    return remote.apply("getattr", remote.object(number), name)


def _error_text(self: Any) -> str:
    text: str = self.__dict__.get(ERROR_TEXT) or BaseException.__str__(self)
    return text


ERROR_PLACE, ERROR_TEXT = "_codify_place", "_codify_text"
ERROR_MEMBERS = {"__getattr__": _error_attribute, "__str__": _error_text}
"""Members of the classes that stand for the student's exceptions."""

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
