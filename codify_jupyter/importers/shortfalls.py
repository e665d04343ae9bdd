"""Why a reference does not pass: what the sandbox lacks, or what is wrong in the source."""

from __future__ import annotations

import re
from typing import Any

from codify_runner import RunnerError

from codify_jupyter.problems.lint import Judge

_WRITTEN_S = 20.0
_LACKS = (
    # What packages read of their own data, they read through importlib.
    ("file", re.compile(r"No module named 'importlib\.")),
    ("size", re.compile(r"too large to be checked|more than 250,000 values")),
    ("package", re.compile(r"No module named|is not installed|cannot import name")),
    ("notebook", re.compile(r"'get_ipython'|'display'|'In' is not|'Out' is not")),
    ("input", re.compile(r"input\(\) cannot be used|EOF when reading")),
    (
        "drawing",
        re.compile(r"\bfont\b|[Ff]ontconfig|cannot connect to display|TclError|no display"),
    ),
    (
        "network",
        re.compile(
            r"URLError|urlopen|HTTPError|ConnectionError|getaddrinfo|resolve host|\bsocket\b"
        ),
    ),
    ("file", re.compile(r"PermissionError|FileNotFoundError|No such file|Operation not permitted")),
)
_PYTEST = """\
import contextlib as _contextlib, math as _math, re as _re, sys as _sys, types as _types


@_contextlib.contextmanager
def raises(kind, match=None):
    try:
        yield
    except kind as error:
        assert match is None or _re.search(match, str(error)), str(error)
    else:
        raise AssertionError("nothing was raised")


class approx:
    def __init__(self, wanted, rel=1e-6, abs=1e-12):
        self.wanted, self.rel, self.abs = wanted, rel, abs

    def __eq__(self, got):
        return _math.isclose(got, self.wanted, rel_tol=self.rel, abs_tol=self.abs)


_sys.modules["pytest"] = _types.SimpleNamespace(raises=raises, approx=approx)
"""
"""What tests have at hand here, for where they run as one program with the reference."""


def lacking(text: str) -> str:
    """What an error says that the sandbox does not have; empty when it is about something else."""
    return next((name for name, pattern in _LACKS if pattern.search(text)), "")


async def error_as_written(
    program: str, requires: tuple[str, ...], limits: dict[str, Any], runner: Judge
) -> str | None:
    """How a program ends: empty for without an error; None when it could not be tried."""
    program = program.replace("from solution import", "from __main__ import")
    tests_json = {
        "schema": "codify.tests/1",
        "entry": "script",
        "groups": [{"id": "whole", "points": 1, "visibility": "public", "scoring": "sum"}],
        "tests": [
            {
                "id": "whole",
                "name": "",
                "kind": "stdio",
                "group": "whole",
                "visibility": "public",
                "weight": 1,
                "timeout_s": _WRITTEN_S,
                "stdin": "",
                "expect": {"stdout": ""},
                "compare": {"kind": "tokens"},
            }
        ],
        "limits": {"time_s": _WRITTEN_S, "memory_mb": 1024, "output_kb": 64} | limits,
        "requires": list(requires),
        "sources": {},
    }
    try:
        verdict = await runner.judge(f"{_PYTEST}\n\n{program}", tests_json)
    except RunnerError:
        return None
    for result in verdict.tests:
        if result.status in ("passed", "failed", "output"):
            return ""
        fault = result.fault or verdict.fault
        return f"{fault.type}: {fault.message}" if fault else result.message or result.status
    return None
