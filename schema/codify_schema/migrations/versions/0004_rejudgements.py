"""Results of submissions by the tests that gave them.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE rejudgements (
        submission_id BIGINT NOT NULL,
        tests_digest TEXT NOT NULL,
        problem_version_id BIGINT NOT NULL,
        status TEXT NOT NULL,
        score DOUBLE PRECISION,
        runtime_ms INTEGER,
        verdict JSONB NOT NULL,
        judged_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_rejudgements PRIMARY KEY (submission_id, tests_digest),
        CONSTRAINT fk_rejudgements_submission_id_submissions
            FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE CASCADE,
        CONSTRAINT fk_rejudgements_problem_version_id_problem_versions
            FOREIGN KEY (problem_version_id) REFERENCES problem_versions (id) ON DELETE CASCADE,
        CONSTRAINT ck_rejudgements_verdict_object CHECK (jsonb_typeof(verdict) = 'object'),
        CONSTRAINT ck_rejudgements_score CHECK (score BETWEEN 0 AND 1),
        CONSTRAINT ck_rejudgements_runtime_ms CHECK (runtime_ms >= 0)
    )
    """,
    "CREATE INDEX ix_rejudgements_problem_version_id ON rejudgements (problem_version_id)",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE rejudgements")
