"""How fast the runner is on this machine, against a cold Python doing the same in the same run.

    figures = asyncio.run(measure())

Times are medians in milliseconds of runs that alternate, so that a busy machine slows all
of them alike: look at the ratios.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from codify_runner.runner import Runner
from codify_runner.zygotes import DEFAULT_MEMORY, Zygote, package_folder

CODE = "def add(a, b):\n    return a + b\n"
_CALLS = [
    ("add(1, 2)", "3"),
    ("add(0, 0)", "0"),
    ("add(-1, 1)", "0"),
    ("add('a', 'b')", "'ab'"),
    ("add([1], [2])", "[1, 2]"),
]
_COLD = "import json, sys\nspace = {}\nexec(sys.argv[1], space)\n" + "".join(
    f"print(json.dumps(eval({call!r}, space)))\n" for call, _ in _CALLS
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What :func:`measure` found. Milliseconds unless the name says otherwise."""

    cold: float
    """A new ``python -I -S`` that runs the code and the five calls, without a sandbox."""
    spare: float
    """The same, judged in a child that stood ready."""
    on_demand: float
    """The same, judged in a child forked for it."""
    stdio: float
    """A script that adds two numbers, one test."""
    asserts: float
    """The same five calls as asserts, in a tester's child."""
    foretold: float
    """The asserts where a reference foretells them."""
    law: float
    """A property of 30 examples, foretold."""
    numpy: float | None
    """The five calls where the problem requires numpy; None if it is not installed."""
    bubblewrap: float | None
    """``cold`` in bubblewrap; None if it is not installed."""
    steps: dict[str, float] = field(default_factory=dict)
    """What a judgement without a spare is made of."""
    per_second: dict[int, float] = field(default_factory=dict)
    """Submissions judged a second, by how many at a time."""
    forks_per_second: dict[int, float] = field(default_factory=dict)
    """Bare forks of as large a process, by how many processes fork at a time."""
    overshoot: float = 0.0
    """How long after its time limit an endless loop was over, the worst of a few."""
    child_pss_mb: float | None = None
    """Memory of one idle child, shared pages counted by share; None if it cannot be read."""

    @property
    def ratios(self) -> dict[str, float]:
        """The figures that a busy machine does not change."""
        found = {
            "spare / cold": self.spare / self.cold,
            "on demand / cold": self.on_demand / self.cold,
            "asserts / calls": self.asserts / self.spare,
            "submissions / forks": self.per_second[2] / self.forks_per_second[2],
        }
        if self.numpy is not None:
            found["numpy / plain"] = self.numpy / self.spare
        return found

    def as_dict(self) -> dict[str, Any]:
        """For JSON, ratios included."""
        return {**asdict(self), "ratios": self.ratios}


def _document(tests: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    group = {"id": "g", "points": 1, "visibility": "hidden"}
    numbered = [{"id": f"t{place}", "group": "g", **test} for place, test in enumerate(tests)]
    return {"schema": "codify.tests/1", "entry": "add", "groups": [group], "tests": numbered} | more


CALL_TESTS = _document(
    [{"kind": "call", "call": call, "expect": {"returns": value}} for call, value in _CALLS]
)
_ASSERT_TESTS = _document(
    [{"kind": "code", "spec": {"code": f"assert {call} == {value}"}} for call, value in _CALLS]
)
_FORETOLD_TESTS = _ASSERT_TESTS | {"sources": {"solution": CODE}}
_LAW = """
def law(add, given, st):
    @given(st.integers(), st.integers())
    def check(a, b): assert add(a, b) == add(b, a)
    return check
"""
_PROPERTY_TESTS = _document(
    [{"kind": "property", "spec": {"property": "checks:law", "max_examples": 30}}],
    sources={"checks": _LAW, "solution": CODE},
)
_SCRIPT = "a, b = map(int, input().split())\nprint(a + b)\n"
_STDIO_TESTS = _document(
    [{"kind": "stdio", "stdin": "3 4\n", "expect": {"stdout": "7\n"}}], entry="script"
)
_LOOP = "def add(a, b):\n    while True:\n        pass\n"
_LOOP_TESTS = _document(
    [{"kind": "call", "call": "add(1, 2)", "timeout_s": 0.2, "expect": {"returns": "3"}}]
)


async def measure(rounds: int = 60) -> Figures:
    """Measure everything; about twenty seconds with 60 rounds on an idle machine."""
    needs_numpy = CALL_TESTS | {"requires": ["numpy"]}
    with_numpy = package_folder("numpy") is not None
    async with Runner(spares=2) as ready, Runner(spares=0) as bare:
        tasks: dict[str, Callable[[], Awaitable[None]]] = {
            "cold": _cold,
            "spare": lambda: _judge(ready, CODE, CALL_TESTS),
            "on_demand": lambda: _judge(bare, CODE, CALL_TESTS),
            "stdio": lambda: _judge(ready, _SCRIPT, _STDIO_TESTS),
            "asserts": lambda: _judge(ready, CODE, _ASSERT_TESTS),
            "foretold": lambda: _judge(ready, CODE, _FORETOLD_TESTS),
            "law": lambda: _judge(ready, CODE, _PROPERTY_TESTS),
        }
        for tests in (_FORETOLD_TESTS, _PROPERTY_TESTS):
            await ready.prepare(tests)
        if with_numpy:
            await ready.prepare(needs_numpy)
            tasks["numpy"] = lambda: _judge(ready, CODE, needs_numpy)
        if shutil.which("bwrap"):
            tasks["bubblewrap"] = lambda: _cold(_BUBBLEWRAP)
        medians: dict[str, Any] = await _alternate(tasks, ready, rounds)
        rates = await _rates(rounds * 3)
        return Figures(
            **{"numpy": None, "bubblewrap": None, **medians},
            steps=await _steps(rounds),
            per_second={n: submissions for n, (submissions, _) in rates.items()},
            forks_per_second={n: forks for n, (_, forks) in rates.items()},
            overshoot=max([await _overshoot(ready) for _ in range(5)]),
            child_pss_mb=_pss(ready),
        )


async def _alternate(
    tasks: dict[str, Callable[[], Awaitable[None]]], runner: Runner, rounds: int
) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 2):
        for name, task in tasks.items():
            await asyncio.sleep(0.02)  # what follows a judgement is done, old children are gone
            await runner.warm()
            started = time.perf_counter()
            await task()
            if number >= 2:  # the first ones start what is started on demand
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


