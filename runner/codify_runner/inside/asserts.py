"""What a test's code has at hand: ``raises``, ``approx``, and asserts that say what they saw."""

from __future__ import annotations

import contextlib
import math
import re
import reprlib
import sys
import types
from collections.abc import Callable
from types import TracebackType
from typing import Any

_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = 120
_repr.maxlist = _repr.maxtuple = _repr.maxdict = _repr.maxset = 12


class Failed(AssertionError):
    """A test that gave up by ``fail(…)``."""


class Skipped(Exception):
    """A test that does not apply."""


class UnsupportedError(BaseException):
    """The test uses something that does not work here; its message names it.

    Not an Exception, which a test might take for one of the student's.
    """


class Raises:
    """``with raises(ValueError, match="…") as info``; afterwards ``info.value``."""

    def __init__(self, kinds: Any, match: str | None) -> None:
        self.kinds = kinds
        self.match_pattern = match
        self.value: BaseException | None = None

    def __enter__(self) -> Raises:
        return self

    def match(self, pattern: str) -> bool:
        """Assert that the message fits."""
        if re.search(pattern, str(self.value)) is None:
            raise AssertionError(f"the message {str(self.value)[:200]!r} does not fit {pattern!r}")
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            raise AssertionError(f"{_names(self.kinds)} was not raised")
        if not isinstance(error, self.kinds):
            return False
        self.value = error
        if self.match_pattern is not None:
            self.match(self.match_pattern)
        return True

    @property
    def type(self) -> Any:
        """The class of what was raised."""
        return self.value.__class__


def _names(kinds: Any) -> str:
    several = kinds if isinstance(kinds, tuple) else (kinds,)
    return " or ".join(getattr(kind, "__name__", str(kind)) for kind in several)


def raises(
    kinds: Any,
    function: Callable[..., Any] | None = None,
    *arguments: Any,
    match: str | None = None,
    **keywords: Any,
) -> Raises:
    """As in pytest: a context manager, or a call that must raise."""
    context = Raises(kinds, match)
    if function is not None:
        with context:
            function(*arguments, **keywords)
    return context


class approx:  # noqa: N801 - named as in pytest
    """Equal to numbers close to ``expected``; also lists, tuples and dicts of numbers."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        expected: Any,
        rel: float | None = None,
        abs: float | None = None,  # noqa: A002
        nan_ok: bool = False,
    ) -> None:
        self.expected = expected
        self.nan_ok = nan_ok
        self.absolute = 1e-12 if abs is None else abs
        # As in pytest: an absolute tolerance alone is the only one.
        self.relative = (1e-6 if abs is None else 0.0) if rel is None else rel

    def __eq__(self, other: object) -> bool:
        return self._close(other, self.expected)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        return f"approx({self.expected!r})"

    def _close(self, got: Any, wanted: Any) -> bool:
        # Exact types: an object of the student's cannot pass for a number.
        if type(wanted) in (list, tuple):
            same_shape = type(got) in (list, tuple) and len(got) == len(wanted)
            return same_shape and all(map(self._close, got, wanted))
        if type(wanted) is dict:
            same_keys = type(got) is dict and got.keys() == wanted.keys()
            return same_keys and all(self._close(got[key], wanted[key]) for key in wanted)
        if type(got) not in (int, float, bool) or type(wanted) not in (int, float, bool):
            return type(got) is type(wanted) and bool(got == wanted)
        if got != got and wanted != wanted:
            return self.nan_ok
        return got == wanted or math.isclose(
            got, wanted, rel_tol=self.relative, abs_tol=self.absolute
        )


def fail(reason: str = "") -> None:
    """Fail this test."""
    raise Failed(reason)


def skip(reason: str = "") -> None:
    """Leave the rest of this test out."""
    raise Skipped(reason)


class _Param:
    """A row of ``parametrize`` made by ``pytest.param``."""

    def __init__(self, *values: Any, id: object = None, marks: object = ()) -> None:  # noqa: A002
        if marks != ():
            raise UnsupportedError("`marks` of `pytest.param` is not supported")
        self.values = values


class _Marks:
    """``pytest.mark``: ``parametrize``, ``skip`` and ``skipif`` work, others do nothing."""

    def parametrize(self, names: Any, values: Any, **more: Any) -> Callable[[Any], Any]:
        """Run a test once for each of ``values``."""
        if more.get("indirect"):
            raise UnsupportedError("`indirect` of `pytest.mark.parametrize` is not supported")
        split = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)

        def row_of(value: Any) -> dict[str, Any]:
            if isinstance(value, _Param):
                return dict(zip(split, value.values, strict=True))
            return dict(zip(split, value if len(split) > 1 else (value,), strict=True))

        def mark(function: Any) -> Any:
            before = getattr(function, "codify_rows", [{}])
            rows = [row_of(value) for value in values]
            function.codify_rows = [{**old, **new} for old in before for new in rows]
            return function

        return mark

    def skip(self, function: Any = None, *, reason: str = "") -> Any:
        """Leave a test out."""
        if not callable(function):
            return self.skip
        function.codify_skip = True
        return function

    def skipif(self, condition: object, *, reason: str = "") -> Callable[[Any], Any]:
        """Leave a test out where ``condition`` holds."""
        return self.skip if condition else _same

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in ("xfail", "usefixtures", "asyncio"):
            raise UnsupportedError(f"`pytest.mark.{name}` is not supported")
        return lambda *arguments, **_: (
            arguments[0] if arguments and callable(arguments[0]) else _same
        )


def _same(function: Any) -> Any:
    return function


def _not_there(name: str) -> Any:
    asking = sys._getframe(1).f_globals.get("__name__")
    if name[:2] == "__" or asking not in ("test", "checks"):
        raise AttributeError(name)  # hypothesis looks whether pytest is there, too
    raise UnsupportedError(
        f"`pytest.{name}` is not supported; there are raises, approx, mark, param, skip and fail"
    )


def provide_pytest() -> None:
    """Make ``import pytest`` give what is here. The real one needs files and plugins."""
    module = types.ModuleType("pytest")
    for name, value in (
        ("raises", raises),
        ("approx", approx),
        ("fail", fail),
        ("skip", skip),
        ("mark", _Marks()),
        ("param", _Param),
        ("__getattr__", _not_there),
    ):
        setattr(module, name, value)
    sys.modules["pytest"] = module


def refuse_what_sees_nothing() -> None:
    """Make functions that would see nothing of the code, which runs elsewhere, say so."""
    for name in ("redirect_stdout", "redirect_stderr"):
        setattr(contextlib, name, _refusing(f"contextlib.{name}"))


def _refusing(what: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise UnsupportedError(
            f"`{what}` does not see what the code prints: use `stdout` of a `call` test"
        )

    return refuse


# ------------------------------------------------------------------ asserts that explain

_ADDRESS = re.compile(r" (object )?at 0x[0-9a-f]+")


def explain(source: str, *values: Any) -> str:
    """The message of an assert that has none."""
    shown = [describe(value) for value in values]
    if len(shown) == 2:
        return f"`{source}` does not hold: the left side is {shown[0]}, the right side {shown[1]}"
    return f"`{source}` does not hold: it is {shown[0]}"


def describe(value: object) -> str:
    """A short repr."""
    try:
        return _ADDRESS.sub("", _repr.repr(value))[:200]
    except Exception:
        return f"<{type(value).__name__}>"
