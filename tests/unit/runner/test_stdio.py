"""Scripts: input on standard input, output compared."""

from __future__ import annotations

from typing import Any

import pytest
from codify_runner import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def sums(document: Any) -> Any:
    return document(
        {"kind": "stdio", "stdin": "3 4\n", "expect": {"stdout": "7\n"}},
        {
            "kind": "stdio",
            "stdin": "10 20",
            "expect": {"stdout": "30"},
            "compare": {"kind": "exact"},
        },
        entry="script",
    )


@pytest.mark.parametrize(
    "code",
    [
        "a, b = map(int, input().split())\nprint(a + b)",
        "import sys\nif __name__ == '__main__':\n  print(sum(map(int, sys.stdin.read().split())))",
        "import sys\nfor line in sys.stdin:\n    print(sum(map(int, line.split())))\nsys.exit()",
        "import os\nprint(sum(map(int, os.read(0, 99).split())), flush=True)\nos._exit(0)",
        "print(sum(map(int, open(0).read().split())), end='')",
        "import sys\na, b = sys.stdin.buffer.read().split()\n"
        "sys.stdout.buffer.write(b'%d\\n' % (int(a) + int(b)))",
    ],
)
async def test_ways_to_read_and_write(runner: Runner, sums: Any, code: str) -> None:
    verdict = await runner.judge(code, sums)
    assert verdict.status == "accepted", verdict.tests


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("print(8)", "wrong_answer", None),
        ("input(); input(); input()", "runtime_error", "EOFError"),
        ("import sys\nsys.exit('no')", "runtime_error", "SystemExit"),
        ("print(1", "compile_error", "SyntaxError"),
        ("1 / 0", "runtime_error", "ZeroDivisionError"),
    ],
)
async def test_ways_to_be_wrong(
    runner: Runner, sums: Any, code: str, status: str, kind: str | None
) -> None:
    verdict = await runner.judge(code, sums)
    assert verdict.status == status
    fault = verdict.tests[0].fault
    assert (fault.type if fault else None) == kind


@pytest.mark.parametrize("code", ["import sys\nsys.exit(3)", "raise SystemExit('no')"])
async def test_an_exit_code_is_explained(runner: Runner, sums: Any, code: str) -> None:
    verdict = await runner.judge(code, sums)
    assert "only 0 means success" in verdict.tests[0].message


async def test_complaints_are_shown_but_not_compared(runner: Runner, sums: Any) -> None:
    code = "import sys\nprint('debug', file=sys.stderr)\nprint(sum(map(int, input().split())))"
    verdict = await runner.judge(code, sums)
    assert verdict.status == "accepted"
    assert verdict.tests[0].stdout == "7\ndebug\n"


async def test_one_run_leaves_nothing_to_the_next(runner: Runner, sums: Any) -> None:
    code = "import builtins\nprint(getattr(builtins, 'kept', 7))\nbuiltins.kept = 30"
    verdict = await runner.judge(code, sums)
    assert [test.status for test in verdict.tests] == ["passed", "failed"]
