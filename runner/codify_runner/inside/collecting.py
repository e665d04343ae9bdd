"""Finds the tests in a test's code and runs them: functions, classes, unittest.TestCase."""

from __future__ import annotations

import inspect
import types
import unittest
from collections.abc import Callable, Iterator
from typing import Any

from codify_runner.inside.asserts import Skipped, UnsupportedError, describe
from codify_runner.inside.standins import RemoteObject, RemoteType

Hold = Callable[..., None]
"""Calls a test with keyword arguments."""
_WHERE = "_codify_where"


def run_tests(space: dict[str, Any], hold: Hold) -> None:
    """Run every test that the names in ``space`` mean; the first one that fails raises."""
    for name, value in list(space.items()):
        if isinstance(value, (RemoteObject, RemoteType)):
            continue  # the student's, whatever its name
        if isinstance(value, type):
            if issubclass(value, unittest.TestCase):
                _run_case(value, hold)
            elif name.startswith("Test") and value.__module__ == space["__name__"]:
                _run_class(value, hold)
        elif name.startswith("test") and isinstance(value, types.FunctionType):
            _run_function(name, value, value, hold)


def where(error: BaseException) -> str:
    """Which test raised, where a name tells more than the test's own; else empty."""
    return str(error.__dict__.get(_WHERE, ""))


def _run_function(name: str, marked: Any, function: Any, hold: Hold) -> None:
    """``marked`` carries the marks of ``function``, which may be bound to an instance."""
    if inspect.iscoroutinefunction(marked) or inspect.isasyncgenfunction(marked):
        raise UnsupportedError(f"`{name}` is async; call `asyncio.run` in the test instead")
    if getattr(marked, "codify_skip", False):
        return
    for row in getattr(marked, "codify_rows", [{}]):
        missing = [p for p in _parameters(function) if p not in row]
        if missing:
            raise UnsupportedError(
                f"`{name}` takes `{missing[0]}`: fixtures are not supported, only "
                "`pytest.mark.parametrize`"
            )
        try:
            hold(function, **row)
        except Skipped:
            continue
        except BaseException as error:
            shown = ", ".join(f"{key}={describe(value)}" for key, value in row.items())
            error.__dict__[_WHERE] = f"{name} with {shown}" if row else name
            raise


def _parameters(function: Any) -> Iterator[str]:
    """Names of the parameters that a call must give."""
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            yield parameter.name


def _run_class(kind: type, hold: Hold) -> None:
    """A class of pytest's style: a fresh instance for each test."""
    for name, function in inspect.getmembers(kind, inspect.isfunction):
        if name.startswith("test"):
            instance = kind()
            getattr(instance, "setup_method", _nothing)()
            try:
                _run_function(name, function, getattr(instance, name), hold)
            finally:
                getattr(instance, "teardown_method", _nothing)()


def _nothing() -> None:
    pass


def _run_case(kind: type[unittest.TestCase], hold: Hold) -> None:
    kind.setUpClass()
    try:
        for name in unittest.defaultTestLoader.getTestCaseNames(kind):
            case = kind(name)
            try:
                hold(case.debug)
            except (unittest.SkipTest, Skipped):
                continue
            except BaseException as error:
                error.__dict__[_WHERE] = name
                raise
    finally:
        kind.tearDownClass()
        kind.doClassCleanups()
