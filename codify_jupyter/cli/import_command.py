"""`codify import FORMAT PATH --into DIR`."""

from __future__ import annotations

from pathlib import Path

import click
from codify_runner import Runner

from codify_jupyter.cli.output import as_json, echo_json, run, stop
from codify_jupyter.importers import FORMATS, ImportedProblem, ImportReport, import_problems
from codify_jupyter.importers.archives import unpacked
from codify_jupyter.importers.formats import read_drafts


@click.command()
@click.argument("format_name", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--into",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the problems go, each in a folder of its own.",
)
@click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=KEY",
    help="For json: which key of the objects holds what, e.g. --map statement=question.",
)
@as_json
def command(
    format_name: str, path: Path, into: Path, fields: tuple[str, ...], as_json: bool
) -> None:
    """Bring problems of another tool into folders, verified in the sandbox.

    FORMAT is one of nbgrader, otter, ok, exercism, kattis, humaneval, mbpp and
    json. Every test is tried on the reference; what was lost or left out, and
    why, stands in import-report.md. Exits 0 when something was imported.
    """
    report = run(_import(format_name, path, into, _mapping(fields), quiet=as_json))
    if as_json:
        figures = report.as_json()
        for name in ("items", "left_out"):
            figures.pop(name)
        echo_json(figures)
    else:
        click.echo(report.markdown().split("\n")[2])
        click.echo(f"What was lost or left out, and why: {into / 'import-report.md'}")
    stop(report.written == 0)


def _mapping(fields: tuple[str, ...]) -> dict[str, str] | None:
    from codify_jupyter.importers.json_lists import FIELDS

    pairs = [field.partition("=") for field in fields]
    for name, _, key in pairs:
        if name not in FIELDS or not key:
            raise click.UsageError(f"--map takes FIELD=KEY with one of {', '.join(FIELDS)}")
    return {name: key for name, _, key in pairs} or None


async def _import(
    format_name: str, path: Path, into: Path, fields: dict[str, str] | None, *, quiet: bool
) -> ImportReport:
    def tell(problem: ImportedProblem) -> None:
        if not quiet:
            mark = "✓" if problem.reference_passes else ("-" if not problem.written else "!")
            click.echo(f"{mark} {problem.slug}: {problem.tests} tests, {len(problem.notes)} notes")

    with unpacked(path) as source:
        async with Runner() as runner:
            drafts = read_drafts(format_name, source, fields)
            return await import_problems(format_name, drafts, into, runner, tell)
