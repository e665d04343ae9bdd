"""The group of commands, and what becomes of errors.

Exit codes: 0 for success, 1 for a negative answer or a failure, 2 for wrong usage.
"""

from __future__ import annotations

import importlib
import sys
from typing import NoReturn

import click
from codify_runner import RunnerError

from codify_jupyter.errors import CodifyError

# Name -> (module, help). Modules are imported when their command is asked for:
# `codify --help` must not cost the import of a database.
_COMMANDS = {
    "demo": ("demo", "Open JupyterLab on a problem; with --check, try everything and report."),
    "judge": ("judge", "Judge a file against a problem's tests."),
    "tutor": ("tutor", "Measure the built-in tutor on wrong attempts."),
    "hint": ("hint", "Print the built-in tutor's hint for a file."),
    "lint": ("lint", "Check problems: reference, starter, wrong solutions, tests."),
    "new": ("new", "Begin a problem, as a folder or as a notebook."),
    "convert": ("convert", "Write problems in their other form: folder or notebook."),
    "import": ("import_command", "Bring problems from nbgrader, Otter, Exercism and others."),
    "export": ("export", "Write problems as an assignment for nbgrader or Otter."),
    "problems": ("problems", "Load problems into the database."),
    "send": ("send", "Send problems and sets to a course, through its service."),
    "publish": ("publish", "Publish a problem set and print its links."),
    "unpublish": ("unpublish", "Show a problem set to students no more."),
    "serve": ("serve", "Serve many students, beside JupyterHub or by itself."),
    "worker": ("worker", "Judge what the service has queued."),
    "token": ("token", "Make a token for a service without a Hub."),
    "policy": ("policy", "Say what a problem set allows a student, and when."),
    "rejudge": ("rejudge", "Judge submissions again after tests were mended."),
    "roster": ("roster", "Enter a class list into a course."),
    "grades": ("grades", "Export grades for nbgrader, Moodle or Canvas."),
    "research": ("research", "Export data for research, of those who consented."),
    "student": ("student", "Hand out or erase what is kept of one person."),
    "db": ("db", "Look after the database."),
    "doctor": ("doctor", "Say what works and what is protected on this machine."),
    "bench": ("bench", "Measure the budgets and print a table."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"codify_jupyter.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="codify-jupyter", prog_name="codify")
def codify() -> None:
    """Practise programming inside JupyterLab."""


def main() -> NoReturn:
    """Run the command line; errors of ours become one line on stderr."""
    try:
        # Without click's own handling, which would print a traceback for an error of ours.
        code = codify.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except (CodifyError, RunnerError) as error:
        click.echo(f"codify: {error}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
