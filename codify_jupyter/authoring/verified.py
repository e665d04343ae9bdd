"""A problem that is to be stored: read, and run in the sandbox, until nothing speaks against it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from codify_jupyter.authoring.check import CHECK_WITHIN_S, Read, below, finding_json, read_written
from codify_jupyter.authoring.written import Written
from codify_jupyter.errors import Faulty, Invalid
from codify_jupyter.problems.findings import Finding
from codify_jupyter.problems.lint import Judge, lint_parts
from codify_jupyter.problems.model import Problem

_MOST_FINDINGS = 50


async def verified(written: Written, slug: str, judge: Judge) -> Problem:
    """The problem ``slug`` of what is written, once its own programs do what they must.

    What ``codify lint`` calls an error refuses it; warnings do not.

    Raises:
        Invalid: there is no such problem in it, it holds what is no text, or judging takes
            too long.
        Faulty: it has errors; with all of them.
    """
    with written.laid_out() as path:
        read = await asyncio.to_thread(read_written, path, slug)
        problem = _chosen(read, slug)
        # Of what cannot be told apart all is said; what is another problem's is no fault of this.
        findings = [finding for one, finding in read.findings if one in (slug, "")]
        if problem is not None and read.lines is not None:
            _see_storable(asdict(problem))
            try:
                async with asyncio.timeout(CHECK_WITHIN_S):
                    parts = lint_parts(problem, read.lines, judge)
                    findings = [part async for part in parts if isinstance(part, Finding)]
            except TimeoutError:
                raise Invalid(
                    f"Judging its programs takes longer than {CHECK_WITHIN_S:.0f} seconds. "
                    "Make its tests smaller.",
                    reason="too_slow",
                ) from None
        errors = [below(path, one) for one in findings if one.severity == "error"]
        if errors or problem is None:
            raise _faulty(slug, path, errors)
    return problem


def _chosen(read: Read, slug: str) -> Problem | None:
    """The problem that is meant; None where it cannot be read.

    Raises:
        Invalid: another is written there.
    """
    known = [one for one, _ in read.written if one]
    if slug in known or not known:
        return read.problem if read.slug == slug else None
    listed = ", ".join(f"`{one}`" for one in known[:10])
    raise Invalid(
        f"No problem in it has the slug `{slug}`; there is {listed}. Send it to the address of "
        "its own slug.",
        reason="other_slug",
    )


def _see_storable(value: Any) -> None:
    """See that the database can hold every text of a problem.

    Raises:
        Invalid: it cannot.
    """
    if isinstance(value, str):
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
            line = " ".join(value.split())[:40].encode("ascii", "backslashreplace").decode()
            raise Invalid(
                "A text of the problem holds a character that is none (NUL, or half of a pair), "
                f"near `{line}`. Retype it.",
                reason="bad_text",
            )
    elif isinstance(value, dict):
        for pair in value.items():
            _see_storable(pair)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            _see_storable(one)


def _faulty(slug: str, path: Path, errors: Sequence[Finding]) -> Faulty:
    told: list[dict[str, Any]] = [finding_json(slug, one) for one in errors[:_MOST_FINDINGS]]
    first = f" First: {_place_words(told[0])}{told[0]['message']}." if told else ""
    count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
    return Faulty(
        f"“{slug}” was not stored, because the check found {count}.{first} Mend this, and send "
        "it again.",
        told,
    )


def _place_words(finding: dict[str, Any]) -> str:
    place = finding["place"]
    where = f"cell {place['cell']}" if place["cell"] is not None else place["file"]
    return f"{where}, line {place['line']}: " if where else ""
