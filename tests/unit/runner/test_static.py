"""Rules on what stands in the code."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = """
import numpy.linalg as la
from os import path

# a comment
def f(n):
    return 1 if n < 2 else n * f(n - 1)

def even(n):
    return n == 0 or odd(n - 1)

def odd(n):
    for _ in (): pass
    return sorted([n]).count(n) and even(n - 1)
"""


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"forbid_import": ["numpy"]}, "Line 2 imports `numpy.linalg`"),
        ({"forbid_import": ["os"]}, "Line 3 imports `os`"),
        ({"forbid_import": ["num", "sys"]}, None),
        ({"forbid_call": ["sorted"]}, "Line 14 calls `sorted`"),
        ({"forbid_call": ["count"]}, "Line 14 calls `count`"),
        ({"forbid_call": ["max"]}, None),
        ({"forbid_name": ["path"]}, "Line 3 uses `path`"),
        ({"forbid_node": ["For"]}, "Line 13 has a for loop"),
        ({"forbid_node": ["While"]}, None),
        ({"require_node": ["While"]}, "should use a while loop"),
        ({"require_node": ["IfExp"]}, None),
        ({"require_call": ["max"]}, "should call `max`"),
        ({"require_recursion": True}, None),
        ({"max_lines": 8}, "has 9 lines; at most 8"),
        ({"max_lines": 9}, None),
    ],
)
async def test_rules(
    runner: Runner, document: Any, rules: dict[str, Any], complaint: str | None
) -> None:
    # The code does not even run: numpy is not there.
    tests = document({"kind": "static", "spec": {"static": rules}}, entry="script")
    verdict = await runner.judge(CODE, tests)
    assert verdict.tests[0].status == ("passed" if complaint is None else "failed")
    assert complaint is None or complaint in verdict.tests[0].message


async def test_recursion_is_missed(runner: Runner, document: Any) -> None:
    tests = document({"kind": "static", "spec": {"static": {"require_recursion": True}}})
    verdict = await runner.judge("def f(n):\n    return sum(range(n))", tests)
    assert verdict.tests[0].status == "failed"


async def test_a_gate_takes_all_points(runner: Runner, document: Any, call: Any) -> None:
    gate = {
        "kind": "static",
        "spec": {"static": {"forbid_import": ["math"]}},
        "gate": True,
        "weight": 0,
        "on_fail": "Without math, please.",
    }
    verdict = await runner.judge("import math\ndef f(): return 1", document(call("f()", "1"), gate))
    assert verdict.status == "wrong_answer"
    assert verdict.score == 0
    assert verdict.tests[1].message == "Without math, please."
