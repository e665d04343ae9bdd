"""Tests foretold by what they asked the reference: the verdicts are those of a tester."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import Runner, TestResult
from codify_runner.author import Author
from codify_runner.relay import Exchange

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFERENCE = '''
made = 0

class Full(Exception):
    """No room."""

class Box:
    """Holds things."""
    def __init__(self, size=3):
        global made
        made += 1
        self.number, self.size, self.things = made, size, []
    def put(self, thing):
        if len(self.things) == self.size: raise Full(f"no room for {thing}")
        self.things.append(thing)
    def each(self, function): return [function(thing) for thing in self.things]
    def __iter__(self): return iter(self.things)
    def __len__(self): return len(self.things)

def put_all(box, things):
    for thing in things: box.put(thing)
    things.clear()
    return box
'''
# Written by somebody else, and as right.
OTHERWISE = '''
import itertools
_numbers = itertools.count(1)

class Full(Exception):
    """No room."""

class Box:
    """A box."""
    def __init__(self, size=3):
        self.number = next(_numbers)
        self.size = size
        self.things = []
    def __len__(self):
        return sum(1 for _ in self.things)
    def put(self, thing):
        if len(self) >= self.size:
            # Two lines below the reference's.
            raise Full("no room for " + str(thing))
        self.things += [thing]
    def each(self, function):
        return list(map(function, self.things))
    def __iter__(self):
        yield from self.things

def put_all(box, things):
    while things:
        box.put(things.pop(0))
    return box
'''
TESTS = {
    "numbers": "assert [Box().number, Box().number] == [1, 2]",
    "full": "box = Box(1)\nbox.put('a')\nwith raises(Full, match='no room for b'): box.put('b')\n"
    "assert len(box) == 1",
    "each": "box = Box()\nbox.put(1)\nbox.put(2)\nassert box.each(lambda x: x + 1) == [2, 3]",
    "later": "assert Box().number == 5",
    "in place": "xs = [1, 2]\nbox = put_all(Box(), xs)\nassert list(box) == [1, 2] and xs == []",
    "doc": "assert Box.__doc__ == 'Holds things.' or Box().__doc__ == 'A box.'",
}
PROPERTY = """
def total(f, given, st):
    @given(st.lists(st.integers(-9, 9), max_size=5))
    def check(xs):
        assert f(xs) == sum(xs)
        assert f(xs + [1]) == sum(xs) + 1
    return check
"""
NAMES = "names:[class:Box, class:Full, put_all]"


@pytest.fixture
def testers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """An entry for each tester's child that a judgement asked for."""
    asked: list[Any] = []
    start = Author.start_tester

    async def counted(self: Author, *arguments: Any, **keywords: Any) -> Any:
        asked.append(arguments)
        return await start(self, *arguments, **keywords)

    monkeypatch.setattr(Author, "start_tester", counted)
    return asked


def of_code(document: Any, *names: str, **more: Any) -> Any:
    tests = [
        {"id": name, "kind": "code", "spec": {"code": TESTS.get(name, name)}} for name in names
    ]
    return document(*tests, **({"entry": NAMES, "sources": {"solution": REFERENCE}} | more))


def of_total(document: Any, visibility: str = "public", **more: Any) -> Any:
    test = {"kind": "property", "spec": {"property": "checks:total", "max_examples": 40}} | more
    sources = {"checks": PROPERTY, "solution": "def f(xs): return sum(xs)"}
    return document(test, sources=sources, visibility=visibility)


async def statuses(runner: Runner, code: str, tests: Any) -> list[str]:
    return [test.status for test in (await runner.judge(code, tests)).tests]


async def test_code_that_does_as_the_reference_needs_no_tester(
    runner: Runner, document: Any, testers: list[Any]
) -> None:
    tests = of_code(document, *TESTS)
    await runner.prepare(tests)
    testers.clear()
    assert await statuses(runner, REFERENCE, tests) == ["passed"] * len(TESTS)
    assert testers == []


