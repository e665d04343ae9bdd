"""`codify send PATH…`."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import httpx

from codify_jupyter.authoring.written import Written
from codify_jupyter.cli.output import as_json, echo_json, stop
from codify_jupyter.errors import CodifyError, Unavailable
from codify_jupyter.problems import ProblemError, read_problems, render_findings
from codify_jupyter.problems.model import ProblemSet
from codify_jupyter.problems.read_paths import read_paths
from codify_jupyter.problems.sets import set_values

_TOKENS = ("CODIFY_TOKEN", "CODIFY_SERVICE_TOKEN", "JUPYTERHUB_API_TOKEN")
_ANSWER_S = 120.0
_TRIES = 10
"""Of a request that the service puts off because there were many."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--course", required=True, help="The course, which you must teach.")
@click.option("--set", "set_slug", help="Put all problems into this set; made when it is new.")
@click.option("--publish", is_flag=True, help="Publish that set, and the sets that are sent.")
@click.option("--service", envvar="CODIFY_SERVICE_URL", help="Its address.  [CODIFY_SERVICE_URL]")
@as_json
def command(
    paths: tuple[Path, ...],
    course: str,
    set_slug: str | None,
    publish: bool,
    service: str | None,
    as_json: bool,
) -> None:
    """Send the problems and sets at or below the PATHS to a course, through its service.

    The service judges each problem first, and stores it as its newest version. Your
    token is read from CODIFY_TOKEN, CODIFY_SERVICE_TOKEN or JUPYTERHUB_API_TOKEN.
    Exits 1 when anything is refused; what was taken before stays.
    """
    token = next(filter(None, map(os.environ.get, _TOKENS)), None)
    if not service or not service.startswith(("http://", "https://")):
        raise click.UsageError("give the service's whole address: --service https://…")
    if token is None:
        raise click.UsageError(f"there is no token; set one of {', '.join(_TOKENS)}")
    problems, sets = _read(paths)
    with httpx.Client(
        base_url=f"{service.rstrip('/')}/api/courses/{quote(course, safe='')}/",
        headers={"Authorization": f"token {token}"},
        timeout=_ANSWER_S,
    ) as client:
        sender = _Sender(client, quiet=as_json)
        sender.send(problems, sets, set_slug, publish)
    if as_json:
        echo_json({"problems": sender.problems, "sets": sender.sets, "refused": sender.refused})
    stop(bool(sender.refused))


def _read(paths: Sequence[Path]) -> tuple[list[tuple[str, Written]], list[ProblemSet]]:
    """The problems by slug, and the sets.

    Raises:
        click.ClickException: something cannot be read; with all that is wrong.
    """
    try:
        return read_paths(paths, _written)
    except ProblemError as error:
        raise click.ClickException(
            f"nothing was sent:\n{render_findings(error.findings)}"
        ) from None


def _written(source: Path) -> list[tuple[str, Written]]:
    slugs = [problem.slug for problem in read_problems(source)]
    written = Written.read(source)
    return [(slug, written) for slug in slugs]


class _Sender:
    """Sends one thing after the other, and keeps what became of it."""

    def __init__(self, client: httpx.Client, *, quiet: bool) -> None:
        self._client = client
        self._quiet = quiet
        self.problems: list[dict[str, Any]] = []
        self.sets: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []

    def send(
        self,
        problems: Sequence[tuple[str, Written]],
        sets: Sequence[ProblemSet],
        set_slug: str | None,
        publish: bool,
    ) -> None:
        sent = [slug for slug, written in problems if self._send_problem(slug, written)]
        set_slug = set_slug and quote(set_slug, safe="")
        done = [one.slug for one in sets if self._send_set(one)]
        if set_slug is not None and sent and self._fill(set_slug, sent):
            done.append(set_slug)
        # A set that would lack what was refused stays as it is published.
        if publish and not self.refused:
            for slug in dict.fromkeys(done):
                self._publish(slug)

    def _send_problem(self, slug: str, written: Written) -> bool:
        body = {"name": written.name, "files": dict(written.files)}
        answer = self._put(f"problems/{slug}", body, slug)
        if answer is None:
            return False
        stored = answer["problem"]
        self.problems.append(stored)
        news = "" if stored["changed"] else ", unchanged"
        self._say(f"{slug}: version {stored['version']}{news}")
        return True

    def _send_set(self, problem_set: ProblemSet) -> bool:
        slug = problem_set.slug
        return self._keep_set(self._put(f"sets/{slug}", set_values(problem_set), slug))

    def _fill(self, slug: str, problems: Sequence[str]) -> bool:
        if self._ask("GET", f"sets/{slug}").status_code == 404:
            whole = {"title": slug.replace("-", " ").capitalize(), "items": list(problems)}
            return self._keep_set(self._put(f"sets/{slug}", whole, slug))
        # All of them are asked for, whatever becomes of one.
        answers = [self._put(f"sets/{slug}/problems/{one}", {}, slug) for one in problems]
        return None not in answers and self._keep_set(answers[-1])

    def _publish(self, slug: str) -> None:
        answer = self._put(f"sets/{slug}/publication", {}, slug)
        if self._keep_set(answer) and answer is not None:
            for place, link in answer["set"]["links"].items():
                self._say(f"  {place}: {link}")

    def _keep_set(self, answer: dict[str, Any] | None) -> bool:
        if answer is None:
            return False
        stored = answer["set"]
        self.sets = [one for one in self.sets if one["slug"] != stored["slug"]] + [stored]
        count = len(stored["problems"])
        several = "problem" if count == 1 else "problems"
        self._say(f"{stored['slug']}: {count} {several}, {stored['state']}")
        return True

    def _put(self, path: str, body: dict[str, Any], slug: str) -> dict[str, Any] | None:
        """The answer; None when it is refused, which is told."""
        answer = self._ask("PUT", path, body)
        told = _json(answer)
        if answer.status_code == 200:
            return told
        if answer.status_code == 401:
            raise CodifyError("the service does not know your token", reason="not_signed_in")
        if answer.status_code >= 500:
            raise Unavailable(f"the service answered {answer.status_code}; try again later")
        self.refused.append({"slug": slug, **told})
        self._say(f"{slug}: {told.get('message', answer.reason_phrase)}", error=True)
        for one in told.get("findings", ()):
            self._say(f"  {one['code']}: {one['message']}", error=True)
        return None

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        for _ in range(_TRIES):
            try:
                answer = self._client.request(method, path, json=body)
            except httpx.TransportError as error:
                raise Unavailable(f"the service cannot be reached: {error}") from error
            if answer.status_code != 429:
                break
            time.sleep(min(60.0, float(answer.headers.get("Retry-After", "1"))))
        return answer

    def _say(self, words: str, *, error: bool = False) -> None:
        if not self._quiet:
            click.echo(words, err=error)


def _json(answer: httpx.Response) -> dict[str, Any]:
    """What the service says; something for an answer that is not the service's."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return {"message": f"the answer is not the service's ({answer.status_code})"}
    return told
