"""Reading what an ``assert left == right`` of a code test compared, from the judge's message."""

from __future__ import annotations

import re
from dataclasses import replace

from codify_runner.verdict import Outcome, TestResult

_MESSAGE = re.compile(
    r"`(?P<source>.+?)` does not hold: the left side is (?P<left>.+), the right side (?P<right>.+)",
    re.DOTALL,
)


def with_comparison(test: TestResult) -> TestResult:
    """Return a failed code test as if it were a call, where its message tells both sides.

    Then the rules on given and wanted answers apply to it as well.
    """
    if test.kind != "code" or test.status != "failed" or test.got is not None:
        return test
    found = _MESSAGE.fullmatch(test.message.strip().removesuffix("."))
    if found is None or found["source"].count(" == ") != 1:
        return test
    return replace(
        test,
        call=found["source"].split(" == ")[0],
        got=Outcome(returns=found["left"]),
        expected=Outcome(returns=_plain(found["right"])),
        message="",
    )


def _plain(text: str) -> str:
    inner = re.fullmatch(r"approx\((.*)\)", text, re.DOTALL)
    return inner.group(1) if inner else text