async def test_a_problem_is_recorded_after_its_first_submission(
    runner: Runner, document: Any, testers: list[Any]
) -> None:
    tests = of_code(document, "full", "each", limits={"time_s": 3})
    assert await statuses(runner, REFERENCE, tests) == ["passed", "passed"]
    while runner._preparing:
        await next(iter(runner._preparing.values()))
    testers.clear()
    assert await statuses(runner, REFERENCE, tests) == ["passed", "passed"]
    assert testers == []


async def test_other_code_that_is_right_passes(runner: Runner, document: Any) -> None:
    tests = of_code(document, *TESTS)
    await runner.prepare(tests)
    assert await statuses(runner, OTHERWISE, tests) == ["passed"] * len(TESTS)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("made += 1", "made += 2", ["numbers", "later"]),
        ("raise Full(f", "raise KeyError(f", ["full"]),
        ("no room for", "no place for", ["full"]),
        ("return [function(thing)", "return [thing", ["each"]),
        ("    things.clear()\n", "", ["in place"]),
        ("Holds things.", "Holds nothing.", ["doc"]),
        ('    """Holds things."""\n', "", ["doc"]),
        ("== self.size", "== -1", ["full"]),
        ("iter(self.things)", "iter([*self.things, 9])", ["in place"]),
        ("iter(self.things)", "iter([True, 2.0])", []),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["recorded", "not recorded"])
async def test_what_is_wrong_fails_as_without_a_recording(
    runner: Runner, document: Any, old: str, new: str, wrong: list[str], known: bool
) -> None:
    sources = {"solution": REFERENCE} if known else {}
    tests = of_code(document, *TESTS, sources=sources)
    await runner.prepare(tests)
    assert old in REFERENCE
    verdict = await runner.judge(REFERENCE.replace(old, new), tests)
    assert [test.id for test in verdict.tests if test.status != "passed"] == wrong


async def test_the_messages_are_those_of_a_tester(runner: Runner, document: Any) -> None:
    code = REFERENCE.replace("no room for", "no place for").replace("made += 1", "made += 2")
    found: list[list[TestResult]] = []
    for sources in ({"solution": REFERENCE}, {}):
        tests = of_code(document, *TESTS, sources=sources)
        await runner.prepare(tests)
        found.append(list((await runner.judge(code, tests)).tests))
    for foretold, live in zip(*found, strict=True):
        assert (foretold.message, foretold.fault) == (live.message, live.fault)


async def test_the_code_is_asked_the_same_and_once(runner: Runner, document: Any) -> None:
    code = "n = 0\ndef f(xs):\n    global n\n    n += 1\n    print(n, xs)\n    return {}\n"
    outputs = []
    for result in ("sum(xs)", "sum(xs) if n < 30 else float(sum(xs))", "sum(xs) if n < 31 else 99"):
        tests = of_total(document)
        await runner.prepare(tests)
        verdict = await runner.judge(code.format(result), tests)
        outputs.append(verdict.tests[0].stdout)
    right, other, wrong = outputs
    assert right.count("\n") == 80
    assert right == other
    # The search for a small example comes on top.
    assert wrong.startswith("".join(right.splitlines(keepends=True)[:31]))


async def test_a_hidden_test_is_over_at_the_first_example_that_fails(
    runner: Runner, document: Any
) -> None:
    tests = of_total(document, visibility="hidden")
    await runner.prepare(tests)
    verdict = await runner.judge("def f(xs): return sum(xs[:2])", tests)
    assert verdict.tests[0].status == "failed"
    assert verdict.tests[0].call is not None
    # Small examples come first.
    assert len(verdict.tests[0].call) <= len("f([-1, -1, -1])")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("def f(xs):\n    while len(xs) > 3: pass\n    return sum(xs)", "timeout"),
        ("import os\ndef f(xs): return os._exit(0) if len(xs) > 3 else sum(xs)", "error"),
        ("import os\ndef f(xs):\n    os.write(3, b'abcdefgh')\n    return sum(xs)", "error"),
        ("def f(xs): return [0] * 10 ** 6 if len(xs) > 3 else sum(xs)", "output"),
        ("def f(xs): return bytearray(10 ** 10) if len(xs) > 3 else sum(xs)", "memory"),
        ("def f(xs):\n    while True: print(xs)", "output"),
    ],
)
async def test_limits_hold(
    runner: Runner, document: Any, call: Any, code: str, status: str
) -> None:
    tests = of_total(document, timeout_s=0.3)
    tests["tests"].append({"id": "after", "group": "g", **call("f([1])", "1"), "kind": "call"})
    await runner.prepare(tests)
    verdict = await runner.judge(code, tests)
    assert verdict.tests[0].status == status
    if status == "timeout":
        assert verdict.tests[0].fault is not None
        assert verdict.tests[0].fault.line == 2
        assert verdict.tests[0].call is not None
        assert verdict.tests[0].call.startswith("f([")
        assert verdict.tests[1].status == "passed"


