"""What callers get to see of rows, in the words of the HTTP contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from codify_jupyter.problems.student_view import student_verdict
from codify_jupyter.problems.withholding import RESULTS_ONLY, Shown
from codify_jupyter.verdicts import verdict_from_json

if TYPE_CHECKING:
    from codify_jupyter.store.messages import Message
    from codify_jupyter.store.skills import Skill
    from codify_jupyter.store.submissions import Submission


def submission_json(
    row: Submission, slug: str, *, with_code: bool = True, shown: Shown = RESULTS_ONLY
) -> dict[str, Any]:
    """The contract's ``Submission``."""
    verdict = verdict_json(row, shown=shown)
    data: dict[str, Any] = {
        "id": row.id,
        "problem": slug,
        "status": row.status,
        "score": row.score,
        "runtime_ms": row.runtime_ms,
        "public": verdict["public"] if verdict else None,
        "hidden": verdict["hidden"] if verdict else None,
        "created_at": row.created_at.isoformat(),
    }
    if verdict is not None and not shown.results:
        data |= {
            "status": verdict["status"],
            "score": None,
            "runtime_ms": round(verdict["runtime_ms"]),
            "hidden": None,
        }
    if with_code:
        data["code"] = row.code
    return data


def verdict_json(
    row: Submission,
    tests_json: Mapping[str, Any] | None = None,
    *,
    shown: Shown = RESULTS_ONLY,
) -> dict[str, Any] | None:
    """The contract's ``Verdict`` as a student may see it; None while there is none.

    ``tests_json`` is needed for what the author says to those who fail a hidden test.
    """
    if not row.verdict:
        return None
    return student_verdict(verdict_from_json(row.verdict), tests_json, shown)


def message_json(row: Message, authors: Mapping[int, str] | None = None) -> dict[str, Any]:
    """The contract's ``Message``; ``authors`` are the names of instructors by their ids."""
    return {
        "id": row.id,
        "submission_id": row.submission_id,
        "role": row.role,
        "text": row.text,
        "source": row.source,
        "model": row.model,
        "rung": row.rung,
        "state": row.state,
        "rating": row.rating,
        "created_at": row.created_at.isoformat(),
        "question_id": row.question_id,
        "author": (authors or {}).get(row.author_id or 0),
    }


def skill_json(row: Skill) -> dict[str, Any]:
    """The contract's ``Skill``."""
    return {
        "tag": row.tag,
        "solved": row.solved,
        "attempts": row.attempts,
        "hints_used": row.hints_used,
        "mastery": row.mastery,
        "problems": row.problems,
        "updated_at": row.updated_at.isoformat(),
    }
