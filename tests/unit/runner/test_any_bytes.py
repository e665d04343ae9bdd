"""Whatever bytes a child writes, the judge neither raises, hangs nor accepts."""

from __future__ import annotations

import asyncio
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from codify_runner import Runner, Verdict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GROUP = {"id": "g", "points": 1, "visibility": "hidden"}
TESTS = {
    "schema": "codify.tests/1",
    "entry": "f",
    "groups": [GROUP],
    "tests": [
        {"id": "a", "group": "g", "kind": "call", "call": "f(1)", "expect": {"returns": "'x7q'"}},
        {"id": "b", "group": "g", "kind": "code", "spec": {"code": "assert f(1) == 'x7q'"}},
        {
            "id": "c",
            "group": "g",
            "kind": "call",
            "call": "f(x)",
            "given": "x = [1]",
            "expect": {"after": {"x": "['x7q']"}},
            "compare": "unordered",
        },
        {"id": "d", "group": "g", "kind": "generated", "spec": {"generate": "checks:ones", "n": 4}},
    ],
    # So that b and d are asked in series, with known answers.
    "sources": {
        "checks": "def ones(rng): return [1], {}",
        "solution": "def f(x): return 'x7q'",
    },
    "limits": {"time_s": 0.3},
}
# What messages are made of, so that some get far.
KEYS = [
    "value", "after", "raised", "missing", "too_large", "loaded", "names", "classes", "callback",
    "args", "kwargs", "stop", "same", "done", "passed", "ready", "does_not_compile", "type",
    "message", "bases", "line", "frames", "locals", "function", "class", "a", "x",
]  # fmt: skip
TAGS = "itsdzfbBcrohgnDS"
SMALL = (
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.sampled_from(["f", "", "h"])
)
JSON = st.recursive(
    SMALL | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.sampled_from(TAGS), inner, max_size=4)
    ),
    max_leaves=12,
)
MESSAGES = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=4).map(
    lambda message: json.dumps(message).encode()
)
FRAMES = (MESSAGES | st.binary(max_size=40)).map(lambda body: struct.pack("<I", len(body)) + body)
BYTES = st.binary(max_size=60) | st.lists(FRAMES, min_size=1, max_size=3).map(b"".join)
MOMENTS = [
    "import os\nos.write(3, {data})\ndef f(x): return 0\n",
    "import os\ndef f(x):\n    os.write(3, {data})\n    return 0\n",
    "import os\ndef f(x):\n    os.write(3, {data})\n    os._exit(0)\n",
    "import os\ndef f(x):\n    os.write(3, {data})\n    os.read(3, 99)\n    return f(x)\n",
    "import os\ndef f(x):\n    os.write(3, {data})\n    while True: pass\n",
]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def judge(loop: asyncio.AbstractEventLoop) -> Iterator[Any]:
    runner = Runner(spares=3)
    loop.run_until_complete(runner.start())
    loop.run_until_complete(runner.prepare(TESTS))

    async def judged(code: str) -> Verdict:
        async with asyncio.timeout(20):
            return await runner.judge(code, TESTS)

    yield lambda code: loop.run_until_complete(judged(code))
    loop.run_until_complete(runner.close())


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=BYTES, moment=st.sampled_from(MOMENTS))
def test_any_bytes(judge: Any, data: bytes, moment: str) -> None:
    verdict = judge(moment.replace("{data}", repr(data)))
    assert verdict.status != "accepted"
    assert verdict.score == 0
    assert len(verdict.tests) == 4
    text = json.dumps(asdict(verdict), ensure_ascii=False)
    assert len(text) < 100_000
    text.encode()  # no surrogate among it, which no database takes
    assert not re.search(r"\\u00[01]|[\u202a-\u202e]", text)


@pytest.mark.parametrize("tag", ["o", "s"])
def test_names_of_types_are_cleaned(judge: Any, tag: str) -> None:
    name = "\ud800\u202e\x1b[31m" + "x" * 9
    tree = {"o": name} if tag == "o" else {"s": [{"o": name}]}
    frame = json.dumps({"value": tree, "after": {"x": tree}}).encode()
    data = struct.pack("<I", len(frame)) + frame
    verdict = judge(f"import os\ndef f(x):\n    os.write(3, {data!r})\n    while True: pass\n")
    shown = json.dumps(asdict(verdict.tests[2]), ensure_ascii=False)
    assert verdict.tests[2].got is not None
    assert "?[31mxxxxxxxxx" in shown
    assert "\u202e" not in shown
    shown.encode()
