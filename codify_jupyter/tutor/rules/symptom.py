"""One sentence on what a failing test saw; without values where the test is not public."""

from __future__ import annotations

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.wording import quote


def symptom(seen: Observation, *, values: bool = True) -> str:
    """Return the sentence; `values` False leaves the wanted and the given answer out."""
    if not seen.public:
        return f"{_capital(seen.subject)} gets a wrong answer from your code."
    if values and seen.expected is not None and seen.got is not None:
        if seen.expected.returns is not None and seen.got.returns is not None:
            return (
                f"{_capital(seen.subject)} gave {quote(seen.got.returns)}, "
                f"and {quote(seen.expected.returns)} was wanted."
            )
        if seen.expected.stdout is not None and seen.got.stdout is not None:
            return (
                f"For {seen.subject} your code printed {quote(seen.got.stdout)}, "
                f"and {quote(seen.expected.stdout)} was wanted."
            )
    return f"{_capital(seen.subject)} did not come out as wanted."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def passes_examples(evidence: Evidence) -> str:
    """Say how the public tests went when only others fail; empty otherwise."""
    if evidence.public or not evidence.passing_public:
        return ""
    return "Your code is right for all the examples. "


def tests_say(evidence: Evidence) -> str:
    """Say how many tests pass, hidden ones included."""
    total = len(evidence.verdict.tests)
    return f"{evidence.passed} of {total} tests pass."
