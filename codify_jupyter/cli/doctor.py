"""`codify doctor`: what works on this machine, and what is protected."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import click
from codify_runner import Runner, RunnerError
from sqlalchemy import text

from codify_jupyter.cli.output import as_json, echo_json, run, stop
from codify_jupyter.database import open_database
from codify_jupyter.errors import CodifyError
from codify_jupyter.settings import Settings
from codify_jupyter.tutor import TutorSettings, TutorSettingsError

_TESTS: dict[str, Any] = {
    "schema": "codify.tests/1",
    "entry": "double",
    "groups": [{"id": "g", "title": "g", "points": 1, "visibility": "public", "scoring": "sum"}],
    "tests": [
        {
            "id": "t",
            "name": "double(2)",
            "kind": "call",
            "group": "g",
            "visibility": "public",
            "weight": 1,
            "timeout_s": 1,
            "call": "double(2)",
            "given": "",
            "compare": {"kind": "exact"},
            "expect": {"returns": "4"},
        }
    ],
    "limits": {"time_s": 2, "memory_mb": 256, "output_kb": 64},
    "requires": [],
    "sources": {},
    "digest": "0" * 16,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    part: str
    ok: bool
    detail: str
    facts: dict[str, Any]


@click.command()
@as_json
def command(as_json: bool) -> None:
    """Say what works and what is protected on this machine. Exits 1 when something is amiss."""
    findings = [_python(), _jupyter(), *run(_parts()), _tutor()]
    if as_json:
        echo_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.part}: {finding.detail}")
            for name, value in finding.facts.items():
                for line in value if isinstance(value, list) else [value]:
                    click.echo(f"    {name}: {line}")
    stop(not all(finding.ok for finding in findings))


def _python() -> Finding:
    version = platform.python_version()
    return Finding("python", sys.version_info >= (3, 11), version, {"system": platform.platform()})


def _jupyter() -> Finding:
    """Whether Jupyter would load the two halves of the extension."""
    jupyter = shutil.which("jupyter", path=_beside_python()) or "jupyter"
    listed = subprocess.run(  # noqa: S603
        [jupyter, "server", "extension", "list"], capture_output=True, text=True, check=False
    )
    lab = subprocess.run(  # noqa: S603
        [jupyter, "labextension", "list"], capture_output=True, text=True, check=False
    )
    server_on = "codify_server" in listed.stdout + listed.stderr
    lab_on = "codify-jupyter" in lab.stdout + lab.stderr
    return Finding(
        "jupyter",
        server_on and lab_on,
        "both extensions are on"
        if server_on and lab_on
        else "an extension is missing; "
        "install codify-jupyter with pip into the environment that JupyterLab runs in",
        {"server extension": server_on, "lab extension": lab_on},
    )


def _beside_python() -> str:
    return sys.executable.rpartition("/")[0]


async def _parts() -> list[Finding]:
    return [await _database(), await _runner()]


async def _database() -> Finding:
    settings = Settings.from_environment()
    begun = time.perf_counter()
    try:
        async with (
            open_database(settings.database_url, settings.home) as database,
            database.connect() as connection,
        ):
            version = await connection.scalar(text("SHOW server_version"))
            kind = "embedded" if database.embedded else "given by URL"
    except CodifyError as error:
        return Finding("database", False, error.message, {})
    took = f"{time.perf_counter() - begun:.2f} s"
    return Finding("database", True, f"PostgreSQL {version}, {kind}", {"opened in": took})


async def _runner() -> Finding:
    code = "def double(x):\n    return 2 * x\n"
    try:
        async with Runner() as runner:
            verdict = await runner.judge(code, _TESTS)
            protections, sealed, gaps = dict(runner.protections), runner.sealed, runner.gaps
    except RunnerError as error:
        return Finding("runner", False, str(error), {})
    ok = sealed and verdict.status == "accepted"
    detail = (
        f"sealed; judged a function in {verdict.runtime_ms:.1f} ms"
        if ok
        else "not sealed: hidden tests are refused on this machine"
    )
    facts = {key: _plain(value) for key, value in protections.items()}
    if gaps:
        facts["missing"] = gaps
    return Finding("runner", ok, detail, facts)


def _plain(value: object) -> object:
    return value if isinstance(value, (bool, int, str)) else json.dumps(value, default=str)


def _tutor() -> Finding:
    try:
        settings = TutorSettings.from_environment()
    except TutorSettingsError as error:
        return Finding("tutor", False, str(error), {})
    if not settings.uses_model:
        return Finding("tutor", True, "built-in; no language model is configured", {})
    return Finding("tutor", True, f"built-in, then {settings.model}", {})
