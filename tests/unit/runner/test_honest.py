"""What students rightly do keeps working inside the sandbox."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from codify_runner import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")

# The suite of attacks runs the same programs in every mode.
HONEST = runpy.run_path(str(Path(__file__).parent / "attacks" / "honest.py"))


async def judged(runner: Runner, document: Any, call: Any, code: str, **more: Any) -> None:
    verdict = await runner.judge(code, document(call("f()", "'fine'"), **more))
    assert verdict.status == "accepted", verdict.tests[0]


async def test_the_programs_import_much_of_the_standard_library() -> None:
    assert len(HONEST["IMPORTS"].split()) >= 50


@pytest.mark.parametrize("name", HONEST["PROGRAMS"])
async def test_a_program(runner: Runner, document: Any, call: Any, name: str) -> None:
    await judged(runner, document, call, HONEST["PROGRAMS"][name], limits={"time_s": 10})


NUMPY = """
import numpy as np
import numpy.linalg
def f():
    a = np.arange(6, dtype=float).reshape(2, 3)
    inverse = np.linalg.inv(a @ a.T)
    sample = np.random.default_rng(1).normal(size=100)
    ok = np.allclose(inverse @ (a @ a.T), np.eye(2)) and abs(sample.mean()) < 1
    ok = ok and np.sort(a, axis=None)[-1] == 5 and np.fft.fft(a).shape == (2, 3)
    return 'fine' if ok else 'no'
def g(): return np.float64(0.5) + np.arange(3).sum()
def h(): return np.arange(2)
"""


async def test_numpy(runner: Runner, document: Any, call: Any) -> None:
    tests = document(
        call("f()", "'fine'"), call("g()", "3.5"), call("h()", "[0, 1]"), requires=["numpy"]
    )
    verdict = await runner.judge(NUMPY, tests)
    assert [test.status for test in verdict.tests] == ["passed", "passed", "failed"], verdict.tests
    assert verdict.tests[2].got is not None
    assert verdict.tests[2].got.returns == "array([0, 1])"


async def test_numpy_is_not_there_unless_required(runner: Runner, document: Any, call: Any) -> None:
    verdict = await runner.judge(NUMPY, document(call("f()", "'fine'")))
    assert verdict.fault is not None
    assert verdict.fault.type == "ModuleNotFoundError"


async def test_each_process_has_random_numbers_of_its_own(
    runner: Runner, document: Any, call: Any
) -> None:
    code = (
        "import random, secrets, uuid\n"
        "def f(): print(random.random(), secrets.token_hex(), uuid.uuid4())"
    )
    tests = document(call("f()", "None"), call("f()", "None"))
    seen = [test.stdout for _ in range(3) for test in (await runner.judge(code, tests)).tests]
    numbers = [number for line in seen for number in line.split()]
    assert len(set(numbers)) == len(numbers) == 18


async def test_the_streams_are_pipes_in_utf_8(runner: Runner, document: Any, call: Any) -> None:
    code = (
        "import sys\ndef f():\n"
        "    streams = [sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__]\n"
        "    print('\\u00e9\\ud800', file=sys.stderr)\n"
        "    return [(s.fileno(), s.encoding, s.isatty(), s.seekable()) for s in streams]"
    )
    out, err = "(1, 'utf-8', False, False)", "(2, 'utf-8', False, False)"
    verdict = await runner.judge(code, document(call("f()", f"[{out}, {out}, {err}, {err}]")))
    assert verdict.status == "accepted", verdict.tests
    assert verdict.tests[0].stdout == "é\\ud800\n"
