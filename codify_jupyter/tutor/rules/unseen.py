"""What can be said when every public test passes and only others fail."""

from __future__ import annotations

from codify_jupyter.tutor.evidence import NAMELESS, Evidence, Observation, arguments
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.rules.contrast import features
from codify_jupyter.tutor.rules.deciding_line import deciding_line
from codify_jupyter.tutor.rules.symptom import but_not
from codify_jupyter.tutor.wording import plural, quote


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Speak of a test the student cannot see: by its name, or by what the examples leave out."""
    if evidence.public or not evidence.failing:
        return None
    named = next((seen for seen in evidence.failing if seen.subject != NAMELESS), None)
    if named is not None:
        return _named(evidence, named)
    return _nameless(evidence)


def _named(evidence: Evidence, seen: Observation) -> Diagnosis:
    line = _begin_with(evidence, seen.subject)
    look = f"Begin with line {line}: {quote(evidence.program.source(line))}. " if line else ""
    others = len(evidence.failing) - 1
    more = (
        f" ({plural(others, 'more test')} {'fails' if others == 1 else 'fail'}, too.)"
        if others
        else ""
    )
    return Diagnosis(
        rule="unseen.named",
        what=(
            f"{but_not(evidence, seen)}.{more} "
            "What does the task want in that case, and what does your code do?"
        ),
        concept=(
            "Examples show the usual case. A task is solved when the unusual ones are right as"
            " well; the name of a test tells which one it is about."
        ),
        where=(
            f"Make up an input that fits {seen.subject} and try it in a cell of your own. {look}"
            "Which line decides what happens to it?"
        ),
        example="special_case",
        line=line,
    )


def _nameless(evidence: Evidence) -> Diagnosis:
    untried = _untried(evidence)
    told = f"{but_not(evidence, evidence.failing[0])}."
    line = _begin_with(evidence, untried)
    look = f"Begin with line {line}: {quote(evidence.program.source(line))}. " if line else ""
    question = (
        f"None of the examples tries what happens when {untried}. What would your code do then?"
        if untried
        else "Which inputs that the task allows are not like any of the examples?"
    )
    return Diagnosis(
        rule="unseen.untried" if untried else "unseen.hidden",
        what=f"{told} {question}",
        concept=(
            "Hidden tests try inputs that the examples leave out: empty, one item, zero, negative,"
            " very large, equal values, the borders that the task names."
        ),
        where=(
            f"Read the task once more, sentence by sentence, and make up a test for each. {look}"
            "For which of them do you not know at once what your code will do?"
        ),
        example="special_case",
        line=line,
        specific=False,
        symptom=told,
    )


def _begin_with(evidence: Evidence, words: str) -> int | None:
    return deciding_line(evidence.program, words, alone=len(evidence.entry.names) < 2)


def _untried(evidence: Evidence) -> str:
    """Name a property of inputs that no public call has; made from public calls only."""
    seen = [
        features(given)
        for test in evidence.passing_public
        if (given := arguments(test)) is not None
    ]
    if not seen:
        return ""
    names = [name for name in seen[0] if not any(found.get(name, False) for found in seen)]
    # A test that passes and says in its name that it tries this rules it out.
    tried = " ".join(
        test.name.lower()
        for test in evidence.verdict.tests
        if test.status == "passed" and test.visibility == "name-only"
    )
    for word, synonyms in _TELLING.items():
        if not any(synonym in tried for synonym in synonyms):
            for name in names:
                if word in name:
                    return name
    return ""


_TELLING = {
    "empty": ("empty", "no ", "nobody", "nothing"),
    "zero": ("zero", "0"),
    "negative": ("negative", "below", "minus"),
    "equal items": ("equal", "twice", "same", "repeat"),
    "exactly one": ("one ", "single", "alone"),
    "are equal": ("equal", "same"),
}
