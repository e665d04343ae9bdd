"""Properties: hypothesis inside the sandbox, and its examples without hypothesis.

What hypothesis draws does not depend on the code under test, and is the same every time. So it
is drawn once (:func:`drawn`), and each submission meets the drawn examples straight
(:func:`replay`), which takes a fraction of the time. Only when one of them fails does hypothesis
run against the code (:class:`Search`), to find the smallest example.
"""

from __future__ import annotations

import functools
import math
import sys
import time
from collections.abc import Callable
from typing import Any

from codify_runner import wire

_SEED = 1
_DEFAULT_EXAMPLES = 100
_SHRINKING_S = 0.5
"""How long a smaller failing example is looked for."""
_SEARCH_SHARE = 0.8
"""The part of a test's time after which a search ends by itself."""
_MOST_BYTES = 1 << 20
_PLAIN = (type(None), bool, int, float, complex, str, bytes, bytearray, range)
Row = tuple[list[Any], dict[str, Any]]


class BrokenPropertyError(Exception):
    """The author's part is wrong, whatever the student's code does."""


class NotDrawableError(Exception):
    """The property's examples cannot be kept: they are no plain data, or too many."""


class NotReplayableError(Exception):
    """The drawn examples do not tell whether the property holds."""


class _Enough(BaseException):
    """Ends a search from inside; hypothesis lets it pass."""


