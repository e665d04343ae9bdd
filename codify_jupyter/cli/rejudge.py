"""`codify rejudge PROBLEM`."""

from __future__ import annotations

import sys
from typing import Literal

import click
from codify_runner import Runner

from codify_jupyter.catalogue import Catalogue
from codify_jupyter.cli.output import as_json, echo_json, run
from codify_jupyter.database import open_database
from codify_jupyter.rejudging import Applied, Comparison, Rejudging
from codify_jupyter.settings import Settings


@click.command()
@click.argument("problem")
@click.option("--apply", "applying", is_flag=True, help="Let the new results count.")
@click.option(
    "--keep",
    type=click.Choice(["better", "newest"]),
    default="better",
    show_default=True,
    help="better: nobody loses points.",
)
@click.option("--note/--no-note", default=True, help="Tell students whose best result changes.")
@click.option("--course", help="Only what students of this course handed in, and its sets.")
@as_json
def command(
    problem: str,
    applying: bool,
    keep: Literal["better", "newest"],
    note: bool,
    course: str | None,
    as_json: bool,
) -> None:
    """Judge the submissions to PROBLEM again with its newest tests.

    Without --apply this only shows who would rise and who would fall, and by
    which tests. It may be stopped at any time and goes on where it was.
    """
    try:
        comparison, applied = run(
            _rejudge(problem, keep if applying else None, note, course, quiet=as_json)
        )
    except KeyboardInterrupt:
        raise click.ClickException(
            "stopped; what was judged is kept, and the same command goes on from there"
        ) from None
    if as_json:
        counts = None
        if applied is not None:
            counts = {
                "changed": applied.changed,
                "kept": applied.kept,
                "told": applied.told,
                "sets": applied.sets,
            }
        echo_json({**comparison.as_json(), "applied": counts})
        return
    click.echo(render(comparison))
    if applied is not None:
        click.echo(
            f"{applied.changed} submissions have their new result, {applied.kept} keep their "
            f"better one; {applied.told} students were told; {applied.sets} published sets have "
            "the mended problem now."
        )
    elif comparison.differences:
        click.echo("Nothing has changed yet: add --apply to let it count.")


def render(comparison: Comparison) -> str:
    """The comparison for people."""
    rise = [one for one in comparison.differences if one.rises]
    fall = [one for one in comparison.differences if not one.rises]
    lines = [
        f"{comparison.judged} of {comparison.outdated} submissions judged with the newest tests: "
        f"{len(rise)} rise, {len(fall)} fall"
    ]
    for title, tests in (
        ("passed now", comparison.now_passed),
        ("failed now", comparison.now_failed),
    ):
        lines += [f"  {title}: {test} ({count})" for test, count in tests.items()]
    for mark, some in (("+", rise), ("-", fall)):
        lines += [
            f"{mark} {one.user} #{one.submission_id}: {one.before:.0%} to {one.after:.0%}"
            for one in some
        ]
    return "\n".join(lines)


async def _rejudge(
    slug: str,
    keep: Literal["better", "newest"] | None,
    note: bool,
    course: str | None,
    *,
    quiet: bool,
) -> tuple[Comparison, Applied | None]:
    def tell(done: int, total: int) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(f"\r{done}/{total}", nl=done == total, err=True)

    settings = Settings.from_environment()
    async with (
        open_database(settings.database_url, settings.home) as database,
        Runner() as runner,
    ):
        entry = await Catalogue(database).newest(slug)
        rejudging = Rejudging(database, runner, entry, course)
        await rejudging.judge(tell)
        comparison = await rejudging.compare()
        applied = await rejudging.apply(keep, note=note) if keep is not None else None
    return comparison, applied
