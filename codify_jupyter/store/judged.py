"""What a verdict changes, in one statement: the submission, what is known of the student, the hint.

One statement is one way to the database, and a transaction by itself. What has to be known
before it, where the student stands, can be read while the code is still being judged: a
student has one open submission to a problem at a time, so nothing about it changes meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from codify_schema.tables import UNFINISHED_STATUSES
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Float, Text

from codify_jupyter.database.engine import storable_text
from codify_jupyter.database.presence import CHANNEL
from codify_jupyter.skills import FAILED_WEIGHT, Standing, result_of, shift
from codify_jupyter.store.messages import Message
from codify_jupyter.store.skills import RATING, TAGGED_PROBLEMS, Skill


@dataclass(frozen=True, slots=True)
class Before:
    """Where a student stands with a problem before a submission to it counts."""

    standing: Standing
    attempts: int
    """Other judged submissions to the problem."""
    solved: bool
    rungs: int
    """Rungs of the hint ladder that the student asked for."""


@dataclass(frozen=True, slots=True)
class FirstHint:
    """The hint that is stored with a verdict. ``rung`` is None for one that helps nobody on."""

    text: str
    rung: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of it."""

    judged_at: datetime
    hint: Message | None
    skills: list[Skill]
    """Of the problem's tags, as they are now."""


_TAGS = bindparam("tags", type_=ARRAY(Text))
_SHIFTS = bindparam("shifts", type_=ARRAY(Float))
_VERDICT = bindparam("verdict", type_=JSONB)
_UNFINISHED = ", ".join(f"'{status}'" for status in UNFINISHED_STATUSES)
_BEFORE = text(f"""
    SELECT
        coalesce(abilities.theta, 0),
        coalesce(abilities.results, 0),
        {RATING},
        coalesce(ratings.results, 0),
        coalesce((
            SELECT jsonb_object_agg(tag, jsonb_build_array(delta, results))
            FROM skill_stats WHERE user_id = :user_id AND tag = ANY(:tags)
        ), '{{}}'),
        others.attempts,
        others.accepted > 0,
        (
            SELECT coalesce(max(rung), 0) FROM messages
            WHERE user_id = :user_id AND problem_id = :problem_id
        )
    FROM problems
    LEFT JOIN abilities ON abilities.user_id = :user_id
    LEFT JOIN problem_ratings AS ratings ON ratings.problem_id = problems.id
    CROSS JOIN (
        SELECT count(*) AS attempts, count(*) FILTER (WHERE status = 'accepted') AS accepted
        FROM submissions
        WHERE user_id = :user_id AND problem_id = :problem_id AND id <> :submission_id
            AND status NOT IN ({_UNFINISHED}, 'cancelled', 'internal_error')
    ) AS others
    WHERE problems.id = :problem_id
""").bindparams(_TAGS)  # noqa: S608  made of the constants above
# Everything hangs on `judged`: nothing is counted for a submission that was finished before.
# Shifts are added to what is there, so that two results at once both count. Tags are taken
# in order, so that two who count at the same time cannot wait for each other.
_FINISH = text(f"""
    WITH judged AS (
        UPDATE submissions SET
            status = :status,
            score = :score,
            runtime_ms = :runtime_ms,
            verdict = :verdict,
            judged_at = now()
        WHERE id = :submission_id AND status IN ({_UNFINISHED})
        RETURNING id, user_id, problem_id, judged_at, pg_notify('{CHANNEL}', id::text)
    ),
    counted AS (
        INSERT INTO skill_stats AS stats
            (user_id, tag, attempts, solved, hints_used, delta, results)
        SELECT user_id, tag, 1, :first_time, :hints, shift, :counted
        FROM judged, (
            SELECT DISTINCT ON (tag) tag, shift FROM unnest(:tags, :shifts) AS given (tag, shift)
            ORDER BY tag
        ) AS tags
        ORDER BY tag
        ON CONFLICT (user_id, tag) DO UPDATE SET
            attempts = stats.attempts + 1,
            solved = stats.solved + excluded.solved,
            hints_used = stats.hints_used + excluded.hints_used,
            delta = stats.delta + excluded.delta,
            results = stats.results + excluded.results,
            updated_at = now()
        RETURNING *
    ),
    able AS (
        INSERT INTO abilities AS stored (user_id, theta, results)
        SELECT user_id, :ability_shift, :counted FROM judged
        ON CONFLICT (user_id) DO UPDATE SET
            theta = stored.theta + excluded.theta,
            results = stored.results + excluded.results
        RETURNING theta
    ),
    rated AS (
        INSERT INTO problem_ratings AS stored (problem_id, rating, results)
        SELECT problem_id, :rating_before + :rating_shift, 1 FROM judged WHERE :counted = 1
        ON CONFLICT (problem_id) DO UPDATE SET
            rating = stored.rating + :rating_shift,
            results = stored.results + excluded.results
    ),
    hinted AS (
        INSERT INTO messages
            (submission_id, user_id, problem_id, role, text, source, rung, rule, state)
        SELECT id, user_id, problem_id, 'assistant', CAST(:hint AS text), 'builtin',
            :rung, CAST(:rule AS text), 'complete'
        FROM judged WHERE CAST(:hint AS text) IS NOT NULL
        RETURNING id, created_at
    )
    SELECT judged.judged_at, hinted.id, hinted.created_at,
        counted.tag, solved, attempts, hints_used, updated_at, coalesce(problems, 0), delta, theta
    FROM judged
    CROSS JOIN able
    LEFT JOIN hinted ON true
    LEFT JOIN counted ON true
    LEFT JOIN ({TAGGED_PROBLEMS}) AS tagged ON tagged.tag = counted.tag
    ORDER BY counted.tag
""").bindparams(_TAGS, _SHIFTS, _VERDICT)  # noqa: S608  made of the constants above


