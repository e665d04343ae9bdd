"""Tests written as code: the student's functions and objects behind plain data."""

from __future__ import annotations

import re
from typing import Any

import pytest
from codify_runner import InvalidTests, Runner, TestResult

pytestmark = pytest.mark.asyncio(loop_scope="module")

STACK = '''
class EmptyStack(IndexError):
    """Nothing to pop."""

class Stack:
    kind = "lifo"
    def __init__(self, items=()): self.items = list(items)
    @classmethod
    def of(cls, *items): return cls(items)
    @staticmethod
    def twice(x): return 2 * x
    @property
    def top(self): return self.items[-1]
    def push(self, x):
        self.items.append(x)
        return self
    def pop(self):
        if not self.items: raise EmptyStack("empty stack")
        return self.items.pop()
    def each(self):
        for item in self.items: yield item
    def map(self, function): return Stack(map(function, self.items))
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __contains__(self, x): return x in self.items
    def __getitem__(self, i): return self.items[i]
    def __setitem__(self, i, x): self.items[i] = x
    def __delitem__(self, i): del self.items[i]
    def __eq__(self, other): return self.items == getattr(other, "items", other)
    def __hash__(self): return 7
    def __repr__(self): return f"Stack({self.items})"
    def __add__(self, other): return Stack(self.items + list(other))
    def __radd__(self, other): return Stack(list(other) + self.items)
    def __iadd__(self, other):
        self.items += other
        return self
    def __lt__(self, other): return len(self) < len(other)
    def __enter__(self): return self
    def __exit__(self, kind, error, trace):
        self.left_by = kind and kind.__name__
        return True

class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x): return x + self.n

def make(): return Stack([1, 2, 3])
def append(xs, x):
    xs.append(x)
    return xs
def fill(d, grid):
    d["k"] = 1
    grid[0][0] = 9
def apply(function, *args): return function(*args)
def adder(n): return lambda x: x + n
def fail(): raise KeyError("nope")
'''


async def run(runner: Runner, document: Any, code: str, test: str, **more: Any) -> TestResult:
    tests = document({"kind": "code", "spec": {"code": test}}, entry="names:[Stack, make]", **more)
    verdict = await runner.judge(code, tests)
    return verdict.tests[0]


