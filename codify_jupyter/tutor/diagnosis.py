"""The order in which the rules are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules import (
    branches,
    contrast,
    entry_point,
    exceptions,
    first_difference,
    last_resort,
    limits,
    static_findings,
    static_rules,
    structure,
    syntax,
    unseen,
    values,
)
from codify_jupyter.tutor.rules.symptom import symptom

Rule = Callable[[Evidence], Diagnosis | None]

RULES: tuple[Rule, ...] = (
    syntax.diagnose,
    entry_point.diagnose,
    limits.diagnose,
    exceptions.diagnose,
    static_rules.diagnose,
    static_findings.diagnose,
    structure.diagnose,
    values.diagnose,
    branches.diagnose,
    structure.diagnose_likely,
    static_findings.diagnose_likely,
    contrast.diagnose,
    first_difference.diagnose,
    unseen.diagnose,
)
"""Causes before symptoms: a pattern in the code explains more than the relation it leads to."""


def diagnose(evidence: Evidence) -> Diagnosis:
    """Return what the first rule that recognises something says, else the honest last resort."""
    found = next(filter(None, (rule(evidence) for rule in RULES)), None)
    return _with_authors_words(evidence, found or last_resort.diagnose(evidence))


_OWN_WORDS_WIN = ("relation.", "contrast", "unseen.", "last_resort.trace", "structure.")


def _with_authors_words(evidence: Evidence, diagnosis: Diagnosis) -> Diagnosis:
    """Let the author's words on this very failure stand in for ours on the first rung."""
    seen = evidence.focus
    if seen is None or seen.status != "failed" or not seen.advice:
        return diagnosis
    if not diagnosis.rule.startswith(_OWN_WORDS_WIN):
        return diagnosis
    words = " ".join(seen.advice.split())[:400]
    words = words if words.endswith((".", "!", "?")) else f"{words}."
    what = (
        f"{symptom(evidence, seen)} The test says: *{_plain(words)}* Which line of yours is that"
        " about?"
    )
    return replace(diagnosis, what=what, specific=True)


def _plain(words: str) -> str:
    """Leave out what would end the emphasis around the words, and control characters."""
    return "".join(c for c in words if c.isprintable() and c not in "*<>")
