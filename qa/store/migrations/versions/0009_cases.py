"""case files; notices on more than calls; coaching notes that are withdrawn"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0009"
down_revision = "0008"
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
    op.create_table(
        "case_file",
        _id(),
        _text("title"),
        _text("reference", 64),
        _text("team", 64),
        _text("family", 16),
        _text("state", 16),
        *_to("owner_id", "person", nullable=True),
        _moment("complained_at"),
        _moment("next_at", nullable=True),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        _moment("changed_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("reference", "team"):
        op.create_index(f"ix_case_file_{name}", "case_file", [name])
    op.create_index("ix_case_file_owner_next", "case_file", ["owner_id", "next_at"])
    op.create_index("ix_case_file_state_next", "case_file", ["state", "next_at"])
    op.create_table(
        "case_entry",
        _id(),
        *_to("case_id", "case_file", on_delete="CASCADE"),
        _text("kind", 16),
        _text("text"),
        _text("family", 16),
        _moment("at", nullable=True),
        *_to("person_id", "person", nullable=True),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_entry_case_id", "case_entry", ["case_id"])
    op.create_table(
        "case_call",
        _id(),
        *_to("case_id", "case_file", on_delete="CASCADE"),
        *_to("call_id", "call", nullable=True, on_delete="SET NULL"),
        _text("note"),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        _text("ended_note"),
        *_to("ended_by", "person", nullable=True),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("case_id", "call_id"):
        op.create_index(f"ix_case_call_{name}", "case_call", [name])
    op.create_table(
        "case_term",
        _id(),
        *_to("case_id", "case_file", on_delete="CASCADE"),
        _text("term", 32),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("term", "case_id"),
    )
    op.create_index("ix_case_term_case_id", "case_term", ["case_id"])
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    for column in ("subject VARCHAR(64) NOT NULL DEFAULT ''", "once VARCHAR(96) NOT NULL DEFAULT ''"):
        op.execute(f'ALTER TABLE "notice" ADD COLUMN {column}')
    once = sa.text("once <> ''")
    op.create_index("ux_notice_once", "notice", ["person_id", "once"], unique=True, sqlite_where=once, postgresql_where=once)
    op.execute('ALTER TABLE "coaching_outcome" ADD COLUMN withdraws BOOLEAN NOT NULL DEFAULT FALSE')
