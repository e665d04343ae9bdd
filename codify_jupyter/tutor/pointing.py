"""The third rung from what the sandbox found: the line of a small change, or a run in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codify_runner.trace import Step, Trace

from codify_jupyter.tutor.edits import Edit, EditKind
from codify_jupyter.tutor.evidence import Evidence
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.wording import listing, quote

_QUESTIONS: dict[EditKind, str] = {
    "comparison": (
        "It is about how two values are compared there. Try it with two that are equal, and with"
        " one a little smaller: when is it true?"
    ),
    "logic": (
        "It is about the condition there. For which inputs is it true, and for which should it be?"
    ),
    "number": (
        "It is about a number there. Work the line out by hand for your failing example: which"
        " number is a little too large or too small?"
    ),
    "text": (
        "It is about a text in quotes there. Compare it sign by sign with what the task wants,"
        " spaces included."
    ),
    "operator": (
        "It is about how values are combined there. Work it out by hand for your failing example:"
        " which step of the calculation is not the one you had in mind?"
    ),
    "bounds": (
        "It is about a position or a border there. Which is the first place it reaches, and which"
        " the last?"
    ),
    "name": "It is about one of the variables there. What does each of them hold at that moment?",
    "conversion": (
        "It is about the kind of a value there: a number, a text, a list, or the same list once"
        " more. Which kind does each value have, and which does the line need?"
    ),
    "method": (
        "It is about what that line calls. Look up what exactly the method or function does, and"
        " compare it with what you want."
    ),
    "place": (
        "It is about where that line stands. How often does it run now, and before or after what?"
        " How often should it?"
    ),
    "repetition": (
        "It is about how often that line has its effect: once, in every round, or until something"
        " is so?"
    ),
    "assignment": (
        "It is about what is stored there. What does the variable hold before the line, and what"
        " after it?"
    ),
    "superfluous": "What would be different if that line were not there? Try it.",
    "result": (
        "It is about what the line does with its result. Who gets the value, and who should?"
    ),
}

_MOST_ROWS = 10


def at_edit(evidence: Evidence, diagnosis: Diagnosis, edit: Edit) -> Diagnosis:
    """Let the third rung point at the line of a change after which all tests passed."""
    source = quote(evidence.program.source(edit.line))
    where = (
        f"Look at line {edit.line}: {source}. A small change of that one line would be enough."
        f" {_QUESTIONS[edit.kind]}"
    )
    return replace(diagnosis, where=where, line=edit.line, specific=True)


def traceable(evidence: Evidence) -> str | None:
    """The id of the smallest failing test whose run may be shown line by line."""
    return next(
        (seen.test for seen in evidence.public if seen.kind in ("call", "stdio") and seen.call),
        None,
    )


def with_table(evidence: Evidence, diagnosis: Diagnosis, trace: Trace) -> Diagnosis:
    """Add what the smallest failing test did, line by line, to the third rung."""
    test = traceable(evidence)
    seen = next((one for one in evidence.public if one.test == test), None)
    rows = list(_rows(evidence, trace.steps))
    if seen is None or len(rows) < 2:
        return diagnosis
    left_out = len(rows) - _MOST_ROWS
    if left_out > 0:
        head, tail = rows[: _MOST_ROWS - 3], rows[-3:]
        rows = [*head, f"| … | *{left_out} more steps* | |", *tail]
    table = "\n".join(["| line | what runs | what changes |", "|---:|---|---|", *rows])
    where = (
        f"{diagnosis.where}\n\nThis is what happens for {seen.subject}:\n\n{table}\n\nWhich is the"
        " first row that you would not have expected?"
    )
    return replace(diagnosis, where=where)


def _rows(evidence: Evidence, steps: tuple[Step, ...]) -> Iterator[str]:
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        if "return" in step.changed:
            continue  # told in the row of the line that returned
        changed = following.changed if following is not None else {}
        told = listing(
            f"gives back {_cell(value)}" if name == "return" else f"`{name}` is {_cell(value)}"
            for name, value in list(changed.items())[:3]
        )
        source = evidence.program.source(step.line)
        yield f"| {step.line} | {_cell(source)} | {told} |"


def _cell(text: str) -> str:
    return quote(text, 60).replace("|", "\\|")