def configure(max_examples: int) -> None:
    """No files, no health checks, the same examples every time."""
    import hypothesis

    hypothesis.settings.register_profile(
        "codify",
        max_examples=max_examples,
        database=None,
        deadline=None,
        derandomize=True,
        print_blob=False,
        # Not "explain": it traces every line, and takes a hundred times as long as all the rest.
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("codify")


def made(make: Callable[..., Any], function: Any, given: Any, strategies: Any) -> Any:
    """The property that the author's ``make(f, given, st)`` returns."""
    try:
        check = make(function, given, strategies)
    except (NotDrawableError, NotReplayableError):
        raise
    except Exception as error:
        raise BrokenPropertyError(f"{type(error).__name__}: {error}") from error
    if not callable(check):
        raise BrokenPropertyError("it must return a function that takes no arguments")
    return check


def _given(arguments: Any, keywords: Any, inner: Any, instead: Callable[..., Any]) -> Any:
    """``given(…)(inner)``, calling ``instead`` with each example."""
    import hypothesis
    import hypothesis.core

    wrapped = hypothesis.core.given(*arguments, **keywords)(inner)  # type: ignore[no-untyped-call]
    wrapped.hypothesis.inner_test = functools.wraps(inner)(instead)
    return hypothesis.seed(_SEED)(wrapped)


# ------------------------------------------------------------------ drawing


def drawn(make: Callable[..., Any], max_examples: int) -> list[list[Any]]:
    """The examples of each ``given`` in the property, the small ones first, as trees.

    Neither the student's function nor the body of the property is called. Raises
    NotDrawableError.
    """
    from hypothesis import strategies

    all_rows: list[list[Any]] = []

    def given(*arguments: Any, **keywords: Any) -> Callable[[Any], Any]:
        def decorate(inner: Any) -> Any:
            rows: list[Any] = []
            all_rows.append(rows)

            def keep(*values: Any, **named: Any) -> None:
                rows.append(
                    [[_tree(value) for value in values], {n: _tree(v) for n, v in named.items()}]
                )

            return _given(arguments, keywords, inner, keep)

        return decorate

    configure(max_examples)
    made(make, _never, given, strategies)()
    for rows in all_rows:
        # The first that fails is then a small one.
        rows.sort(key=lambda row: len(wire.frame(row)))
    if len(wire.frame({"drawn": all_rows})) > _MOST_BYTES:
        raise NotDrawableError("too much data")
    return all_rows


def _never(*_: Any, **__: Any) -> Any:
    raise NotDrawableError("the function is called outside of `given`")


def _tree(value: Any) -> wire.Tree:
    _check_plain(value)
    return wire.encode(value)


def _check_plain(value: Any) -> None:
    """Refuse what would come back from a tree as another type."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        for item in value:
            _check_plain(item)
    elif kind is dict:
        for key, item in value.items():
            _check_plain(key)
            _check_plain(item)
    elif kind not in _PLAIN:
        raise NotDrawableError(f"{kind.__name__} is no plain data")


# ------------------------------------------------------------------ replaying


class _Strategies:
    """In place of every strategy: nothing is drawn from it."""

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __or__(self, _: Any) -> Any:
        return self


def replay(make: Callable[..., Any], function: Any, all_rows: list[list[Any]]) -> None:
    """Hold the property's body to drawn examples. Needs no hypothesis.

    Raises what the body raises; NotReplayableError when the property is used in another way
    than while drawing, or turns most examples down.
    """
    left = list(all_rows)

    def given(*_: Any, **__: Any) -> Callable[[Any], Any]:
        if not left:
            raise NotReplayableError
        rows = left.pop(0)

        def decorate(inner: Any) -> Any:
            def check() -> None:
                _hold(inner, rows)
                replayed.append(rows)

            return check

        return decorate

    replayed: list[list[Any]] = []
    try:
        check = made(make, function, given, _Strategies())
    except BrokenPropertyError as error:  # it looks at its strategies
        raise NotReplayableError from error
    check()
    if len(replayed) != len(all_rows):
        raise NotReplayableError


def _hold(inner: Any, rows: list[Any]) -> None:
    turned_down = 0
    for arguments, keywords in rows:
        try:
            inner(
                *[wire.decode(tree) for tree in arguments],
                **{name: wire.decode(tree) for name, tree in keywords.items()},
            )
        except Exception as error:
            if not _is_hypothesis(error, "UnsatisfiedAssumption"):
                raise
            turned_down += 1
    if turned_down * 2 > len(rows):
        raise NotReplayableError


def _is_hypothesis(error: Exception, name: str) -> bool:
    """Whether it is this exception of hypothesis's, which need not be there.

    Student code can name its own exceptions as it likes, but not where they come from.
    """
    kind = type(error)
    return kind.__name__ == name and kind.__module__ == "hypothesis.errors"


# ------------------------------------------------------------------ searching


class Search:
    """Looks for an example for which a property does not hold, and for a small one."""

    def __init__(self, seconds: float, last_call: Callable[[], str]) -> None:
        self._seconds = seconds * _SEARCH_SHARE
        self._end = math.inf
        self._last_call = last_call
        self._failure: Exception | None = None
        self.call = ""
        """The student's call in the smallest failing example."""
        self.finished = True

    def run(self, make: Callable[..., Any], function: Any, max_examples: int) -> None:
        """Raises what the property raises for the smallest example found in time."""
        from hypothesis import strategies

        configure(max_examples)
        self.hold(made(make, function, self.given, strategies))

    def take_over(self) -> None:
        """Make ``from hypothesis import given`` give :meth:`given`, where hypothesis is loaded."""
        hypothesis = sys.modules.get("hypothesis")
        if hypothesis is not None:
            configure(_DEFAULT_EXAMPLES)
            hypothesis.given = self.given  # type: ignore[attr-defined]

    def hold(self, check: Callable[..., Any], **arguments: Any) -> None:
        """Run a test that :meth:`given` made, or any other."""
        try:
            check(**arguments)
        except _Enough:
            self.finished = False
        except Exception as error:
            # Hypothesis says more, for a reader who has the test before the eyes.
            if self._failure is None:
                if _is_hypothesis(error, "InvalidArgument"):
                    raise BrokenPropertyError(str(error)) from error
                raise
        else:
            return
        if self._failure is not None:
            raise self._failure

    def given(self, *arguments: Any, **keywords: Any) -> Callable[[Any], Any]:
        """In place of hypothesis's own."""

        def decorate(inner: Any) -> Any:
            def watched(*values: Any, **named: Any) -> Any:
                now = time.perf_counter()
                # The first example comes when hypothesis has done what it does but once.
                self._end = min(self._end, now + self._seconds)
                if now > self._end:
                    raise _Enough
                try:
                    return inner(*values, **named)
                except Exception as error:
                    if not _is_hypothesis(error, "UnsatisfiedAssumption"):
                        self._remember(error)
                    raise

            return _given(arguments, keywords, inner, watched)

        return decorate

    def _remember(self, error: Exception) -> None:
        if self._failure is None:
            self._end = min(self._end, time.perf_counter() + _SHRINKING_S)
        self._failure, self.call = error, self._last_call()


def warm_up() -> None:
    """Use what hypothesis imports and computes late, while files can still be read."""
    import hypothesis
    from hypothesis import strategies as st

    configure(5)

    @hypothesis.given(
        st.lists(st.integers() | st.floats() | st.booleans() | st.none()),
        st.text(),
        st.dictionaries(st.text(max_size=3), st.binary(max_size=3)),
        st.tuples(st.sampled_from("ab"), st.just(1), st.sets(st.integers(0, 9))),
        st.data(),
    )
    def passes(numbers: Any, text: Any, table: Any, mixed: Any, data: Any) -> None:
        pass

    @hypothesis.given(st.lists(st.integers()), st.text())
    def fails(numbers: list[int], text: str) -> None:
        if sum(numbers) > 3 or len(text) > 1:
            raise AssertionError

    passes()
    try:
        fails()
    except AssertionError:
        return
