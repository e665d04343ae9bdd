"""The runner alone: ``python -m codify_runner``."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import codify_runner
import pytest


async def command(*arguments: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "codify_runner",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(codify_runner.__file__).parent.parent)},
    )
    output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


@pytest.mark.parametrize(("result", "code", "status"), [(1, 0, "accepted"), (2, 1, "wrong_answer")])
async def test_a_file_is_judged(
    tmp_path: Path, document: Any, call: Any, result: int, code: int, status: str
) -> None:
    (tmp_path / "code.py").write_text(f"def f(): return {result}\n")
    (tmp_path / "tests.json").write_text(json.dumps(document(call("f()", "1"))))
    returned, output, _ = await command(str(tmp_path / "code.py"), str(tmp_path / "tests.json"))
    assert returned == code
    assert json.loads(output)["status"] == status


async def test_what_cannot_be_judged_says_so(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("x = 1\n")
    (tmp_path / "tests.json").write_text("{}")
    returned, _, errors = await command(str(tmp_path / "code.py"), str(tmp_path / "tests.json"))
    assert returned == 2
    assert "codify.tests/1" in errors
    returned, _, errors = await command(str(tmp_path / "code.py"), str(tmp_path / "none.json"))
    assert returned == 2
    assert "none.json" in errors