@pytest.mark.parametrize(
    ("test", "slow"),
    [
        ("import time\nt = time.perf_counter()\nf(1)\nassert time.perf_counter() - t < 0.1", True),
        ("import tracker\nassert tracker.quick(lambda: f(1))", True),
        ("from checks import quick\nassert quick(lambda: f(1))", True),
        ("assert quick(lambda: f(1))", False),
    ],
)
async def test_what_looks_at_a_clock_is_run_each_time(
    runner: Runner, document: Any, test: str, slow: bool
) -> None:
    checks = (
        "import time\ndef quick(act):\n    t = time.perf_counter()\n    act()\n"
        "    return time.perf_counter() - t < 0.1\n"
    )
    reference = "def f(x): return x\ndef quick(act):\n    act()\n    return True\n"
    if "tracker" in test:
        test = test.replace("import tracker", "import checks as tracker")
    tests = document(
        {"kind": "code", "spec": {"code": test}},
        sources={"checks": checks, "solution": reference},
    )
    await runner.prepare(tests)
    late = "import time\n" + reference.replace("return x", "time.sleep(0.2) or x")
    late = late.replace(
        "def f(x): time.sleep(0.2) or x", "def f(x):\n    time.sleep(0.2)\n    return x"
    )
    assert await statuses(runner, reference, tests) == ["passed"]
    assert await statuses(runner, late, tests) == ["failed" if slow else "passed"]


async def test_what_is_random_is_drawn_each_time(runner: Runner, document: Any) -> None:
    code = "import random\nassert f(random.random()) is not None"
    reference = "def f(x): return x"
    tests = document({"kind": "code", "spec": {"code": code}}, sources={"solution": reference})
    await runner.prepare(tests)
    seen = {
        (await runner.judge("def f(x):\n    print(x)\n    return x", tests)).tests[0].stdout
        for _ in range(3)
    }
    assert len(seen) == 3


async def test_a_test_that_goes_another_way_is_held_anew(
    runner: Runner, document: Any, testers: list[Any]
) -> None:
    # The second test's question depends on whether the first one ran in the same tester.
    checks = "count = [0]\ndef next_number():\n    count[0] += 1\n    return count[0]\n"
    code = "from checks import next_number\nn = next_number()\nassert abs(f(n)) == n"
    test = {"kind": "code", "spec": {"code": code}}
    sources = {"checks": checks, "solution": "def f(x): return x"}
    tests = document(test, {**test, "visibility": "hidden"}, sources=sources)
    await runner.prepare(tests)
    # Another answer to the second test's first question than the reference's, though right.
    other = "calls = []\ndef f(x):\n    calls.append(x)\n    return x if x == 1 else -x\n"
    for _ in range(2):
        assert await statuses(runner, other, tests) == ["passed", "passed"]
    assert (await statuses(runner, "def f(x): return 7", tests)) == ["failed", "failed"]


async def test_one_wrong_test_leaves_the_others_foretold(
    runner: Runner, document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tests = of_code(document, *TESTS)
    await runner.prepare(tests)
    live = []
    run = Exchange.run

    async def counted(self: Exchange, *arguments: Any) -> Any:
        live.append(arguments)
        return await run(self, *arguments)

    monkeypatch.setattr(Exchange, "run", counted)
    # It gives out more objects than the reference, in the third test of six.
    code = REFERENCE.replace("return [function(thing)", "return [(lambda: thing)")
    assert await statuses(runner, code, tests) == [*["passed"] * 2, "failed", *["passed"] * 3]
    assert len(live) == 1
