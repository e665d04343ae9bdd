"""What is missing is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import Runner, protections

ALL = {"seccomp": True, "landlock": 6, "namespaces": "user mount", "root_dropped": False}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"seccomp": False}, ["hidden tests are refused"]),
        ({"landlock": 0}, ["No Landlock"]),
        ({"landlock": 3}, ["without TCP"]),
        ({"landlock": 5}, ["without scopes"]),
        ({"namespaces": ""}, ["forbids user namespaces"]),
        ({"namespaces": "", "landlock": 0}, ["No Landlock", "No namespaces"]),
    ],
)
def test_each_gap_is_named(change: dict[str, Any], said: list[str]) -> None:
    gaps = protections.gaps(protections.of_zygote(ALL | change))
    assert len(gaps) == len(said)
    assert all(words in gap for words, gap in zip(said, gaps, strict=True))


async def test_a_layer_left_out_is_a_gap() -> None:
    async with Runner(spares=0, without=frozenset({"landlock", "namespaces"})) as runner:
        assert [gap.partition(":")[0] for gap in runner.gaps] == ["No Landlock", "No namespaces"]


async def test_the_name_of_the_machine_is_hidden_by_a_namespace(document: Any, call: Any) -> None:
    code = "import os, platform\ndef f(): return os.uname().nodename, platform.node()"
    async with Runner(spares=0) as runner:
        if runner.protections["namespaces"]:
            verdict = await runner.judge(code, document(call("f()", "('codify', 'codify')")))
            assert verdict.status == "accepted", verdict.tests
