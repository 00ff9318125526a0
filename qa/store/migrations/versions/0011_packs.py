"""packs: time to talk, versions frozen when shown, and the meetings they were shown in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _to(name: str, table: str, *, nullable: bool = False, on_delete: str = "RESTRICT") -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column(name, sa.Integer(), nullable=nullable), sa.ForeignKeyConstraint([name], [f"{table}.id"], ondelete=on_delete)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment(timezone=True), nullable=nullable)


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    op.execute('ALTER TABLE "pack" ADD COLUMN talk_s INTEGER NOT NULL DEFAULT 60')
    op.add_column("pack", _moment("dropped_at", nullable=True))
    op.execute('ALTER TABLE "pack_item" ADD COLUMN talk_s INTEGER')
    op.create_table(
        "pack_version",
        _id(),
        *_to("pack_id", "pack"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("title"),
        _text("note"),
        sa.Column("talk_s", sa.Integer(), nullable=False),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pack_id", "number"),
    )
    op.create_index("ix_pack_version_pack_id", "pack_version", ["pack_id"])
    op.create_table(
        "pack_version_item",
        _id(),
        *_to("version_id", "pack_version", on_delete="CASCADE"),
        *_to("excerpt_id", "excerpt", nullable=True, on_delete="SET NULL"),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("talking_point"),
        sa.Column("talk_s", sa.Integer(), nullable=False),
        _text("kind", 16),
        _text("title"),
        _text("note"),
        sa.Column("seconds", sa.Float(), nullable=False),
        _text("digest", 64),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("version_id", "position"),
    )
    for name in ("version_id", "excerpt_id"):
        op.create_index(f"ix_pack_version_item_{name}", "pack_version_item", [name])
    op.create_table(
        "presentation",
        _id(),
        *_to("version_id", "pack_version", on_delete="CASCADE"),
        _text("team", 64),
        *_to("author_id", "person", nullable=True),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("version_id", "team"):
        op.create_index(f"ix_presentation_{name}", "presentation", [name])
    op.create_table(
        "presentation_entry",
        _id(),
        *_to("presentation_id", "presentation", on_delete="CASCADE"),
        _text("kind", 16),
        *_to("item_id", "pack_version_item", nullable=True, on_delete="CASCADE"),
        _text("text"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("good", "bad", "unsure")),
        sa.Column("people", sa.JSON(), nullable=False),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_presentation_entry_presentation_id", "presentation_entry", ["presentation_id"])
