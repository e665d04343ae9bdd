"""An index over what students say, for the class view.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE INDEX ix_messages_asked ON messages (problem_id, user_id, created_at)
            WHERE role = 'user'
    """)


def downgrade() -> None:
    op.execute("DROP INDEX ix_messages_asked")
