"""The first tables.

In SQL, so that it stays what it was when ``codify_schema.tables`` moves on.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE users (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        name TEXT NOT NULL,
        display_name TEXT,
        email TEXT,
        provider TEXT DEFAULT 'jupyter' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_users PRIMARY KEY (id),
        CONSTRAINT ck_users_name_given CHECK (name <> ''),
        CONSTRAINT uq_users_name UNIQUE (name)
    )
    """,
    """
    CREATE TABLE courses (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        slug TEXT NOT NULL,
        title TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_courses PRIMARY KEY (id),
        CONSTRAINT uq_courses_slug UNIQUE (slug)
    )
    """,
    """
    CREATE TABLE enrolments (
        user_id BIGINT NOT NULL,
        course_id BIGINT NOT NULL,
        role TEXT DEFAULT 'student' NOT NULL,
        section TEXT,
        labels TEXT[] DEFAULT '{}'::text[] NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_enrolments PRIMARY KEY (user_id, course_id),
        CONSTRAINT ck_enrolments_role CHECK (role IN ('student', 'instructor')),
        CONSTRAINT fk_enrolments_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_enrolments_course_id_courses
            FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_enrolments_course_id_role ON enrolments (course_id, role)",
    """
    CREATE TABLE problems (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        uuid UUID NOT NULL,
        slug TEXT NOT NULL,
        title TEXT NOT NULL,
        difficulty TEXT NOT NULL,
        prompt_md TEXT NOT NULL,
        tests_json JSONB NOT NULL,
        tags TEXT[] DEFAULT '{}'::text[] NOT NULL,
        points DOUBLE PRECISION NOT NULL,
        current_version_id BIGINT,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_problems PRIMARY KEY (id),
        CONSTRAINT ck_problems_difficulty CHECK (difficulty IN ('intro', 'easy', 'medium', 'hard')),
        CONSTRAINT ck_problems_tests_json_object CHECK (jsonb_typeof(tests_json) = 'object'),
        CONSTRAINT ck_problems_points CHECK (points >= 0),
        CONSTRAINT uq_problems_uuid UNIQUE (uuid),
        CONSTRAINT uq_problems_slug UNIQUE (slug)
    )
    """,
    """
    CREATE TABLE problem_versions (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        problem_id BIGINT NOT NULL,
        content_digest TEXT NOT NULL,
        tests_digest TEXT NOT NULL,
        document JSONB NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_problem_versions PRIMARY KEY (id),
        CONSTRAINT uq_problem_versions_problem_id_content_digest
            UNIQUE (problem_id, content_digest),
        CONSTRAINT uq_problem_versions_problem_id_id UNIQUE (problem_id, id),
        CONSTRAINT ck_problem_versions_document_object CHECK (jsonb_typeof(document) = 'object'),
        CONSTRAINT fk_problem_versions_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE CASCADE
    )
    """,
    """
    ALTER TABLE problems ADD CONSTRAINT fk_problems_current_version
        FOREIGN KEY (id, current_version_id) REFERENCES problem_versions (problem_id, id)
    """,
    """
    CREATE TABLE hidden_tests (
        problem_version_id BIGINT NOT NULL,
        tests_json JSONB NOT NULL,
        solution TEXT NOT NULL,
        wrong JSONB DEFAULT '[]'::jsonb NOT NULL,
        problem JSONB NOT NULL,
        CONSTRAINT pk_hidden_tests PRIMARY KEY (problem_version_id),
        CONSTRAINT ck_hidden_tests_tests_json_object CHECK (jsonb_typeof(tests_json) = 'object'),
        CONSTRAINT ck_hidden_tests_wrong_array CHECK (jsonb_typeof(wrong) = 'array'),
        CONSTRAINT ck_hidden_tests_problem_object CHECK (jsonb_typeof(problem) = 'object'),
        CONSTRAINT fk_hidden_tests_problem_version_id_problem_versions
            FOREIGN KEY (problem_version_id) REFERENCES problem_versions (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE problem_sets (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        slug TEXT NOT NULL,
        title TEXT NOT NULL,
        description TEXT DEFAULT '' NOT NULL,
        policy JSONB DEFAULT '{}'::jsonb NOT NULL,
        course_id BIGINT,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_problem_sets PRIMARY KEY (id),
        CONSTRAINT ck_problem_sets_policy_object CHECK (jsonb_typeof(policy) = 'object'),
        CONSTRAINT uq_problem_sets_slug UNIQUE (slug),
        CONSTRAINT fk_problem_sets_course_id_courses
            FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_problem_sets_course_id ON problem_sets (course_id) WHERE course_id IS NOT NULL
    """,
    """
    CREATE TABLE problem_set_items (
        set_id BIGINT NOT NULL,
        position INTEGER NOT NULL,
        problem_id BIGINT NOT NULL,
        CONSTRAINT pk_problem_set_items PRIMARY KEY (set_id, position),
        CONSTRAINT uq_problem_set_items_set_id_problem_id UNIQUE (set_id, problem_id),
        CONSTRAINT ck_problem_set_items_position CHECK ("position" >= 0),
        CONSTRAINT fk_problem_set_items_set_id_problem_sets
            FOREIGN KEY (set_id) REFERENCES problem_sets (id) ON DELETE CASCADE,
        CONSTRAINT fk_problem_set_items_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE RESTRICT
    )
    """,
    "CREATE INDEX ix_problem_set_items_problem_id ON problem_set_items (problem_id)",
    """
    CREATE TABLE submissions (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        user_id BIGINT NOT NULL,
        problem_id BIGINT NOT NULL,
        problem_version_id BIGINT NOT NULL,
        code TEXT NOT NULL,
        status TEXT DEFAULT 'pending' NOT NULL,
        score DOUBLE PRECISION,
        runtime_ms INTEGER,
        verdict JSONB,
        tests_digest TEXT NOT NULL,
        idempotency_key UUID NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        judged_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_submissions PRIMARY KEY (id),
        CONSTRAINT fk_submissions_version
            FOREIGN KEY(problem_id, problem_version_id)
            REFERENCES problem_versions (problem_id, id),
        CONSTRAINT uq_submissions_user_id_idempotency_key UNIQUE (user_id, idempotency_key),
        CONSTRAINT ck_submissions_status CHECK (status IN (
            'pending', 'running', 'accepted',
            'wrong_answer', 'runtime_error', 'time_limit_exceeded',
            'memory_limit_exceeded', 'output_limit_exceeded', 'compile_error',
            'internal_error', 'cancelled'
        )),
        CONSTRAINT ck_submissions_verdict_object CHECK (jsonb_typeof(verdict) = 'object'),
        CONSTRAINT ck_submissions_code_size CHECK (octet_length(code) <= 262144),
        CONSTRAINT ck_submissions_score CHECK (score BETWEEN 0 AND 1),
        CONSTRAINT ck_submissions_runtime_ms CHECK (runtime_ms >= 0),
        CONSTRAINT fk_submissions_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_submissions_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE RESTRICT
    )
    """,
    "CREATE INDEX ix_submissions_problem ON submissions (problem_id, id)",
    """
    CREATE INDEX ix_submissions_unfinished ON submissions (id)
        WHERE status IN ('pending', 'running')
    """,
    "CREATE INDEX ix_submissions_user_problem ON submissions (user_id, problem_id, id DESC)",
    """
    CREATE TABLE messages (
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        submission_id BIGINT,
        user_id BIGINT NOT NULL,
        problem_id BIGINT NOT NULL,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        source TEXT,
        model TEXT,
        rung SMALLINT,
        rule TEXT,
        state TEXT DEFAULT 'complete' NOT NULL,
        rating SMALLINT,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_messages PRIMARY KEY (id),
        CONSTRAINT ck_messages_role CHECK (role IN ('user', 'assistant')),
        CONSTRAINT ck_messages_source CHECK (source IN ('builtin', 'llm')),
        CONSTRAINT ck_messages_state
            CHECK (state IN ('complete', 'streaming', 'stopped', 'failed')),
        CONSTRAINT ck_messages_rating CHECK (rating IN (-1, 1)),
        CONSTRAINT ck_messages_source_of_assistant
            CHECK ((role = 'assistant') = (source IS NOT NULL)),
        CONSTRAINT fk_messages_submission_id_submissions
            FOREIGN KEY (submission_id) REFERENCES submissions (id) ON DELETE SET NULL,
        CONSTRAINT fk_messages_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_messages_problem_id_problems
            FOREIGN KEY (problem_id) REFERENCES problems (id) ON DELETE RESTRICT
    )
    """,
    "CREATE INDEX ix_messages_problem ON messages (problem_id)",
    "CREATE INDEX ix_messages_streaming ON messages (id) WHERE state = 'streaming'",
    """
    CREATE INDEX ix_messages_submission ON messages (submission_id) WHERE submission_id IS NOT NULL
    """,
    "CREATE INDEX ix_messages_user_problem ON messages (user_id, problem_id, id)",
    """
    CREATE TABLE skill_stats (
        user_id BIGINT NOT NULL,
        tag TEXT NOT NULL,
        solved INTEGER DEFAULT 0 NOT NULL,
        attempts INTEGER DEFAULT 0 NOT NULL,
        hints_used INTEGER DEFAULT 0 NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_skill_stats PRIMARY KEY (user_id, tag),
        CONSTRAINT ck_skill_stats_solved CHECK (0 <= solved AND solved <= attempts),
        CONSTRAINT ck_skill_stats_hints_used CHECK (hints_used >= 0),
        CONSTRAINT fk_skill_stats_user_id_users
            FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
    )
     WITH (fillfactor = 70)
    """,
)
_TABLES = (
    "skill_stats",
    "messages",
    "submissions",
    "problem_set_items",
    "problem_sets",
    "hidden_tests",
    "problem_versions",
    "problems",
    "enrolments",
    "courses",
    "users",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute(f"DROP TABLE {', '.join(_TABLES)}")
