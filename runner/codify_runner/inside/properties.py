"""Hypothesis inside the sandbox: no files, no health checks, the same examples every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def configure(max_examples: int) -> None:
    """Settings for the properties made from here on."""
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


def made(make: Callable[..., Any], function: Any, max_examples: int) -> Callable[[], Any]:
    """The property that the author's ``make(f, given, st)`` returns."""
    import hypothesis
    from hypothesis import strategies

    configure(max_examples)
    check = make(function, hypothesis.given, strategies)
    if not callable(check):
        raise TypeError("it must return a function that takes no arguments")
    return check  # type: ignore[no-any-return]


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
