"""Abilities by Elo, consent to a language model, and what was sent to it.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE skill_stats ADD COLUMN delta DOUBLE PRECISION DEFAULT 0 NOT NULL",
    "ALTER TABLE skill_stats ADD COLUMN results INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE skill_stats ADD CONSTRAINT ck_skill_stats_results CHECK (results >= 0)",
    """
    CREATE TABLE abilities (
        user_id BIGINT NOT NULL,
        theta DOUBLE PRECISION DEFAULT 0 NOT NULL,
        results INTEGER DEFAULT 0 NOT NULL,
        CONSTRAINT pk_abilities PRIMARY KEY (user_id),
        CONSTRAINT fk_abilities_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
    )
     WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE problem_ratings (
        problem_id BIGINT NOT NULL,
        rating DOUBLE PRECISION NOT NULL,
        results INTEGER DEFAULT 0 NOT NULL,
        CONSTRAINT pk_problem_ratings PRIMARY KEY (problem_id),
        CONSTRAINT fk_problem_ratings_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE CASCADE
    )
     WITH (fillfactor = 50)
    """,
    """
    CREATE TABLE tutor_students (
        user_id BIGINT NOT NULL,
        pseudonym UUID DEFAULT gen_random_uuid() NOT NULL,
        agreed_to TEXT,
        agreed_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_tutor_students PRIMARY KEY (user_id),
        CONSTRAINT ck_tutor_students_agreed CHECK ((agreed_to IS NULL) = (agreed_at IS NULL)),
        CONSTRAINT fk_tutor_students_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE llm_calls (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        user_id BIGINT NOT NULL,
        problem_id BIGINT NOT NULL,
        message_id BIGINT,
        model TEXT NOT NULL,
        prompt JSONB,
        reply TEXT,
        outcome TEXT NOT NULL,
        held_back INTEGER DEFAULT 0 NOT NULL,
        prompt_tokens INTEGER NOT NULL,
        completion_tokens INTEGER DEFAULT 0 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        ended_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_llm_calls PRIMARY KEY (id),
        CONSTRAINT ck_llm_calls_prompt_array CHECK (jsonb_typeof(prompt) = 'array'),
        CONSTRAINT ck_llm_calls_tokens CHECK (prompt_tokens >= 0 AND completion_tokens >= 0),
        CONSTRAINT fk_llm_calls_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_llm_calls_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE CASCADE,
        CONSTRAINT fk_llm_calls_message_id_messages
            FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE SET NULL
    )
    """,
    "CREATE INDEX ix_llm_calls_user ON llm_calls (user_id, created_at)",
    "CREATE INDEX ix_llm_calls_created_at ON llm_calls (created_at)",
    "CREATE INDEX ix_llm_calls_message_id ON llm_calls (message_id)",
    "CREATE INDEX ix_llm_calls_problem_id ON llm_calls (problem_id)",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE llm_calls, tutor_students, problem_ratings, abilities")
    op.execute("ALTER TABLE skill_stats DROP COLUMN results, DROP COLUMN delta")
