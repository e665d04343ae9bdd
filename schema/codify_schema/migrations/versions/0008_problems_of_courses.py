"""Problems that the instructors of a course have sent belong to the course.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE problems ADD COLUMN course_id BIGINT
            CONSTRAINT fk_problems_course_id_courses REFERENCES courses (id) ON DELETE RESTRICT
    """)
    op.execute("""
        CREATE INDEX ix_problems_course_id ON problems (course_id) WHERE course_id IS NOT NULL
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE problems DROP COLUMN course_id")
