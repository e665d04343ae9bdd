"""From a diagnosis to the text of one rung."""

from __future__ import annotations

from codify_runner import Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.hint import RUNGS, Diagnosis, Hint
from codify_jupyter.tutor.worked_examples import example_for


def top_rung(problem: Problem) -> int:
    """Return the highest rung the author allows, 1 to 4."""
    allowed = problem.tutor.get("max_level", RUNGS[-1])
    return min(max(int(allowed), RUNGS[0]), RUNGS[-1]) if isinstance(allowed, int) else RUNGS[-1]


def without_rules(problem: Problem, verdict: Verdict, level: int) -> Hint:
    """Return what can be said of any attempt, for when a rule has failed."""
    level = min(max(level, RUNGS[0]), top_rung(problem))
    passed = sum(test.status == "passed" for test in verdict.tests)
    texts = (
        f"{passed} of {len(verdict.tests)} tests pass. Which of the others is the simplest, and"
        " what does your code do with it?",
        "When the cause is not plain to see, play computer: take the smallest failing example,"
        " write down every variable, and go through the code line by line.",
        "Begin with the first line of your function, and go on until a variable holds something"
        " you did not expect.",
        example_for("tracing", problem),
    )
    return Hint(level, texts[level - 1], "without_rules", specific=False)


def rung(diagnosis: Diagnosis, problem: Problem, level: int) -> Hint:
    """Return the hint of `level`, which is first brought into what the author allows.

    An instructor's own hint of that level takes the place of a general text,
    after a word on what happened. It does not displace a specific one: that one
    is about this very attempt, and the instructor's was written before it.
    """
    level = min(max(level, RUNGS[0]), top_rung(problem))
    if not diagnosis.specific:
        own = next((hint for hint in problem.hints if hint.level == level), None)
        if own is not None:
            text = f"{diagnosis.symptom} {own.text_md.strip()}".strip()
            return Hint(level, text, "instructor", diagnosis.line, specific=False)
    if level == 4:
        text = example_for(diagnosis.example, problem)
    else:
        text = (diagnosis.what, diagnosis.concept, diagnosis.where)[level - 1]
    return Hint(level, text, diagnosis.rule, diagnosis.line, diagnosis.specific)
