"""the service improvement list, what was done about each, and the proposals of a month that were answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0015"
down_revision = "0014"
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
        "improvement",
        _id(),
        _text("what"),
        _text("cause", 16),
        _text("team", 64),
        _text("month", 7),
        *_to("owner_id", "person", nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        _text("state", 16),
        sa.Column("shared", sa.Boolean(), nullable=False),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        _moment("changed_at"),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("team", "month", "state"):
        op.create_index(f"ix_improvement_{name}", "improvement", [name])
    op.create_index("ix_improvement_owner_due", "improvement", ["owner_id", "due"])
    op.create_table(
        "improvement_act",
        _id(),
        *_to("improvement_id", "improvement", on_delete="CASCADE"),
        _text("field", 16),
        _text("text"),
        _text("value", 16),
        *_to("person_id", "person", nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_improvement_act_improvement_id", "improvement_act", ["improvement_id"])
    op.create_table(
        "improvement_proposal",
        _id(),
        _text("month", 7),
        _text("team", 64),
        _text("key", 192),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("title", "why", "evidence")),
        *_to("improvement_id", "improvement", nullable=True, on_delete="CASCADE"),
        _text("reason"),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("month", "team", "key"),
    )
    op.create_index("ix_improvement_proposal_improvement_id", "improvement_proposal", ["improvement_id"])
