"""sources of recordings, watched folders, where somebody talks, priority"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("agent_channel", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("hotwords", sa.JSON(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("raw", sa.String(length=32), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.Float(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("note_zh", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", "path"),
    )
    op.create_index("ix_seen_source_id", "seen", ["source_id"])
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    for table, column in (
        ("recording", "raw VARCHAR(32) NOT NULL DEFAULT ''"),
        ("recording", "activity JSON"),
        ("call", "source_id INTEGER REFERENCES source (id)"),
        ("call", "queue VARCHAR(64) NOT NULL DEFAULT ''"),
        ("call", "phone VARCHAR(32) NOT NULL DEFAULT ''"),
        ("call", "priority INTEGER NOT NULL DEFAULT 0"),
    ):
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    op.create_index("ix_call_source_id", "call", ["source_id"])
