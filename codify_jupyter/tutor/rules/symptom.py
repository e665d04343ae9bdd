"""One sentence on what a failing test saw; without values where the test is not public."""

from __future__ import annotations

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.wording import capital, quote


def symptom(evidence: Evidence, seen: Observation, *, values: bool = True) -> str:
    """Return the sentence; `values` False leaves the wanted and the given answer out."""
    if not seen.public:
        return f"{but_not(evidence, seen)}."
    if values and seen.expected is not None and seen.got is not None:
        if seen.expected.returns is not None and seen.got.returns is not None:
            return (
                f"{capital(seen.subject)} gave {quote(seen.got.returns)}, "
                f"and {quote(seen.expected.returns)} was wanted."
            )
        if seen.expected.stdout is not None and seen.got.stdout is not None:
            return (
                f"For {seen.subject} your code printed {quote(seen.got.stdout)}, "
                f"and {quote(seen.expected.stdout)} was wanted."
            )
    return f"{capital(seen.subject)} did not come out as wanted."


def but_not(evidence: Evidence, seen: Observation) -> str:
    """Say that a test that is not public fails, and that the examples are right if they are."""
    if evidence.public or not evidence.passing_public:
        return f"Your code does not yet do what {seen.subject} wants"
    return f"Your code is right for all the examples, but not yet for {seen.subject}"


def for_(evidence: Evidence, seen: Observation) -> str:
    """Begin a sentence about one call, after a word on the examples where only others fail."""
    if seen.public or not evidence.passing_public or evidence.public:
        return f"For {seen.subject}"
    return f"Your code is right for all the examples, but for {seen.subject}"


def tests_say(evidence: Evidence) -> str:
    """Say how many tests pass, hidden ones included."""
    total = len(evidence.verdict.tests)
    return f"{evidence.passed} of {total} tests pass."
