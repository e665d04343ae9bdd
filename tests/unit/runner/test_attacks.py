"""No attack gets through, in any mode that this machine offers."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import codify_runner
import pytest

SUITE = Path(__file__).parent / "attacks" / "suite.py"
AS_NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]


async def run_as(prefix: list[str], *command: str) -> str:
    """Standard output of a command of ours, which must succeed."""
    process = await asyncio.create_subprocess_exec(
        *prefix,
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(codify_runner.__file__).parent.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return output.decode()


_STARTS_ITSELF = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"


async def python_for(prefix: list[str]) -> str:
    """A Python that this user may run: the own one may lie in root's folder."""
    for candidate in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")):
        if candidate is not None:
            process = await asyncio.create_subprocess_exec(
                *prefix,
                candidate,
                "-c",
                _STARTS_ITSELF,
                stderr=asyncio.subprocess.DEVNULL,
                cwd="/",
            )
            if await process.wait() == 0:
                return candidate
    raise AssertionError("no Python that an ordinary user may run")


MODES = [
    pytest.param(
        prefix,
        without,
        id=f"{user}, {'without ' + ' and '.join(without) if without else 'all layers'}",
    )
    for user, prefix in (
        [("root", []), ("nobody", AS_NOBODY)] if os.getuid() == 0 else [("user", [])]
    )
    for without in ((), ("namespaces",), ("landlock",), ("namespaces", "landlock"))
]


@pytest.mark.parametrize(("prefix", "without"), MODES)
async def test_nothing_gets_through(prefix: list[str], without: tuple[str, ...]) -> None:
    options = json.dumps({"without": list(without)})
    output = await run_as(prefix, await python_for(prefix), str(SUITE), options)
    found: dict[str, Any] = json.loads(output)
    assert found["protections"]["seccomp"]
    assert not any(found["protections"][layer] for layer in without)
    assert found["breaches"] == []
    assert found["surprises"] == []
    assert found["left"] == []
    assert found["count"] >= 80
    assert found["honest"] >= 20
