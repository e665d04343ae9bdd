"""The queue's tables, who judges a submission, one open submission, and limits.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE submissions ADD COLUMN judge INTEGER",
    # Of several open submissions to one problem the newest is judged.
    """
    UPDATE submissions AS older SET status = 'cancelled', judged_at = now()
    WHERE status IN ('pending', 'running') AND EXISTS (
        SELECT FROM submissions AS newer
        WHERE newer.user_id = older.user_id AND newer.problem_id = older.problem_id
            AND newer.status IN ('pending', 'running') AND newer.id > older.id
    )
    """,
    "DROP INDEX ix_submissions_unfinished",
    """
    CREATE UNIQUE INDEX uq_submissions_open ON submissions (user_id, problem_id)
        WHERE status IN ('pending', 'running')
    """,
    """
    CREATE UNLOGGED TABLE rate_limits (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        user_id BIGINT,
        kind TEXT NOT NULL,
        tokens DOUBLE PRECISION NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_rate_limits PRIMARY KEY (id),
        CONSTRAINT uq_rate_limits_user_id_kind UNIQUE NULLS NOT DISTINCT (user_id, kind),
        CONSTRAINT fk_rate_limits_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
    )
     WITH (fillfactor = 50)
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
    vendored = resources.files("codify_schema.migrations") / "vendored" / "procrastinate_3_10.sql"
    # Many statements in one text, with percent signs: nothing must look for parameters in it.
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(
        vendored.read_text(encoding="utf-8")
    )


def downgrade() -> None:
    op.execute("""
        DO $$
        DECLARE thing record;
        BEGIN
            DROP TABLE procrastinate_periodic_defers, procrastinate_events,
                procrastinate_jobs, procrastinate_workers CASCADE;
            FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
                WHERE proname LIKE 'procrastinate\\_%' LOOP
                EXECUTE 'DROP FUNCTION ' || thing.name || ' CASCADE';
            END LOOP;
            DROP TYPE IF EXISTS procrastinate_job_to_defer_v1, procrastinate_job_event_type,
                procrastinate_job_status CASCADE;
        END $$
    """)
    op.execute("DROP TABLE rate_limits")
    op.execute("DROP INDEX uq_submissions_open")
    op.execute("""
        CREATE INDEX ix_submissions_unfinished ON submissions (id)
            WHERE status IN ('pending', 'running')
    """)
    op.execute("ALTER TABLE submissions DROP COLUMN judge")
