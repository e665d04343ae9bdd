"""Writes ProgSnap2 1.0: a main table, the code states, and what the data set is.

See https://cssplice.github.io/progsnap2/. Only what happened to those who
consented is written, under pseudonyms; times are UTC, with the zone beside.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from codify_jupyter.rejudging import NOTE_RULE
from codify_jupyter.research.pseudonyms import Pseudonyms
from codify_jupyter.store.research import MessageEvent, SubmissionEvent

MAIN_COLUMNS = (
    "EventID", "SubjectID", "EventType", "ToolInstances", "CodeStateID", "Order",
    "ServerTimestamp", "ServerTimezone", "CourseID", "AssignmentID", "ProblemID", "Attempt",
    "EventInitiator", "ParentEventID", "Score", "InterventionCategory", "InterventionType",
    "X-Status", "X-Rung",
)  # fmt: skip
_NO_CODE = "0"
METADATA = (
    ("Version", "1.0"),
    ("IsEventOrderingConsistent", "true"),
    ("EventOrderScope", "Global"),
    ("EventOrderScopeColumns", ""),
    ("CodeStateRepresentation", "Table"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written."""

    subjects: int
    events: int
    code_states: int


def write_progsnap2(
    folder: Path,
    submissions: Sequence[SubmissionEvent],
    messages: Sequence[MessageEvent],
    pseudonyms: Pseudonyms,
    version: str,
) -> Written:
    """Write the data set; the folder is made, and must be empty.

    Raises:
        FileExistsError: it is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    (folder / "CodeStates").mkdir(parents=True)
    (folder / "LinkTables").mkdir()
    states = {_state(one.code): one.code for one in submissions}
    with _opened(folder / "CodeStates" / "CodeStates.csv") as stream:
        writer = csv.writer(stream)
        writer.writerow(("CodeStateID", "Code"))
        writer.writerow((_NO_CODE, ""))
        writer.writerows(states.items())
    rows = _rows(submissions, messages, pseudonyms, f"Codify {version}")
    with _opened(folder / "MainTable.csv") as stream:
        table = csv.DictWriter(stream, MAIN_COLUMNS, restval="")
        table.writeheader()
        for order, row in enumerate(rows, start=1):
            table.writerow({**row, "Order": str(order)})
    with _opened(folder / "DatasetMetadata.csv") as stream:
        csv.writer(stream).writerows([("Property", "Value"), *METADATA])
    _write_links(folder / "LinkTables", [*submissions, *messages])
    subjects = {one.user for one in submissions} | {one.user for one in messages}
    return Written(len(subjects), len(rows), len(states))


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _rows(
    submissions: Sequence[SubmissionEvent],
    messages: Sequence[MessageEvent],
    pseudonyms: Pseudonyms,
    tool: str,
) -> list[dict[str, str]]:
    timed: list[tuple[datetime, dict[str, str]]] = []
    attempts: dict[tuple[str, str], int] = {}
    codes: dict[int, str] = {}
    for one in submissions:
        key = (one.user, one.problem)
        attempts[key] = attempts.get(key, 0) + 1
        codes[one.id] = _state(one.code)
        event = {
            "EventID": f"submission-{one.id}",
            "EventType": "Submit",
            "CodeStateID": codes[one.id],
            "Attempt": str(attempts[key]),
            "EventInitiator": "UserDirectAction",
            "Score": "" if one.score is None else f"{one.score:.6g}",
            "X-Status": one.status,
        }
        timed.append((one.at, event | _shared(one, pseudonyms, tool)))
    for message in messages:
        asked = message.role == "user"
        parent = message.submission_id
        event = {
            "EventID": f"message-{message.id}",
            "EventType": "X-Question" if asked else "Intervention",
            "CodeStateID": codes.get(parent or 0, _NO_CODE),
            "EventInitiator": "UserDirectAction" if asked else "ToolReaction",
            "ParentEventID": f"submission-{parent}" if parent in codes else "",
            "InterventionCategory": "" if asked else _category(message.rule),
            "InterventionType": message.rule or "",
            "X-Rung": "" if message.rung is None else str(message.rung),
        }
        timed.append((message.at, event | _shared(message, pseudonyms, tool)))
    timed.sort(key=lambda pair: pair[0])
    return [row for _, row in timed]


def _shared(
    event: SubmissionEvent | MessageEvent, pseudonyms: Pseudonyms, tool: str
) -> dict[str, str]:
    return {
        "SubjectID": pseudonyms(event.user),
        "ToolInstances": tool,
        "ServerTimestamp": event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
        "ServerTimezone": "+0000",
        "CourseID": event.course or "",
        "AssignmentID": event.set or "",
        "ProblemID": event.problem,
    }


def _category(rule: str | None) -> str:
    return "Feedback" if rule == NOTE_RULE else "Hint"


def _state(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:20]


def _write_links(folder: Path, events: Iterable[SubmissionEvent | MessageEvent]) -> None:
    """Which problems stood in which assignment of which course."""
    found = sorted({(one.course or "", one.set or "", one.problem) for one in events})
    with _opened(folder / "Problem.csv") as stream:
        csv.writer(stream).writerows([("CourseID", "AssignmentID", "ProblemID"), *found])
