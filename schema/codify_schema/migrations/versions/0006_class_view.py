"""Who opened which problem, and questions that students pass on to their instructors.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE openings (
        user_id BIGINT NOT NULL,
        problem_id BIGINT NOT NULL,
        opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_openings PRIMARY KEY (user_id, problem_id),
        CONSTRAINT fk_openings_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_openings_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_openings_problem_id ON openings (problem_id)",
    """
    CREATE TABLE questions (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        user_id BIGINT NOT NULL,
        course_id BIGINT NOT NULL,
        problem_id BIGINT NOT NULL,
        submission_id BIGINT,
        code TEXT,
        asked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        answered_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_questions PRIMARY KEY (id),
        CONSTRAINT ck_questions_code_size CHECK (octet_length(code) <= 262144),
        CONSTRAINT fk_questions_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_questions_course_id_courses
            FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE,
        CONSTRAINT fk_questions_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE RESTRICT,
        CONSTRAINT fk_questions_submission_id_submissions
            FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE SET NULL
    )
    """,
    "CREATE INDEX ix_questions_course ON questions (course_id, id)",
    "CREATE INDEX ix_questions_user_problem ON questions (user_id, problem_id)",
    "CREATE INDEX ix_questions_problem_id ON questions (problem_id)",
    """
    CREATE INDEX ix_questions_submission ON questions (submission_id)
        WHERE submission_id IS NOT NULL
    """,
    "ALTER TABLE messages ADD COLUMN question_id BIGINT",
    "ALTER TABLE messages ADD COLUMN author_id BIGINT",
    """
    ALTER TABLE messages
        ADD CONSTRAINT fk_messages_question_id_questions
            FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE,
        ADD CONSTRAINT fk_messages_author_id_users
            FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL,
        DROP CONSTRAINT ck_messages_source,
        ADD CONSTRAINT ck_messages_source CHECK (source IN ('builtin', 'llm', 'instructor')),
        ADD CONSTRAINT ck_messages_question_of_instructor
            CHECK (source <> 'instructor' OR question_id IS NOT NULL),
        ADD CONSTRAINT ck_messages_author_of_instructor
            CHECK (author_id IS NULL OR source = 'instructor')
    """,
    "CREATE INDEX ix_messages_question ON messages (question_id) WHERE question_id IS NOT NULL",
    "CREATE INDEX ix_messages_author ON messages (author_id) WHERE author_id IS NOT NULL",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE question_id IS NOT NULL")
    op.execute("""
        ALTER TABLE messages
            DROP CONSTRAINT ck_messages_source,
            DROP COLUMN author_id,
            DROP COLUMN question_id,
            ADD CONSTRAINT ck_messages_source CHECK (source IN ('builtin', 'llm'))
    """)
    op.execute("DROP TABLE questions, openings")
