"""The tables: users, problems, submissions, messages and what hangs on them.

PostgreSQL only. Choices among words are text with a CHECK rather than an enum
type, because an enum's values cannot be taken away again; JSON is ``jsonb``
whose outermost type is checked; times are ``timestamptz``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION, JSONB, TIMESTAMP, UUID

MAX_CODE_BYTES = 262_144

DIFFICULTIES = ("intro", "easy", "medium", "hard")
SUBMISSION_STATUSES = (
    "pending",
    "running",
    "accepted",
    "wrong_answer",
    "runtime_error",
    "time_limit_exceeded",
    "memory_limit_exceeded",
    "output_limit_exceeded",
    "compile_error",
    "internal_error",
    "cancelled",
)
UNFINISHED_STATUSES = ("pending", "running")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _at(name: str, *, required: bool = True) -> Column[Any]:
    """A point in time; a required one is the transaction's start unless given."""
    default = func.now() if required else None
    return Column(name, TIMESTAMP(timezone=True), nullable=not required, server_default=default)


def _one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _json_is(column: str, kind: str) -> CheckConstraint:
    return CheckConstraint(f"jsonb_typeof({column}) = '{kind}'", name=f"{column}_{kind}")


users = Table(
    "users",  # "user" is a reserved word
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("display_name", Text),
    Column("email", Text),
    Column("provider", Text, nullable=False, server_default="jupyter"),
    _at("created_at"),
    CheckConstraint("name <> ''", name="name_given"),
)

