"""Calls: what passes, what fails, and what the student is told."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import InvalidTests, Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEAN = """
def mean(xs):
    if not xs:
        raise ValueError("mean of nothing")
    return sum(xs) / len(xs)
"""


async def test_right_and_wrong(runner: Runner, document: Any, call: Any) -> None:
    tests = document(call("mean([1, 2])", "1.5"), call("mean([2])", "3.0"), entry="mean")
    verdict = await runner.judge(MEAN, tests)
    assert verdict.status == "wrong_answer"
    assert [test.status for test in verdict.tests] == ["passed", "failed"]
    assert verdict.tests[1].got is not None
    assert verdict.tests[1].got.returns == "2.0"
    assert verdict.tests[1].expected is not None
    assert verdict.tests[1].expected.returns == "3.0"
    assert verdict.score == 0.5


@pytest.mark.parametrize(
    ("returned", "expected", "compare", "passes"),
    [
        ("1", "1", "exact", True),
        ("1", "1.0", "exact", False),
        ("True", "1", "exact", False),
        ("(1, 2)", "[1, 2]", "exact", False),
        ("float('nan')", "float('nan')", "exact", True),
        ("-0.0", "0.0", "exact", True),
        ("{1: 'a', 2: 'b'}", "{2: 'b', 1: 'a'}", "exact", True),
        ("{3, 1, 2}", "{1, 2, 3}", "exact", True),
        ("{1.0}", "{1}", "exact", False),
        ("__import__('collections').Counter('aab')", "{'a': 2, 'b': 1}", "exact", True),
        ("type('D', (dict,), {})(a=1)", "{'a': 1}", "exact", False),
        ("type('I', (int,), {})(1)", "1", "exact", False),
        ("10 ** 40", "1" + "0" * 40, "exact", True),
        ("0.1 + 0.2", "0.3", "exact", False),
        ("0.1 + 0.2", "0.3", "approx", True),
        ("[0.1 + 0.2, {'a': 1}]", "[0.3, {'a': 1.0}]", "approx", True),
        ("{0.1 + 0.2}", "{0.3}", "approx", True),
        ("1.01", "1.0", "approx", False),
        ("True", "1", "approx", False),
        ("[3, 1, 1]", "[1, 3, 1]", "unordered", True),
        ("[3, 1]", "[1, 3, 1]", "unordered", False),
        ("(3, 1)", "[1, 3]", "unordered", False),
        ("[[1, 2], [3]]", "[[3], [2, 1]]", "unordered", False),
        ("'a  b\\n'", "'a b'", "tokens", True),
        ("b'ab'", "b'ab'", "exact", True),
        ("1 + 2j", "1+2j", "exact", True),
        ("range(3)", "[0, 1, 2]", "exact", False),
        ("None", "None", "exact", True),
    ],
)
async def test_comparison(
    runner: Runner,
    document: Any,
    call: Any,
    returned: str,
    expected: str,
    compare: str,
    passes: bool,
) -> None:
    tests = document(call("f()", expected, compare={"kind": compare}))
    verdict = await runner.judge(f"def f():\n    return {returned}\n", tests)
    assert (verdict.status == "accepted") is passes, verdict.tests[0]


ARRAYS = """
import numpy as np
import pandas as pd
def grid(): return np.array([[1.0, 2.0], [3.0, 4.0]])
def sums(): return np.array([0.1]) + 0.2
def doubled(a):
    a *= 2
    return a
def empty(): return np.zeros((0, 3))
def words(): return np.array(["a", "bc"])
def table(): return pd.DataFrame({"name": ["Ada", None], "age": [36, np.nan]}, index=[5, 6])
def ages(): return table()["age"]
def days(): return pd.DataFrame({"day": pd.to_datetime(["2024-02-29"])})
class array(np.ndarray): pass
def pretender(): return np.ones(2).view(array)
class ndarray(list):
    __module__ = "numpy"
    ndim, dtype, shape = 1, np.dtype("f8"), (1,)
    def ravel(self): return self
    def tolist(self): return [1.0]