async def _judge(runner: Runner, code: str, document: dict[str, Any]) -> None:
    verdict = await runner.judge(code, document)
    if verdict.status != "accepted":
        raise RuntimeError(f"the benchmark's own solution was judged {verdict.status}")


_PYTHON = [sys.executable, "-I", "-S", "-B"]
_BUBBLEWRAP = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--die-with-parent"]


async def _cold(prefix: list[str] | None = None) -> None:
    command = [*(prefix or []), *_PYTHON, "-c", _COLD, CODE]
    # Blocking on purpose: nothing else runs meanwhile, and asyncio would add its own cost.
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: ASYNC221, S603
    if [json.loads(line) for line in done.stdout.splitlines()] != [3, 0, 0, "ab", [1, 2]]:
        raise RuntimeError("the cold child computed something else")


async def _steps(rounds: int) -> dict[str, float]:
    """The time of each step with a child forked for one submission, without the judge."""
    zygote = await Zygote.start(frozenset(), spares=0, without=frozenset())
    load: dict[str, Any] = {
        "op": "load",
        "code": CODE,
        "script": False,
        "names": ["add"],
        "cpu": 60,
    }
    load |= {"memory": DEFAULT_MEMORY, "locals": False}
    call: dict[str, Any] = {
        "op": "call",
        "name": "add",
        "args": [1, 2],
        "kwargs": {},
        "given": [],
        "after": [],
    }
    call |= {"locals": False}
    times: dict[str, list[float]] = {}
    last = 0.0

    def step(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        times.setdefault(name, []).append((now - last) * 1000)
        last = now

    for _ in range(rounds):
        last = time.perf_counter()
        child = zygote.child(DEFAULT_MEMORY)
        await child.wait_born()
        step("fork")
        await child.wait_ready(10)
        step("confine")
        await child.ask(load, 10)
        step("load the code")
        for _ in range(5):
            await child.ask(call, 10)
        step("five calls")
        child.close()
        await child.exit
        step("kill and reap")
    await zygote.close()
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


async def _rates(submissions: int) -> dict[int, tuple[float, float]]:
    """Submissions and bare forks a second, with 1 to 3 workers; each pair right after another."""
    found: dict[int, tuple[float, float]] = {}
    for workers in (1, 2, 3):
        async with Runner(spares=workers, concurrency=workers) as runner:
            started = time.perf_counter()
            await asyncio.gather(*(_judge(runner, CODE, CALL_TESTS) for _ in range(submissions)))
            rate = submissions / (time.perf_counter() - started)
        found[workers] = (round(rate, 1), round(await _forks(workers, submissions), 1))
    return found


async def _forks(workers: int, forks: int) -> float:
    program = str(Path(__file__).parent / "floor.py")
    each = max(1, forks // workers)

    async def one() -> float:
        process = await asyncio.create_subprocess_exec(
            *_PYTHON, program, str(each), stdout=subprocess.PIPE
        )
        output, _ = await process.communicate()
        return each / float(output)

    return sum(await asyncio.gather(*(one() for _ in range(workers))))


async def _overshoot(runner: Runner) -> float:
    verdict = await runner.judge(_LOOP, _LOOP_TESTS)
    return round(verdict.tests[0].runtime_ms - 200.0, 3)


def _pss(runner: Runner) -> float | None:
    """Of one idle child: every page that it does not share, and its share of the others."""
    pid = runner.process_of_idle_child()
    if pid is None:
        return None
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 2)
    return None
