"""What the commands print, for people and for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from codify_jupyter.problems import Problem, ProblemError, read_problem, render_findings

Result = TypeVar("Result")

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
problem_folder = click.argument(
    "problem_dir", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
python_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's asynchronous part."""
    return asyncio.run(work)


def echo_json(data: Any) -> None:
    """Print JSON, indented."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def stop(negative: bool) -> NoReturn:
    """End the command: exit 1 for a negative answer, 0 otherwise."""
    raise click.exceptions.Exit(1 if negative else 0)


def load_problem(folder: Path) -> Problem:
    """The problem in a folder.

    Raises:
        click.ClickException: with its findings, when it cannot be read.
    """
    try:
        return read_problem(folder)
    except ProblemError as error:
        raise click.ClickException(
            f"this problem cannot be read:\n{render_findings(error.findings)}"
        ) from None


def load_text(file: Path) -> str:
    """A text file as it is, but for a byte order mark.

    Raises:
        click.ClickException: when it is not UTF-8.
    """
    try:
        # By bytes: line ends are part of a CSV file's cells.
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file} is not UTF-8 (byte {error.start + 1}); save it as UTF-8 and try again"
        ) from None


def load_code(file: Path) -> str:
    """A Python file's text.

    Raises:
        click.ClickException: when it is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file} is not UTF-8 (byte {error.start + 1}); save it as UTF-8 and try again"
        ) from None