@pytest.mark.parametrize(
    "test",
    [
        "s = Stack()\nassert len(s) == 0 and not s\ns.push(1).push(2)\nassert s.pop() == 2",
        "s = Stack([1])\nassert s.top == 1\ns.note = 'x'\nassert s.note == 'x'\ndel s.note\n"
        "assert not hasattr(s, 'note')",
        "s = Stack([1, 2])\nassert 1 in s and 3 not in s\nassert s[0] == 1\ns[0] = 9\ndel s[1]\n"
        "assert list(s) == [9] and s[0] == 9",
        "assert Stack([1]) == Stack([1]) and Stack([1]) != Stack() and Stack([1]) == [1]",
        "assert repr(Stack([1])) == 'Stack([1])' and f'{Stack()}' == 'Stack([])'",
        "assert hash(Stack()) == 7 and len({Stack(), Stack()}) == 1",
        "assert Stack([1]) + [2] == [1, 2] and [0] + Stack([1]) == [0, 1]\n"
        "s = Stack()\ns += [1]\nassert s == [1]",
        "assert Stack() < Stack([1]) and sorted([Stack([1]), Stack()])[0] == []",
        "assert isinstance(Stack(), Stack) and not isinstance(3, Stack) and Stack.kind == 'lifo'",
        "with Stack([1]) as s: assert s == [1]",
        "assert Stack.of(1, 2) == [1, 2] and Stack.twice(4) == 8 and Stack.__name__ == 'Stack'",
        "assert type(make()) is Stack and make() == make()",
        "with raises(EmptyStack): Stack().pop()",
        "with raises(IndexError, match='empty') as info: Stack().pop()\n"
        "assert str(info.value) == 'empty stack'\nassert issubclass(EmptyStack, IndexError)",
        "with raises(KeyError): fail()",
        "try: Stack().pop()\nexcept LookupError: pass\nelse: assert False",
        "with Stack([1]) as s:\n    assert s.pop() == 1\n    raise ValueError('x')\n"
        "assert s.left_by == 'ValueError'",
        "g = Stack([1, 2]).each()\nassert next(g) == 1 and list(g) == [2]\n"
        "with raises(StopIteration): next(g)",
        "a, b, c = make()\nassert (a, b, c) == (1, 2, 3) and max(make()) == 3",
        "xs = []\nassert append(xs, 1) is xs and xs == [1]",
        "d, grid = {}, [[0], [1]]\nrow = grid[0]\nfill(d, grid)\n"
        "assert d == {'k': 1} and grid == [[9], [1]] and row == [9]",
        "assert apply(len, [1, 2]) == 2 and apply(int, '3') == 3\n"
        "assert apply(lambda a, b: a * b, 2, 3) == 6",
        "assert apply(lambda s: s.push(4).pop(), Stack()) == 4",
        "assert list(make().map(lambda x: Stack([x]).pop() + 1)) == [2, 3, 4]",
        "with raises(ZeroDivisionError): apply(lambda: 1 / 0)",
        "assert adder(3)(4) == 7 and Adder(1)(1) == 2\n"
        "assert callable(adder) and not callable(Stack())",
        "assert 0.1 + 0.2 == approx(0.3) and [1.0, 2] == approx([1, 2])\n"
        "assert {'a': 1} == approx({'a': 1}) and 1 != approx(1.1)",
        "from solution import make as m\nimport solution\n"
        "assert len(m()) == 3 and solution.adder(1)(1) == 2",
        "import pytest\n@pytest.mark.parametrize('a, b', [(1, 2), (2, 3)])\n"
        "def test_adder(a, b):\n    assert adder(1)(a) == b\n",
        "import unittest\nclass T(unittest.TestCase):\n    def setUp(self): self.s = Stack()\n"
        "    def test_it(self):\n        self.assertEqual(len(self.s), 0)\n"
        "        with self.assertRaises(IndexError): self.s.pop()\n",
        "assert [n for n in range(3) if adder(0)(n)] == [1, 2]",
        "class TestStack:\n    def setup_method(self): self.s = Stack([1])\n"
        "    def test_pop(self):\n        assert self.s.pop() == 1\n"
        "    def test_len(self):\n        assert len(self.s) == 1\n",
        "import pytest\n@pytest.mark.parametrize('n', [pytest.param(1, id='one'), 2])\n"
        "@pytest.mark.parametrize('m', [3])\ndef test_it(n, m): assert adder(n)(m) == n + m",
        "import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): assert False\n"
        "@pytest.mark.skipif(True, reason='no')\ndef test_other(): assert False\n"
        "@pytest.mark.slow\ndef test_third(): pass\ndef test_fourth(): pytest.skip('x')",
        "import unittest\nclass T(unittest.TestCase):\n"
        "    @classmethod\n    def setUpClass(cls): cls.s = Stack([1, 2])\n"
        "    def test_all(self):\n        for n, want in ((0, 1), (1, 2)):\n"
        "            with self.subTest(n=n): self.assertEqual(self.s[n], want)\n"
        "    @unittest.skip('no')\n    def test_not(self): self.fail()\n",
    ],
)
async def test_what_works(runner: Runner, document: Any, test: str) -> None:
    outcome = await run(runner, document, STACK, test)
    assert outcome.status == "passed", outcome


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("assert make().pop() == 4", "`make().pop() == 4` does not hold: the left side is 3"),
        ("assert not make()", "`not make()` does not hold"),
        ("assert make().pop() == 4, 'the top is 3'", "the top is 3"),
        ("with raises(KeyError): make()", "KeyError was not raised"),
        ("with raises(IndexError, match='xyz'): Stack().pop()", "does not fit 'xyz'"),
        ("len(adder(1))", "TypeError: object of type 'function' has no len()"),
        ("no_such_name()", "NameError: name 'no_such_name' is not defined"),
        ("def test_one(): assert Stack([1]).pop() == 2", "the left side is 1"),
        (
            "import pytest\n@pytest.mark.parametrize('n, want', [(1, 2), (2, 2)])\n"
            "def test_it(n, want): assert adder(1)(n) == want",
            "(in test_it with n=2, want=2)",
        ),
        (
            "import unittest\nclass T(unittest.TestCase):\n"
            "    def test_top(self): self.assertEqual(make().pop(), 4)",
            "3 != 4 (in test_top)",
        ),
        ("class TestIt:\n    def test_a(self): assert make().pop() == 4", "(in test_a)"),
    ],
)
async def test_what_fails_says_why(runner: Runner, document: Any, test: str, said: str) -> None:
    outcome = await run(runner, document, STACK, test)
    assert outcome.status == "failed"
    assert said in outcome.message


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("def test_it(tmp_path): pass", "`test_it` takes `tmp_path`: fixtures are not supported"),
        ("import pytest\n@pytest.fixture\ndef s(): return 1", "`pytest.fixture` is not supported"),
        ("from pytest import warns", "`pytest.warns` is not supported"),
        ("import pytest\n@pytest.mark.xfail\ndef test_it(): pass", "`pytest.mark.xfail`"),
        ("async def test_it(): pass", "`test_it` is async"),
        ("apply(object(), 1)", "cannot give an object of 'object' to the code: plain data only"),
        ("with raises(TypeError): apply(object(), 1)", "plain data only"),
        ("import copy\ncopy.copy(make())", "does not support copying and pickling"),
        ("class Mine(Stack): pass", "a test cannot make a subclass of a class of the code's"),
        ("import inspect\ninspect.signature(make)", "does not support `inspect.signature`"),
        (
            "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()): make()",
            "`contextlib.redirect_stdout` does not see what the code prints",
        ),
    ],
)
async def test_what_is_not_supported_is_named(
    runner: Runner, document: Any, test: str, said: str
) -> None:
    with pytest.raises(InvalidTests, match=re.escape(said)):
        await run(runner, document, STACK, test)