async def before(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    submission_id: int,
    tags: Sequence[str],
) -> Before:
    """Where the student stands, this submission left out."""
    asked = {
        "user_id": user_id,
        "problem_id": problem_id,
        "submission_id": submission_id,
        "tags": list(tags),
    }
    found = (await connection.execute(_BEFORE, asked)).one()
    ability, results, rating, rating_results, known, attempts, solved, rung = found
    deltas = {tag: (known[tag][0], known[tag][1]) if tag in known else (0.0, 0) for tag in tags}
    standing = Standing(ability, results, rating, rating_results, deltas)
    # The first rung comes by itself.
    return Before(standing, attempts, solved, max(0, rung - 1))


async def finish(
    connection: AsyncConnection,
    *,
    user_id: int,
    problem_id: int,
    submission_id: int,
    tags: Sequence[str],
    status: str,
    score: float,
    runtime_ms: int,
    verdict: dict[str, Any],
    known: Before,
    hint: FirstHint | None,
) -> Finished | None:
    """Store a verdict, count it, and store its hint.

    A problem counts as solved the first time only; submissions after that count
    as attempts, and move no ability.

    Returns:
        None, and nothing is changed, when the submission was finished before.
    """
    accepted = status == "accepted"
    result = result_of(accepted=accepted, earlier_attempts=known.attempts, rungs=known.rungs)
    moved = shift(known.standing, result, weight=1.0 if accepted else FAILED_WEIGHT)
    counts = not known.solved
    hint_text = None if hint is None else storable_text(hint.text)
    rows = (
        await connection.execute(
            _FINISH,
            {
                "submission_id": submission_id,
                "status": status,
                "score": score,
                "runtime_ms": runtime_ms,
                "verdict": verdict,
                "tags": list(tags),
                "shifts": [moved.tags[tag] if counts else 0.0 for tag in tags],
                "first_time": int(accepted and counts),
                "hints": int(hint is not None and hint.rung is not None),
                "counted": int(counts),
                "ability_shift": moved.ability if counts else 0.0,
                "rating_before": known.standing.rating,
                "rating_shift": moved.rating if counts else 0.0,
                "hint": hint_text,
                "rung": None if hint is None else hint.rung,
                "rule": None if hint is None else hint.rule,
            },
        )
    ).all()
    if not rows:
        return None
    judged_at, message_id, told_at = rows[0][:3]
    message = None
    if hint is not None and hint_text is not None:
        message = Message(
            id=message_id,
            submission_id=submission_id,
            user_id=user_id,
            problem_id=problem_id,
            role="assistant",
            text=hint_text,
            source="builtin",
            model=None,
            rung=hint.rung,
            rule=hint.rule,
            state="complete",
            rating=None,
            created_at=told_at,
        )
    return Finished(judged_at, message, [Skill(*row[3:]) for row in rows if row[3] is not None])
