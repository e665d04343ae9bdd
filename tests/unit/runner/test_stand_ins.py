"""Objects of the student's behind stand-ins, and tests in the style of pytest and unittest."""

from __future__ import annotations

import re
from typing import Any

import pytest
from codify_runner import InvalidTests, Runner, TestResult

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = """
import asyncio, collections, contextlib, dataclasses, enum, functools, inspect

class Trouble(Exception):
    def __init__(self, code, text="bad"):
        super().__init__(text)
        self.code = code
class Worse(Trouble): pass

class Number:
    kind = "number"
    def __init__(self, x=0): self.x = x
    def describe(self): return f"{self.kind} {self.x}"
    def itself(self): return self
    def _value(self, o): return o.x if isinstance(o, Number) else o
    def __pow__(self, o, m=None): return Number(self.x ** self._value(o))
    def __rpow__(self, o): return Number(o ** self.x)
    def __matmul__(self, o): return self.x * o.x
    def __lshift__(self, n): return Number(self.x << n)
    def __and__(self, o): return Number(self.x & o.x)
    def __xor__(self, o): return Number(self.x ^ o.x)
    def __neg__(self): return Number(-self.x)
    def __abs__(self): return Number(abs(self.x))
    def __invert__(self): return Number(~self.x)
    def __int__(self): return int(self.x)
    def __float__(self): return float(self.x)
    def __complex__(self): return complex(self.x)
    def __index__(self): return self.x
    def __round__(self, n=0): return round(self.x, n)
    def __bytes__(self): return bytes([self.x])
    def __divmod__(self, o): return divmod(self.x, o)
    def __rdivmod__(self, o): return divmod(o, self.x)
    def __truediv__(self, o): return Number(self.x / o)
    def __rtruediv__(self, o): return Number(o / self.x)
    def __sub__(self, o): return Number(self.x - self._value(o))
    def __rsub__(self, o): return Number(o - self.x)
    def __iadd__(self, o):
        self.x += o
        return self
    def __eq__(self, o): return self.x == self._value(o)
    def __lt__(self, o): return self.x < self._value(o)
    def __hash__(self): return hash(self.x)
    def __bool__(self): return self.x != 0
    def __format__(self, how): return "<" + format(self.x, how) + ">"
    def __len__(self): return self.x
    def __getattr__(self, name):
        if name.startswith("dyn_"): return name[4:]
        raise AttributeError(name)

class Row:
    def __init__(self, xs): self.xs = list(xs)
    def __getitem__(self, i): return self.xs[i]
    def __setitem__(self, i, x): self.xs[i] = x

class Down:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
    def __reversed__(self): return iter([1, 2, 3])

LOG = []
def log(): return LOG
def gen():
    try:
        got = yield 1
        while True: got = yield got
    except ValueError as error: yield f"caught {error}"
    finally: LOG.append("closed")
@contextlib.contextmanager
def managed():
    LOG.append("in")
    try: yield 5
    except KeyError: LOG.append("swallowed")
    finally: LOG.append("out")

@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 0
class Colour(enum.Enum):
    RED = 1
    BLUE = 2
Pair = collections.namedtuple("Pair", "a b")
def pair(): return Pair(1, 2)
def red(): return Colour.RED
def point(): return Point(1, 2)
def bad(code): raise Worse(code, "it is bad")
def missing(): raise KeyError("nope")
async def later(x):
    await asyncio.sleep(0)
    return x + 1
@functools.lru_cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def call(function, *args, **more): return function(*args, **more)
def twice(function):
    @functools.wraps(function)
    def inner(*args): return function(*args) * 2
    return inner
def ident(x): return x
def named(self=0, function=0, name=0, receiver=0, kinds=0): return self, function, name, receiver
class Keeper:
    def __init__(self, function=None, kinds=None): self.function, self.kept = function, []
    def keep(self, things, name=None, function=None):
        self.kept += things
        things.append(name)
        return things
    def same(self): return self
def nan(): return float("nan")
def zero(): return -0.0
"""
# Each of these, parted by an empty line, is a test.
OBJECTS = """
assert Number(2) ** 3 == Number(8) and 2 ** Number(3) == 8 and pow(Number(2), 2) == 4

assert Number(2) @ Number(3) == 6 and (Number(1) << 2) == 4 and (Number(6) & Number(3)) == 2

assert -Number(1) == -1 and abs(Number(-2)) == 2 and ~Number(0) == -1

assert int(Number(3)) == 3 and float(Number(3)) == 3.0 and complex(Number(1)) == 1 + 0j

assert [1, 2, 3][Number(1)] == 2 and round(Number(3)) == 3 and bytes(Number(65)) == b"A"

assert divmod(Number(7), 2) == (3, 1) and divmod(7, Number(2)) == (3, 1)

assert Number(4) / 2 == 2 and 4 / Number(2) == 2 and 3 - Number(1) == 2

assert max(Number(1), Number(2)) == 2 and sorted([Number(3), Number(1)])[0] == 1

assert Number(1) and not Number(0) and f"{Number(3):03d}" == "<003>" and len(Number(2)) == 2

assert Number(1).dyn_abc == "abc" and getattr(Number(1), "nope", 7) == 7
with raises(AttributeError): Number(1).nope

n = Number(1)
n += 4
assert n.x == 5

assert {Number(1), Number(1), Number(2)} == {Number(1), Number(2)}

n = Number(1)
assert n.itself() is n and n.itself() is n.itself() and n is not Number(1)

n = Number(1)
assert [x for x in [3, n] if x is n] == [n] and (n is n) == True

n = Number(1)
assert ident(n) is n is ident(n) and ident(None) is None

assert vars(Number(1)) == {"x": 1} and Number(1).__dict__ == {"x": 1}
assert "x" in dir(Number(1)) and "itself" in dir(Number)

Number.kind = "new"
assert Number.kind == "new" and Number(1).describe() == "new 1"

del Number.describe
assert not hasattr(Number, "describe")

from unittest import mock
with mock.patch.object(Number, "kind", "p"):
    assert Number(1).describe() == "p 1"
assert Number(1).describe() == "number 1"

assert list(Row("abc")) == ["a", "b", "c"] and "b" in Row("ab") and Row([1, 2, 3])[1:] == [2, 3]

r = Row([1, 2, 3])
r[:2] = [9]
assert r[::-1] == [3, 9] and r[-1] == 3

assert list(Down(3)) == [2, 1, 0] and sum(Down(3)) == 3 and list(reversed(Down(1))) == [1, 2, 3]

a, *b = Down(3)
assert (a, b) == (2, [1, 0]) and list(zip(Down(2), "ab")) == [(1, "a"), (0, "b")]

g = gen()
assert next(g) == 1 and g.send(5) == 5 and g.throw(ValueError("x")) == "caught x"

g = gen()
next(g)
g.close()
assert log()[-1] == "closed"

with managed() as m:
    assert m == 5
    raise KeyError("x")
assert log() == ["in", "swallowed", "out"]

with raises(ValueError):
    with managed(): raise ValueError("y")
assert log() == ["in", "out"]

assert point() == Point(1, 2) and Point(1) < Point(2) and repr(Point(1)) == "Point(x=1, y=0)"

assert Point(1, 2) in [point()] and [Point(1, 2)] == [point()] and type(point()) is Point

assert red() is Colour.RED and Colour(1) is Colour.RED and Colour["RED"].value == 1

assert [c.name for c in Colour] == ["RED", "BLUE"] and len(Colour) == 2 and Colour.RED in Colour

assert {Colour.RED: 1}[Colour(1)] == 1 and Colour.RED != Colour.BLUE and red().name == "RED"

assert Pair(1, 2) == (1, 2) and pair().a == 1 and tuple(pair()) == (1, 2)

with raises(Trouble, match="bad") as info: bad(3)
assert info.value.code == 3 and isinstance(info.value, Worse)
assert info.value.args == ("it is bad",) and info.type.__name__ == "Worse"
assert not hasattr(info.value, "other")

with raises(KeyError, match="^'nope'$") as info: missing()
assert info.value.args == ("nope",) and str(info.value) == "'nope'"

assert issubclass(Worse, Trouble) and not issubclass(Number, Row)

import asyncio
assert asyncio.run(later(1)) == 2

import asyncio
async def both(): return await asyncio.gather(later(1), later(2))
assert asyncio.run(both()) == [2, 3]

assert fib(20) == 6765 and fib.cache_info().misses == 21

assert call(lambda a, b=1: a + b, 1, b=4) == 5 and call(max, [3, 1]) == 3

def boom(): raise LookupError("x")
with raises(LookupError, match="x"): call(boom)

assert call(lambda: call(lambda: ident(3))) == 3

xs = []
call(xs.append, 3)
assert xs == [3]

f = lambda: 1
assert ident(f) is f

from unittest.mock import Mock
m = Mock(return_value=3)
assert call(m, 1) == 3
m.assert_called_once_with(1)

assert twice(lambda x: x + 1)(2) == 6

assert named(self=1, function=2, name=3, receiver=4) == (1, 2, 3, 4)
k = Keeper(function=1, kinds=2)
assert k.function == 1 and k.keep([], name="a", function=3) == ["a"]

k, xs = Keeper(), [1]
assert k.keep(xs, "b") is xs and xs == [1, "b"] and k.kept == [1]

k = Keeper()
keep = k.keep
assert keep([2]) == [2, None] and k.same().same() is k and k.keep.__name__ == "keep"

class Local:
    def __init__(self): self.__n = 1
    def __next(self): return self.__n
    def next(self): return self.__next()
assert Local().next() == 1 and super(Local, Local()).__init__() is None

with raises(AttributeError, match="nope"): Keeper().nope(1)

assert Keeper.mro()[0] is Keeper and Keeper.same(k := Keeper()) is k

import math
assert math.isnan(nan()) and math.copysign(1, zero()) == -1.0

assert type(ident(True)) is bool and type(ident(1)) is int and type(ident(1.0)) is float

assert ident(10 ** 50) == 10 ** 50 and ident({(1, 2): [3]}) == {(1, 2): [3]}

match point():
    case Point(x=1, y=b): assert b == 2
    case _: assert False
""".strip().split("\n\n")
# As those above.
STYLE = """
from pytest import approx
assert {"a": 0.1 + 0.2} == approx({"a": 0.3}) and (0.1 + 0.2, 1) == approx((0.3, 1))
assert 100.0001 == approx(100, rel=1e-3)
assert 5 == approx(5.01, abs=0.1) and 5 != approx(5.2, abs=0.1)
assert nan() != approx(nan()) and nan() == approx(nan(), nan_ok=True)
assert float("inf") == approx(float("inf")) and 1e308 != approx(float("inf"))

import pytest
@pytest.mark.parametrize("a", [1, 2], ids=["one", "two"])
def test_it(a): assert ident(a) == a

import pytest
@pytest.mark.parametrize("a", [1, 2])
class TestIt:
    def setup_method(self): self.seen = []
    @pytest.mark.parametrize("b", [3, 4])
    def test_x(self, a, b):
        assert self.seen == []
        self.seen.append(a)
        assert ident(a) in (1, 2) and b > a

import pytest
@pytest.mark.skip(reason="later")
class TestIt:
    def test_x(self): assert False

from solution import inspect
assert "self.x = x" in inspect.getsource(Number.__init__)
assert "self.kind" in inspect.getsource(Number.describe)
assert "self.x" in inspect.getsourcelines(Number(1).__init__)[0][0]

with raises((KeyError, Trouble)): missing()
with raises(Exception): bad(1)
assert raises(KeyError, missing).match("nope")

import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertAlmostEqual(ident(0.1) + 0.2, 0.3)
        self.assertIn(1, ident([1]))
        with self.assertRaisesRegex(Trouble, "bad"): bad(1)
        self.assertCountEqual(ident([1, 2]), [2, 1])
        self.assertIsInstance(Number(1), Number)
        n = Number(1)
        self.assertIs(n.itself(), n)
        self.assertIsNot(Number(1), n)

import unittest
class T(unittest.IsolatedAsyncioTestCase):
    async def test_a(self): self.assertEqual(await later(1), 2)

import unittest
log = []
class T(unittest.TestCase):
    def setUp(self): self.addCleanup(log.append, 1)
    def tearDown(self): log.append(0)
    def test_a(self): pass
    def test_b(self): assert log == [0, 1]

import unittest
class T(unittest.TestCase):
    @unittest.expectedFailure
    def test_a(self): self.assertEqual(ident(1), 2)

from hypothesis import given, strategies as st, settings
@settings(max_examples=10)
@given(st.integers(), st.text(max_size=3))
def test_h(n, s): assert ident([n, s]) == [n, s]
""".strip().split("\n\n")