def forged(): return ndarray()
"""


@pytest.mark.parametrize(
    ("text", "returns", "compare", "passes"),
    [
        ("grid()", "array([[1, 2], [3, 4]])", "ndarray", True),
        ("grid()", "[[1, 2], [3, 4]]", "ndarray", True),
        ("grid()", "[1, 2, 3, 4]", "ndarray", False),
        ("grid()", "[[1, 2], [3, 5]]", "ndarray", False),
        ("grid()", "array([[1.0, 2.0], [3.0, 4.0]])", "exact", True),
        ("grid()", "array([[1, 2], [3, 4]])", "exact", False),
        ("grid()", "[[1.0, 2.0], [3.0, 4.0]]", "exact", False),
        ("sums()", "[0.3]", "ndarray", True),
        ("sums()", "np.array([0.3])", "exact", False),
        ("doubled(np.array([1, 2]))", "[2, 4]", "ndarray", True),
        ("empty()", "[]", "ndarray", True),
        ("words()", "['a', 'bc']", "ndarray", True),
        ("pretender()", "[1, 1]", "ndarray", False),
        ("forged()", "[1]", "ndarray", False),
        ("table()", "{'name': ['Ada', None], 'age': [36, None]}", "dataframe", True),
        ("table()", "{'age': [36, None], 'name': ['Ada', None]}", "dataframe", False),
        ("table()", "{'name': ['Ada', 'Bo'], 'age': [36, None]}", "dataframe", False),
        ("table()", "{'name': ['Ada', None]}", "dataframe", False),
        ("ages()", "[36.0, float('nan')]", "dataframe", True),
        ("ages()", "[36.0]", "dataframe", False),
        ("days()", "{'day': ['2024-02-29T00:00:00']}", "dataframe", True),
        ("grid()", "{'a': [1]}", "dataframe", False),
    ],
)
async def test_arrays_and_tables(
    runner: Runner, document: Any, call: Any, text: str, returns: str, compare: str, passes: bool
) -> None:
    tests = document(
        call(text, returns, compare={"kind": compare}),
        entry=text.partition("(")[0],
        requires=["numpy", "pandas"],
    )
    verdict = await runner.judge(ARRAYS, tests)
    assert verdict.tests[0].status == ("passed" if passes else "failed"), verdict.tests[0]


async def test_arrays_are_shown_as_they_are_written(
    runner: Runner, document: Any, call: Any
) -> None:
    tests = document(
        call("grid()", "[]", compare={"kind": "ndarray"}),
        call("doubled(a)", given="a = array([1.5])", expect={"after": {"a": "array([3.0])"}}),
        entry="grid",
        requires=["numpy", "pandas"],
    )
    shown, mutated = (await runner.judge(ARRAYS, tests)).tests
    assert shown.got is not None
    assert shown.got.returns == "array([[1.0, 2.0], [3.0, 4.0]])"
    assert mutated.status == "passed", mutated


async def test_raises_and_match(runner: Runner, document: Any, call: Any) -> None:
    tests = document(
        call("mean([])", expect={"raises": "ValueError", "match": "nothing"}),
        call("mean([])", expect={"raises": "Exception"}),
        call("mean([])", expect={"raises": "ValueError", "match": "no+ such"}),
        call("mean([])", expect={"raises": "KeyError"}),
        call("mean([1])", expect={"raises": "ValueError"}),
        entry="mean",
    )
    verdict = await runner.judge(MEAN, tests)
    statuses = [test.status for test in verdict.tests]
    assert statuses == ["passed", "passed", "failed", "failed", "failed"]
    assert verdict.tests[4].got is not None
    assert verdict.tests[4].got.returns == "1.0"


async def test_given_keywords_and_after(runner: Runner, document: Any, call: Any) -> None:
    code = "def f(xs, *, by):\n    xs += [by]\n    return xs\n"
    tests = document(
        call("f(xs, by=2)", "[1, 2]", given="xs = [1]", expect={"after": {"xs": "[1, 2]"}}),
        call("f(xs, by=2)", given="xs = [1]", expect={"after": {"xs": "[1]"}}, on_fail="Changed!"),
        call("f(a, by=a)", given="a = []\nb = a", expect={"after": {"b": "[[]]"}}),
    )
    verdict = await runner.judge(code, tests)
    assert verdict.tests[0].status == "passed"
    assert verdict.tests[1].status == "failed"
    assert verdict.tests[1].message == "Changed!"
    assert verdict.tests[1].got is not None
    assert verdict.tests[1].got.after == {"xs": "[1, 2]"}
    # A list that holds itself cannot come back.
    assert verdict.tests[2].status == "output"


async def test_printed_text(runner: Runner, document: Any, call: Any) -> None:
    code = "print('loading')\ndef f(x):\n    print('x is', x)\n"
    tests = document(
        call("f(3)", "None", expect={"stdout": "x is 3\n"}),
        call("f(4)", expect={"stdout": "x is 3"}, visibility="hidden"),
    )
    verdict = await runner.judge(code, tests)
    assert verdict.stdout == "loading\n"
    assert [test.status for test in verdict.tests] == ["passed", "failed"]
    assert verdict.tests[0].stdout == "x is 3\n"
    assert verdict.tests[1].stdout == ""


async def test_missing_function(runner: Runner, document: Any, call: Any) -> None:
    tests = document(call("mean([1])", "1.0"), entry="mean")
    verdict = await runner.judge("def man(xs): ...", tests)
    assert verdict.status == "runtime_error"
    assert verdict.fault is not None
    assert verdict.fault.message == "no function `mean` was defined"
    assert verdict.tests[0].fault == verdict.fault


async def test_public_run_leaves_hidden_tests_out(runner: Runner, document: Any, call: Any) -> None:
    heard: list[str] = []
    tests = document(call("f()", "1"), call("f()", "2", visibility="hidden"))
    verdict = await runner.judge(
        "def f(): return 1",
        tests,
        visibility="public",
        on_test=lambda test: heard.append(test.id),
    )
    assert verdict.status == "accepted"
    assert heard == ["t0"]


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"call": "f(open('x'))", "expect": {}}, "no literal"),
        ({"call": "x.f()", "expect": {}}, "not a call of a function by its name"),
        ({"call": "f()", "expect": {}, "kind": "dance"}, "kind"),
        ({"call": "f()", "expect": {"returns": "1 +"}}, "not a Python literal"),
        ({"call": "f()", "expect": {}, "timeout_s": -1}, "timeout_s"),
    ],
)
async def test_wrong_tests_are_refused_by_name(
    runner: Runner, document: Any, test: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidTests, match=said):
        await runner.judge("def f(*a): return 1", document(test))
