"""A rule of the task about the code itself is not kept (tests of kind ``static``)."""

from __future__ import annotations

from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Speak when such a rule is all that is left to mend."""
    seen = evidence.focus
    if seen is None or seen.kind != "static":
        return None
    answers = [test for test in evidence.verdict.tests if test.kind != "static"]
    right = bool(answers) and all(test.status == "passed" for test in answers)
    lead = "Your answers are right. What is left is a rule" if right else "There is a rule"
    words = seen.advice or "The task says which means may or may not be used."
    return Diagnosis(
        rule="static",
        what=f"{lead} about the code itself: {words} Which part of your code is it about?",
        concept="Some tasks ask for a certain way, because that way is what they want to practise.",
        where=(
            "Read the rule again and go through your code line by line: where do you use what it"
            " speaks of, or where is it missing?"
        ),
        example="tracing",
        line=None,
    )