async def run(runner: Runner, document: Any, test: str) -> TestResult:
    tests = document({"kind": "code", "spec": {"code": test}}, entry="names:[ident]")
    return (await runner.judge(CODE, tests)).tests[0]


@pytest.mark.parametrize("test", OBJECTS + STYLE)
async def test_what_works(runner: Runner, document: Any, test: str) -> None:
    found = await run(runner, document, test)
    assert found.status == "passed", found


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (
            "import pytest\n@pytest.mark.parametrize('a', [1, 2])\nclass TestIt:\n"
            "    def test_x(self, a): assert ident(a) == 1",
            "(in test_x with a=2)",
        ),
        (
            "import unittest\nclass T(unittest.TestCase):\n    @unittest.expectedFailure\n"
            "    def test_a(self): self.assertEqual(ident(1), 1)",
            "test_a passes, though it is marked as an expected failure",
        ),
        (
            "from hypothesis import given, strategies as st\n@given(st.integers())\n"
            "def test_h(n): assert ident(n) < 50",
            "the left side is 50, the right side 50 (in test_h)",
        ),
        (
            "n = Number(1)\nassert n.itself() is Number(1)",
            "`n.itself() is Number(1)` does not hold",
        ),
        ("assert list(Number) == []", "TypeError: 'type' object is not iterable"),
    ],
)
async def test_what_fails_says_why(runner: Runner, document: Any, test: str, said: str) -> None:
    found = await run(runner, document, test)
    assert found.status in ("failed", "error")
    if found.fault is not None:
        assert said == f"{found.fault.type}: {found.fault.message}"
    else:
        assert said in found.message


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (
            "import dataclasses\ndataclasses.asdict(Point(1))",
            "does not support `dataclasses.fields`",
        ),
        ("import pickle\npickle.dumps(Point(1))", "does not support copying and pickling"),
        ("import decimal\nident(decimal.Decimal(1))", "an object of 'Decimal' to the code"),
        ("call(lambda: object())", "an object of 'object' to the code"),
    ],
)
async def test_what_is_not_supported_is_named(
    runner: Runner, document: Any, test: str, said: str
) -> None:
    with pytest.raises(InvalidTests, match=re.escape(said)):
        await run(runner, document, test)
