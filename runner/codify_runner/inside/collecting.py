"""Finds the tests in a test's code and runs them: functions, classes, unittest.TestCase."""

from __future__ import annotations

import functools
import inspect
import types
import unittest
from collections.abc import Callable, Iterator
from typing import Any

from codify_runner.inside.asserts import Skipped, UnsupportedError, describe
from codify_runner.inside.standins import RemoteObject, RemoteType, identity

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
            _run_function(name, value, hold)


def where(error: BaseException) -> str:
    """Which test raised, where a name tells more than the test's own; else empty."""
    return str(error.__dict__.get(_WHERE, ""))


def _run_function(name: str, function: Any, hold: Hold) -> None:
    _run_rows(name, function, [{}], lambda row: hold(function, **row))


def _run_rows(
    name: str,
    function: Any,
    outer: list[dict[str, Any]],
    run: Callable[[dict[str, Any]], None],
) -> None:
    """Run a test for each row of ``parametrize`` on it, with each of those on its class."""
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise UnsupportedError(f"`{name}` is async; call `asyncio.run` in the test instead")
    if getattr(function, "codify_skip", False):
        return
    own = getattr(function, "codify_rows", [{}])
    for row in [{**before, **mine} for before in outer for mine in own]:
        missing = [p for p in _parameters(function) if p not in row]
        if missing:
            raise UnsupportedError(
                f"`{name}` takes `{missing[0]}`: fixtures are not supported, only "
                "`pytest.mark.parametrize`"
            )
        try:
            run(row)
        except Skipped:
            continue
        except Exception as error:
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
    """A class of pytest's style: a fresh instance for each test and row."""
    if getattr(kind, "codify_skip", False):
        return
    outer = getattr(kind, "codify_rows", [{}])
    for name, function in inspect.getmembers(kind, inspect.isfunction):
        if name.startswith("test"):
            # What the instance gives itself is not to be filled in.
            method = functools.partial(function, None)
            method.__dict__.update(function.__dict__)
            _run_rows(name, method, outer, functools.partial(_run_method, kind, name, hold))


def _run_method(kind: type, name: str, hold: Hold, row: dict[str, Any]) -> None:
    instance = kind()
    getattr(instance, "setup_method", _nothing)()
    try:
        hold(getattr(instance, name), **row)
    finally:
        getattr(instance, "teardown_method", _nothing)()


def _nothing() -> None:
    pass


def _assert_is(usual: Callable[..., None], first: Any, second: Any, msg: Any = None) -> None:
    """``assertIs`` and ``assertIsNot``, seeing the student's objects behind their stand-ins."""
    usual(identity(first), identity(second), msg)


def _run_case(kind: type[unittest.TestCase], hold: Hold) -> None:
    kind.setUpClass()
    try:
        for name in unittest.defaultTestLoader.getTestCaseNames(kind):
            case = kind(name)
            case.assertIs = functools.partial(_assert_is, case.assertIs)  # type: ignore[method-assign]
            case.assertIsNot = functools.partial(  # type: ignore[method-assign]
                _assert_is, case.assertIsNot
            )
            must_fail = getattr(getattr(case, name), "__unittest_expecting_failure__", False)
            try:
                hold(case.debug)
            except (unittest.SkipTest, Skipped):
                continue
            except Exception as error:
                if must_fail:
                    continue
                error.__dict__[_WHERE] = name
                raise
            if must_fail:
                raise AssertionError(f"{name} passes, though it is marked as an expected failure")
    finally:
        kind.tearDownClass()
        kind.doClassCleanups()
