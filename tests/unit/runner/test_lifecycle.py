"""Cancelling, closing, dying: nothing is left, and what can be saved is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import codify_runner
import pytest
from codify_runner import Runner, RunnerClosed, RunnerError, SandboxUnavailable
from codify_runner.turns import Turns
from codify_runner.zygotes import Zygote

FOREVER = "def f():\n    while True: pass\n"


def processes(session_of: int | None = None) -> set[int]:
    """Process ids of this process's descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found: set[int] = set()
    waiting = {session_of or os.getpid()}
    while waiting:
        waiting = {pid for pid, parent in parents.items() if parent in waiting} - found
        found |= waiting
    return found


def kill_all() -> None:
    """Kill every process of the runner's: the first one takes the others with it.

    In their order: a zygote that still lives would report the death of a child as lack of memory.
    """
    for pid in sorted(processes()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.005)


async def test_cancelling_kills_the_child(document: Any, call: Any) -> None:
    async with Runner(spares=0) as runner:
        idle = processes()
        tests = document(call("f()", "1", timeout_s=30), limits={"time_s": 30})
        task = asyncio.create_task(runner.judge(FOREVER, tests))
        await until(lambda: len(processes() - idle) == 1, "no child was started")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: processes() == idle, "the child lives on")
        again = await runner.judge("def f(): return 1", document(call("f()", "1")))
    assert again.status == "accepted"


async def test_nothing_is_left_after_closing(document: Any, call: Any) -> None:
    before = processes(), sorted(os.listdir("/proc/self/fd"))
    async with Runner() as runner:
        await runner.judge("def f(): return 1", document(call("f()", "1")))
        assert processes() > before[0]
    assert processes() == before[0]
    # The loop's own descriptors may differ; the runner's dozens may not stay.
    assert len(os.listdir("/proc/self/fd")) <= len(before[1]) + 1


async def test_closing_ends_judgements_under_way(document: Any, call: Any) -> None:
    runner = Runner()
    await runner.start()
    tests = document(call("f()", "1", timeout_s=30), limits={"time_s": 30})
    task = asyncio.create_task(runner.judge(FOREVER, tests))
    await asyncio.sleep(0)
    await runner.close()
    with pytest.raises(RunnerClosed):
        await task
    with pytest.raises(RunnerClosed):
        await runner.judge(FOREVER, tests)


async def test_the_submission_survives_the_death_of_the_zygote(document: Any, call: Any) -> None:
    async with Runner() as runner:
        tests = document(call("f()", "1", timeout_s=30), limits={"time_s": 30})
        slow = "import time\ndef f():\n    time.sleep(1)\n    return 1\n"
        task = asyncio.create_task(runner.judge(slow, tests))
        await asyncio.sleep(0.1)
        kill_all()
        verdict = await task
    assert verdict.status == "accepted"


async def test_a_submission_is_judged_twice_at_most(document: Any, call: Any) -> None:
    async with Runner(spares=0) as runner:
        tests = document(call("f()", "1", timeout_s=30), limits={"time_s": 30})
        idle = len(processes())
        task = asyncio.create_task(runner.judge(FOREVER, tests))
        for _ in range(2):
            await until(lambda: len(processes()) > idle, "no child was started")
            await asyncio.sleep(0.05)
            killed = processes()
            kill_all()
            await until(lambda: not killed & processes(), "they live on")  # noqa: B023
        with pytest.raises(RunnerError, match="died twice"):
            await task
        verdict = await runner.judge("def f(): return 1", document(call("f()", "1")))
    assert verdict.status == "accepted"


async def test_judging_goes_on_after_the_death_of_an_idle_zygote(document: Any, call: Any) -> None:
    async with Runner() as runner:
        kill_all()
        verdict = await runner.judge("def f(): return 1", document(call("f()", "1")))
    assert verdict.status == "accepted"


_PARENT = """
import asyncio, sys
without = frozenset(sys.argv[1:])
from codify_runner import Runner
TESTS = {"schema": "codify.tests/1", "entry": "f",
  "groups": [{"id": "g", "points": 1, "visibility": "public"}],
  "tests": [{"id": "t", "kind": "call", "group": "g", "call": "f()", "expect": {}}],
  "limits": {"time_s": 60}}
async def main():
    async with Runner(without=without) as runner:
        task = asyncio.create_task(runner.judge("def f():\\n    while True: pass", TESTS))
        await asyncio.sleep(0.2)
        print("ready", flush=True)
        await task
asyncio.run(main())
"""


@pytest.mark.parametrize("without", [(), ("namespaces", "landlock")], ids=["all", "fewer"])
async def test_the_death_of_the_supervisor_takes_all_with_it(without: tuple[str, ...]) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PARENT,
        *without,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(Path(codify_runner.__file__).parent.parent)},
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    family = processes(process.pid)
    assert len(family) >= 2
    process.kill()
    await process.wait()
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), "some live on")


