"""What PrairieLearn's tests are written with, in small: this file becomes part of each test.

A test passes when it has full score. The reference is in its own namespace,
made from the same random numbers as what students are given.
"""

import math
import numbers
import random
import types
from typing import Any


class Feedback:
    """Scores and messages of the test that runs."""

    score = 0.0
    messages: list[str] = []  # noqa: RUF012 - there is one test in a process

    @classmethod
    def set_score(cls, score: float) -> None:
        """Of 0 to 1."""
        cls.score = score

    @classmethod
    def add_feedback(cls, text: object) -> None:
        """Say something of the result."""
        cls.messages.append(str(text))

    add_iteration_prefix = add_feedback

    @classmethod
    def finish(cls, text: object = "") -> None:
        """End the test."""
        cls.add_feedback(text)
        raise AssertionError("; ".join(cls.messages)[:500])

    @staticmethod
    def call_user(function: Any, *arguments: Any, **keywords: Any) -> Any:
        """Call the student's function."""
        return function(*arguments, **keywords)

    @staticmethod
    def not_allowed(*arguments: Any, **keywords: Any) -> None:
        """In the place of what may not be used."""
        raise RuntimeError("this function may not be used here")

    @classmethod
    def _told(cls, name: str, fine: bool, critical: bool) -> bool:
        if not fine:
            cls.add_feedback(f"{name} is not right")
            if critical:
                cls.finish()
        return fine

    @classmethod
    def check_scalar(
        cls, name: str, ref: Any, data: Any, accuracy_critical: bool = False, **options: Any
    ) -> bool:
        """Whether two numbers are close."""
        rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-8)
        fine = isinstance(data, numbers.Number) and (
            data == ref or math.isclose(data, ref, rel_tol=rtol, abs_tol=atol)  # type: ignore[arg-type]
        )
        return cls._told(name, fine, accuracy_critical)

    @classmethod
    def check_list(
        cls, name: str, ref: Any, data: Any, accuracy_critical: bool = False, **options: Any
    ) -> bool:
        """Whether two lists are equal."""
        return cls._told(name, type(ref) is type(data) and ref == data, accuracy_critical)

    check_tuple = check_dict = check_list

    @classmethod
    def check_numpy_array_features(
        cls, name: str, ref: Any, data: Any, accuracy_critical: bool = False, **options: Any
    ) -> bool:
        """Whether an array has the shape of another."""
        import numpy as np

        fine = isinstance(data, np.ndarray) and data.shape == np.shape(ref)
        return cls._told(name, fine, accuracy_critical)

    @classmethod
    def check_numpy_array_sanity(cls, name: str, num_axes: int, data: Any) -> None:
        """That an array has so many axes, and only numbers."""
        import numpy as np

        if not isinstance(data, np.ndarray) or data.ndim != num_axes or np.isnan(data).any():
            cls.finish(f"{name} is not an array of numbers with {num_axes} axes")

    @classmethod
    def check_numpy_array_allclose(
        cls, name: str, ref: Any, data: Any, accuracy_critical: bool = False, **options: Any
    ) -> bool:
        """Whether two arrays are close."""
        import numpy as np

        rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-8)
        fine = isinstance(data, np.ndarray) and data.shape == np.shape(ref)
        fine = fine and bool(np.allclose(data, ref, rtol=rtol, atol=atol))
        return cls._told(name, fine, accuracy_critical)

    @classmethod
    def check_dataframe(
        cls, name: str, ref: Any, data: Any, subset_columns: Any = None, **options: Any
    ) -> bool:
        """Whether two tables are equal."""
        import pandas as pd

        fine = isinstance(data, pd.DataFrame)
        if fine:
            columns = list(subset_columns or ref.columns)
            fine = set(columns) <= set(data.columns) and data[columns].equals(ref[columns])
        return cls._told(name, fine, bool(options.get("accuracy_critical")))


def points(value: float) -> Any:
    """A decorator whose value the importer has read."""
    return lambda function: function


name = not_repeated = points


class PLTestCase:
    """Base of the tests."""

    ref: Any
    st: Any

    def __init__(self, ref: Any, st: Any) -> None:
        self.ref, self.st = ref, st
        self.iter_num, self.total_iters = 0, 1

    @classmethod
    def setUpClass(cls) -> None:
        """Nothing."""

    def setUp(self) -> None:
        """Nothing."""

    def optional_test_plot_labels(self) -> None:
        """Nothing: there is no drawing here."""


PLTestCaseWithPlot = PLTestCase


def reference_of(setup: str, answer: str) -> types.SimpleNamespace:
    """The reference's names, from the random numbers that the students' code began with."""
    sources: list[Any] = [random]
    try:
        import numpy as np
    except ImportError:
        pass
    else:
        sources.append(np.random)
    for source in sources:
        source.seed(1)
    space: dict[str, Any] = {}
    exec(setup, space)  # noqa: S102 - within the sandbox
    exec(answer, space)  # noqa: S102
    return types.SimpleNamespace(**space)