async def test_an_exception_of_the_students_is_an_error_with_its_line(
    runner: Runner, document: Any
) -> None:
    line = STACK.splitlines().index('def fail(): raise KeyError("nope")') + 1
    outcome = await run(runner, document, STACK, "fail()")
    assert outcome.status == "error"
    assert outcome.fault is not None
    assert (outcome.fault.type, outcome.fault.line) == ("KeyError", line)


FORGED = '''
class Stack:
    """Equal to, less and more than everything; contains, starts and counts everything."""
    def __init__(self, *args): pass
    __eq__ = __ge__ = __le__ = __gt__ = __contains__ = lambda self, other: True
    startswith = issubset = lambda self, *args: True
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __abs__(self): return 0
    def __iter__(self): return iter([5])
    def itself(self): return self
    def __getattr__(self, name): return self
    def __call__(self, *args): return self
class Other(Stack): pass
Other.__name__ = "make"
def make(*args): return Other()
'''


@pytest.mark.parametrize(
    "test",
    [
        "assert make() == 3",
        "assert 3 == make()",
        "assert make() >= 3",
        "assert abs(make() - 2.5) < 1e-6",
        "assert abs(2.5 - make()) < 1e-6",
        "assert 3 in make()",
        "assert make() in (1, 2)",
        "assert make() == approx(2)",
        "assert [make()] == [3]",
        "assert {'a': make()} == {'a': 3}",
        "assert isinstance(make(), int)",
        "assert list(make()) == [3]",
        "assert make().startswith('x')",
        "assert make().issubset({1})",
        "assert sum([make()]) == 0",
        "assert str(make()) == 'x'",
        "assert Stack().pop() == 3",
        "assert Stack().itself() == 3",
        "s = Stack()\nassert s.itself() + 1 == 4",
    ],
)
async def test_what_was_returned_cannot_pretend(runner: Runner, document: Any, test: str) -> None:
    outcome = await run(runner, document, FORGED, test)
    assert outcome.status == "failed", outcome


async def test_limits_hold_in_tests_of_code(runner: Runner, document: Any) -> None:
    endless = (
        "class Stack:\n    def pop(self):\n        while True: pass\ndef make(): return Stack()"
    )
    tests = document(
        {"kind": "code", "spec": {"code": "make().pop()"}, "timeout_s": 0.2},
        {"kind": "code", "spec": {"code": "assert isinstance(make(), Stack)"}},
        {
            "kind": "code",
            "spec": {"code": "while isinstance(make(), Stack): pass"},
            "timeout_s": 0.2,
        },
        entry="names:[Stack, make]",
    )
    verdict = await runner.judge(endless, tests)
    assert [test.status for test in verdict.tests] == ["timeout", "passed", "timeout"]
    assert verdict.tests[0].fault is not None
    assert verdict.tests[0].fault.line == 3


async def test_the_tests_code_is_not_in_the_students_child(runner: Runner, document: Any) -> None:
    spy = (
        "import gc, re\n"
        "class Stack: pass\n"
        "def make(*args):\n"
        "    for o in gc.get_objects():\n"
        "        for r in gc.get_referents(o):\n"
        "            if type(r) is str and re.search('SECRET-' + '[0-9]', r): return r\n"
    )
    outcome = await run(runner, document, spy, "assert make() is None, 'SECRET-1'")
    assert outcome.status == "passed", outcome


async def test_a_value_too_large_to_look_at_is_called_so(runner: Runner, document: Any) -> None:
    code = "class Stack: pass\nmake = [0.1] * 300_000\n"
    outcome = await run(runner, document, code, "assert make[0] == 0.1")
    assert outcome.status == "output"
    assert "too large" in outcome.message


async def test_an_array_changed_in_place_is_changed_for_the_test(
    runner: Runner, document: Any
) -> None:
    code = (
        "import numpy as np\n"
        "class Stack: pass\n"
        "def make(grid, row):\n"
        "    grid[-1, -1] = -100\n"
        "    row = row + 1\n"
        "    return grid\n"
    )
    test = (
        "import numpy as np\n"
        "grid, row = np.arange(6).reshape(2, 3), np.ones(2)\n"
        "assert make(grid, row) is grid\n"
        "assert (grid == np.array([[0, 1, 2], [3, 4, -100]])).all() and (row == 1).all()\n"
        "frozen = np.zeros((1, 1))\n"
        "frozen.flags.writeable = False\n"
        "make(frozen, row)\n"
        "assert frozen[0, 0] == 0\n"
    )
    outcome = await run(runner, document, code, test, requires=["numpy"])
    assert outcome.status == "passed", outcome
