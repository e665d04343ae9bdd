"""Sets that are published: frozen versions, and problems drawn for each student.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    ALTER TABLE problem_sets
        ADD COLUMN state TEXT DEFAULT 'live' NOT NULL,
        ADD COLUMN published_at TIMESTAMP WITH TIME ZONE,
        ADD COLUMN draft JSONB,
        ADD COLUMN zones JSONB DEFAULT '[]'::jsonb NOT NULL,
        ADD COLUMN draws BOOLEAN DEFAULT false NOT NULL,
        ADD COLUMN seed UUID DEFAULT gen_random_uuid() NOT NULL,
        ADD CONSTRAINT ck_problem_sets_draft_object CHECK (jsonb_typeof(draft) = 'object'),
        ADD CONSTRAINT ck_problem_sets_zones_array CHECK (jsonb_typeof(zones) = 'array'),
        ADD CONSTRAINT ck_problem_sets_state CHECK (state IN ('live', 'published', 'withdrawn')),
        ADD CONSTRAINT ck_problem_sets_published_when
            CHECK (state <> 'published' OR published_at IS NOT NULL)
    """,
    """
    ALTER TABLE problem_set_items
        ADD COLUMN zone SMALLINT DEFAULT 0 NOT NULL,
        ADD COLUMN slot INTEGER DEFAULT 0 NOT NULL,
        ADD COLUMN version_id BIGINT,
        ADD CONSTRAINT fk_problem_set_items_version FOREIGN KEY (problem_id, version_id)
            REFERENCES problem_versions (problem_id, id)
    """,
    "UPDATE problem_set_items SET slot = position",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute(
        "ALTER TABLE problem_set_items DROP COLUMN zone, DROP COLUMN slot, DROP COLUMN version_id"
    )
    op.execute(
        "ALTER TABLE problem_sets DROP COLUMN state, DROP COLUMN published_at,"
        " DROP COLUMN draft, DROP COLUMN zones, DROP COLUMN draws, DROP COLUMN seed"
    )