problems = Table(
    "problems",
    metadata,
    _id(),
    Column("uuid", UUID(as_uuid=True), nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("difficulty", Text, nullable=False),
    Column("prompt_md", Text, nullable=False),
    # The public part only; the whole of it is in hidden_tests.
    Column("tests_json", JSONB, nullable=False),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("points", DOUBLE_PRECISION, nullable=False),
    # Empty only within the transaction that makes the problem and its first version.
    Column("current_version_id", BigInteger),
    _at("created_at"),
    _at("updated_at"),
    # Whose instructors sent it: they alone may change it, and in no set nobody else sees it.
    Column("course_id", ForeignKey("courses.id", ondelete="RESTRICT")),
    ForeignKeyConstraint(
        ["id", "current_version_id"],
        ["problem_versions.problem_id", "problem_versions.id"],
        name="fk_problems_current_version",
        use_alter=True,
    ),
    _one_of("difficulty", DIFFICULTIES),
    _json_is("tests_json", "object"),
    CheckConstraint("points >= 0", name="points"),
    Index(None, "course_id", postgresql_where=text("course_id IS NOT NULL")),
)

problem_versions = Table(
    "problem_versions",
    metadata,
    _id(),
    Column("problem_id", ForeignKey("problems.id", ondelete="CASCADE"), nullable=False),
    # Over the whole problem, secrets included: an equal digest is an equal problem.
    Column("content_digest", Text, nullable=False),
    # Over the tests alone: an equal digest gives equal code the same verdict.
    Column("tests_digest", Text, nullable=False),
    # What a student may see.
    Column("document", JSONB, nullable=False),
    _at("created_at"),
    UniqueConstraint("problem_id", "content_digest"),
    # Lets others refer to a version together with the problem it must belong to.
    UniqueConstraint("problem_id", "id"),
    _json_is("document", "object"),
)

hidden_tests = Table(
    "hidden_tests",
    metadata,
    Column(
        "problem_version_id",
        ForeignKey("problem_versions.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("tests_json", JSONB, nullable=False),
    Column("solution", Text, nullable=False),
    Column("wrong", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    # The rest of the problem as its author wrote it, hints and tutor's policy included.
    Column("problem", JSONB, nullable=False),
    _json_is("tests_json", "object"),
    _json_is("wrong", "array"),
    _json_is("problem", "object"),
)

courses = Table(
    "courses",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    _at("created_at"),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, nullable=False, server_default="student"),
    Column("section", Text),
    Column("labels", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    _at("created_at"),
    _one_of("role", ("student", "instructor")),
    Index(None, "course_id", "role"),
)

problem_sets = Table(
    "problem_sets",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("policy", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE")),
    _at("created_at"),
    _at("updated_at"),
    # Of a live set each load counts at once, a published one stays as it was published, a
    # withdrawn one is shown to nobody but its instructors.
    Column("state", Text, nullable=False, server_default="live"),
    _at("published_at", required=False),
    # What was loaded since the publication, and waits for the next one.
    Column("draft", JSONB(none_as_null=True)),
    # The titles of its zones, and of how many of its places each student gets one.
    Column("zones", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    # Whether students get different problems of it, and the secret that says who gets which.
    Column("draws", Boolean, nullable=False, server_default=text("false")),
    Column("seed", UUID(as_uuid=True), nullable=False, server_default=text("gen_random_uuid()")),
    _json_is("policy", "object"),
    _json_is("draft", "object"),
    _json_is("zones", "array"),
    _one_of("state", ("live", "published", "withdrawn")),
    CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_when"),
    Index(None, "course_id", postgresql_where=text("course_id IS NOT NULL")),
)

problem_set_items = Table(
    "problem_set_items",
    metadata,
    Column("set_id", ForeignKey("problem_sets.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("problem_id", ForeignKey("problems.id", ondelete="RESTRICT"), nullable=False),
    Column("zone", SmallInteger, nullable=False, server_default=text("0")),
    # Problems of one slot are alternatives: a student gets one of them at most.
    Column("slot", Integer, nullable=False, server_default=text("0")),
    # What was current when the set was published.
    Column("version_id", BigInteger),
    UniqueConstraint("set_id", "problem_id"),
    ForeignKeyConstraint(
        ["problem_id", "version_id"],
        ["problem_versions.problem_id", "problem_versions.id"],
        name="fk_problem_set_items_version",
    ),
    CheckConstraint('"position" >= 0', name="position"),
    Index(None, "problem_id"),
)

submissions = Table(
    "submissions",
    metadata,
    _id(),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("problem_id", ForeignKey("problems.id", ondelete="RESTRICT"), nullable=False),
    Column("problem_version_id", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="pending"),
    Column("score", DOUBLE_PRECISION),
    Column("runtime_ms", Integer),
    # The whole verdict, hidden tests included.
    Column("verdict", JSONB(none_as_null=True)),
    Column("tests_digest", Text, nullable=False),
    Column("idempotency_key", UUID(as_uuid=True), nullable=False),
    _at("created_at"),
    _at("judged_at", required=False),
    # The process that has it in hand, by the number of its advisory lock; null in the queue.
    Column("judge", Integer),
    ForeignKeyConstraint(
        ["problem_id", "problem_version_id"],
        ["problem_versions.problem_id", "problem_versions.id"],
        name="fk_submissions_version",
    ),
    UniqueConstraint("user_id", "idempotency_key"),
    _one_of("status", SUBMISSION_STATUSES),
    _json_is("verdict", "object"),
    CheckConstraint(f"octet_length(code) <= {MAX_CODE_BYTES}", name="code_size"),
    CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    CheckConstraint("runtime_ms >= 0", name="runtime_ms"),
    Index("ix_submissions_user_problem", "user_id", "problem_id", text("id DESC")),
    Index("ix_submissions_problem", "problem_id", "id"),
    # A student has one open submission to a problem. The only index that knows the status:
    # each one more makes every verdict cost more.
    Index(
        "uq_submissions_open",
        "user_id",
        "problem_id",
        unique=True,
        postgresql_where=text("status IN ('pending', 'running')"),
    ),
)

rejudgements = Table(
    "rejudgements",
    metadata,
    # One result for each submission and tests: judging again with the same tests adds nothing.
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("tests_digest", Text, primary_key=True),
    Column(
        "problem_version_id",
        ForeignKey("problem_versions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("status", Text, nullable=False),
    Column("score", DOUBLE_PRECISION),
    Column("runtime_ms", Integer),
    Column("verdict", JSONB(none_as_null=True), nullable=False),
    _at("judged_at"),
    _json_is("verdict", "object"),
    CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    CheckConstraint("runtime_ms >= 0", name="runtime_ms"),
)

openings = Table(
    "openings",
    metadata,
    # When a student of a course first had a problem of the course before the eyes.
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "problem_id",
        ForeignKey("problems.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    _at("opened_at"),
)

questions = Table(
    "questions",
    metadata,
    # What a student has passed on to the instructors of a course; its texts are messages.
    _id(),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False),
    Column("problem_id", ForeignKey("problems.id", ondelete="RESTRICT"), nullable=False),
    # The attempt at hand, and the cell where it had changed since.
    Column("submission_id", ForeignKey("submissions.id", ondelete="SET NULL")),
    Column("code", Text),
    _at("asked_at"),
    _at("answered_at", required=False),
    CheckConstraint(f"octet_length(code) <= {MAX_CODE_BYTES}", name="code_size"),
    Index("ix_questions_course", "course_id", "id"),
    Index("ix_questions_user_problem", "user_id", "problem_id"),
    Index(None, "problem_id"),
    Index(
        "ix_questions_submission",
        "submission_id",
        postgresql_where=text("submission_id IS NOT NULL"),
    ),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    Column("submission_id", ForeignKey("submissions.id", ondelete="SET NULL")),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    # Beside the submission's, so that one can ask before the first submission.
    Column("problem_id", ForeignKey("problems.id", ondelete="RESTRICT"), nullable=False),
    Column("role", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text),
    Column("model", Text),
    Column("rung", SmallInteger),
    Column("rule", Text),
    Column("state", Text, nullable=False, server_default="complete"),
    Column("rating", SmallInteger),
    _at("created_at"),
    # Of what is said between the student and an instructor; the tutor knows nothing of it.
    Column("question_id", ForeignKey("questions.id", ondelete="CASCADE")),
    # The instructor who wrote it.
    Column("author_id", ForeignKey("users.id", ondelete="SET NULL")),
    _one_of("role", ("user", "assistant")),
    _one_of("source", ("builtin", "llm", "instructor")),
    _one_of("state", ("complete", "streaming", "stopped", "failed")),
    CheckConstraint("rating IN (-1, 1)", name="rating"),
    CheckConstraint("(role = 'assistant') = (source IS NOT NULL)", name="source_of_assistant"),
    CheckConstraint(
        "source <> 'instructor' OR question_id IS NOT NULL", name="question_of_instructor"
    ),
    CheckConstraint("author_id IS NULL OR source = 'instructor'", name="author_of_instructor"),
    Index("ix_messages_user_problem", "user_id", "problem_id", "id"),
    Index(
        "ix_messages_submission",
        "submission_id",
        postgresql_where=text("submission_id IS NOT NULL"),
    ),
    Index("ix_messages_problem", "problem_id"),
    # Few messages are a student's, and the class view asks for all of them at a time.
    Index(
        "ix_messages_asked",
        "problem_id",
        "user_id",
        "created_at",
        postgresql_where=text("role = 'user'"),
    ),
    Index("ix_messages_question", "question_id", postgresql_where=text("question_id IS NOT NULL")),
    Index("ix_messages_author", "author_id", postgresql_where=text("author_id IS NOT NULL")),
    Index("ix_messages_streaming", "id", postgresql_where=text("state = 'streaming'")),
)

skill_stats = Table(
    "skill_stats",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("solved", Integer, nullable=False, server_default=text("0")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("hints_used", Integer, nullable=False, server_default=text("0")),
    _at("updated_at"),
    # What this tag adds to the student's ability, and the results that say so.
    Column("delta", DOUBLE_PRECISION, nullable=False, server_default=text("0")),
    Column("results", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("0 <= solved AND solved <= attempts", name="solved"),
    CheckConstraint("hints_used >= 0", name="hints_used"),
    CheckConstraint("results >= 0", name="results"),
    postgresql_with={"fillfactor": 70},  # room to update in place: no index knows the counts
)

abilities = Table(
    "abilities",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("theta", DOUBLE_PRECISION, nullable=False, server_default=text("0")),
    Column("results", Integer, nullable=False, server_default=text("0")),
    postgresql_with={"fillfactor": 70},
)

# Beside the problem's row, which is read by all and would be rewritten by every result.
problem_ratings = Table(
    "problem_ratings",
    metadata,
    Column("problem_id", ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True),
    Column("rating", DOUBLE_PRECISION, nullable=False),
    Column("results", Integer, nullable=False, server_default=text("0")),
    postgresql_with={"fillfactor": 50},
)

tutor_students = Table(
    "tutor_students",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    # All that a model's provider ever learns of who asks.
    Column(
        "pseudonym",
        UUID(as_uuid=True),
        nullable=False,
        server_default=text("gen_random_uuid()"),
    ),
    # Which model at which host the student agreed to; another one needs another consent.
    Column("agreed_to", Text),
    _at("agreed_at", required=False),
    CheckConstraint("(agreed_to IS NULL) = (agreed_at IS NULL)", name="agreed"),
)

llm_calls = Table(
    "llm_calls",
    metadata,
    _id(),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("problem_id", ForeignKey("problems.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", ForeignKey("messages.id", ondelete="SET NULL")),
    Column("model", Text, nullable=False),
    # Both are emptied when their time is over; the counts stay.
    Column("prompt", JSONB(none_as_null=True)),
    Column("reply", Text),
    Column("outcome", Text, nullable=False),
    Column("held_back", Integer, nullable=False, server_default=text("0")),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False, server_default=text("0")),
    _at("created_at"),
    _at("ended_at", required=False),
    _json_is("prompt", "array"),
    CheckConstraint("prompt_tokens >= 0 AND completion_tokens >= 0", name="tokens"),
    Index("ix_llm_calls_user", "user_id", "created_at"),
    Index(None, "created_at"),
    Index(None, "message_id"),
    Index(None, "problem_id"),
)

# Token buckets; without a user, those of the whole installation. What a crash of the
# database empties, students only gain by.
rate_limits = Table(
    "rate_limits",
    metadata,
    _id(),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE")),
    Column("kind", Text, nullable=False),
    Column("tokens", DOUBLE_PRECISION, nullable=False),
    _at("updated_at"),
    UniqueConstraint("user_id", "kind", postgresql_nulls_not_distinct=True),
    prefixes=["UNLOGGED"],
    postgresql_with={"fillfactor": 50},
)

QUEUE_TABLES_PREFIX = "procrastinate_"
"""The queue's tables are procrastinate's own; its SQL is part of our migrations."""