async def test_many_at_once_wait_their_turn(document: Any, call: Any) -> None:
    async with Runner(concurrency=2) as runner:
        idle = len(processes())
        most = 0

        def count(_: Any) -> None:
            nonlocal most
            most = max(most, len(processes()) - idle)

        verdicts = await asyncio.gather(
            *(
                runner.judge(f"def f(): return {n}", document(call("f()", str(n))), on_test=count)
                for n in range(30)
            )
        )
    assert [verdict.status for verdict in verdicts] == ["accepted"] * 30
    # Two at work, two spares, and a few that were killed a moment ago.
    assert most <= 8


async def test_one_user_does_not_keep_the_others_waiting(document: Any, call: Any) -> None:
    ended: list[str] = []

    async def judge(runner: Runner, owner: str) -> None:
        code = "import time\ndef f():\n    time.sleep(0.01)\n    return 1"
        await runner.judge(code, document(call("f()", "1")), owner=owner)
        ended.append(owner)

    async with Runner(concurrency=1) as runner:
        many = [asyncio.create_task(judge(runner, "eager")) for _ in range(8)]
        await asyncio.sleep(0)  # all of them are in the queue
        others = [asyncio.create_task(judge(runner, name)) for name in ("lena", "omar")]
        await asyncio.gather(*many, *others)
    assert ended.index("lena") <= 3
    assert ended.index("omar") <= 4


async def test_who_gives_up_waiting_takes_no_turn() -> None:
    turns = Turns(1)
    served: list[str] = []

    async def work(owner: str) -> None:
        async with turns.turn(owner):
            served.append(owner)
            await asyncio.sleep(0.01)

    tasks = {name: asyncio.create_task(work(name)) for name in "abcd"}
    await asyncio.sleep(0)
    tasks["b"].cancel()
    tasks["c"].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    assert served == ["a", "d"]
    await work("e")
    assert served[-1] == "e"


async def test_a_process_that_nobody_needs_is_retired(document: Any, call: Any) -> None:
    numpy = document(call("f()", "1"), requires=["numpy"])
    async with Runner(spares=1, idle_s=0.4) as runner:
        plain = processes()
        await runner.judge("def f(): return 1", numpy)
        assert processes() - plain
        await until(lambda: processes() <= plain, "the process with numpy stays")
        assert (await runner.judge("def f(): return 1", numpy)).status == "accepted"


async def test_a_process_that_grew_is_replaced(document: Any, call: Any) -> None:
    tests = document(call("f()", "1"))
    async with Runner(spares=1, idle_s=0.2, drift_mb=-1) as runner:
        first = processes()
        slow = "import time\ndef f():\n    time.sleep(1)\n    return 1"
        task = asyncio.create_task(runner.judge(slow, tests))
        assert (await runner.judge("def f(): return 1", tests)).status == "accepted"
        await until(lambda: not first & processes(), "the first process stays")
        # What ran in the old one when the new one came was left to end.
        assert (await task).tests[0].status == "passed"
        assert (await runner.judge("def f(): return 1", tests)).status == "accepted"


async def test_what_a_problem_needs_can_be_started_ahead(document: Any, call: Any) -> None:
    tests = document(call("f()", "3"), requires=["numpy"])
    async with Runner() as runner:
        await runner.prepare(tests)
        ready = processes()
        verdict = await runner.judge("import numpy\ndef f(): return int(numpy.sum([1, 2]))", tests)
        # The child was one of those that stood ready, so no other zygote was started.
        assert len(processes() - ready) <= 1
    assert verdict.status == "accepted"


async def test_the_start_of_a_process_is_not_the_students_time(
    document: Any, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Zygote.start

    async def slow_start(*arguments: Any, **keywords: Any) -> Zygote:
        zygote = await start(*arguments, **keywords)
        await asyncio.sleep(2.5)  # longer than a submission to this problem may take
        return zygote

    tests = document(call("f()", "1"), limits={"time_s": 0.5}, requires=["numpy"])
    async with Runner() as runner:
        monkeypatch.setattr(Zygote, "start", slow_start)
        verdict = await runner.judge("def f(): return 1", tests)
    assert verdict.status == "accepted"


async def test_a_package_that_is_not_installed(document: Any, call: Any) -> None:
    async with Runner() as runner:
        tests = document(call("f()", "1"), requires=["no_such_package"])
        with pytest.raises(RunnerError, match="pip install no_such_package"):
            await runner.judge("def f(): return 1", tests)


async def test_hidden_tests_are_refused_without_seccomp(document: Any, call: Any) -> None:
    async with Runner(without=frozenset({"seccomp"})) as runner:
        assert not runner.sealed
        assert runner.protections["seccomp"] is False
        public = document(call("f()", "1"), call("f()", "2", visibility="hidden"))
        with pytest.raises(SandboxUnavailable, match="seccomp"):
            await runner.judge("def f(): return 1", public)
        verdict = await runner.judge("def f(): return 1", public, visibility="public")
    assert verdict.status == "accepted"
