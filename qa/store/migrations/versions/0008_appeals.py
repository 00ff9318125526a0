"""the life of a published review: acknowledgement, appeals, notices, coaching, mentors"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0008"
down_revision = "0007"
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
        "appeal",
        _id(),
        *_to("review_id", "review", on_delete="CASCADE"),
        *_to("finding_id", "finding", nullable=True, on_delete="CASCADE"),
        *_to("remark_id", "remark", nullable=True, on_delete="CASCADE"),
        *_to("author_id", "person"),
        _text("comment"),
        _text("proposed", 16),
        _text("verdict", 16),
        _text("state", 16),
        *_to("judge_id", "person", nullable=True),
        *_to("judged_by", "person", nullable=True),
        _text("reason"),
        _moment("created_at"),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("review_id", "author_id", "state", "judge_id"):
        op.create_index(f"ix_appeal_{name}", "appeal", [name])
    still = sa.text("state <> 'withdrawn'")
    for point in ("finding", "remark"):
        op.create_index(
            f"ux_appeal_{point}", "appeal", [f"{point}_id", "review_id"], unique=True, sqlite_where=still, postgresql_where=still
        )
    op.create_table(
        "review_entry",
        _id(),
        *_to("review_id", "review", on_delete="CASCADE"),
        _text("kind", 16),
        *_to("author_id", "person"),
        _text("text"),
        *_to("finding_id", "finding", nullable=True, on_delete="CASCADE"),
        *_to("remark_id", "remark", nullable=True, on_delete="CASCADE"),
        *_to("appeal_id", "appeal", nullable=True, on_delete="CASCADE"),
        _text("before"),
        _text("after"),
        sa.Column("percent_before", sa.Float(), nullable=True),
        sa.Column("percent_after", sa.Float(), nullable=True),
        _moment("appeal_until", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("review_id", "author_id"):
        op.create_index(f"ix_review_entry_{name}", "review_entry", [name])
    op.create_table(
        "notice",
        _id(),
        *_to("person_id", "person", on_delete="CASCADE"),
        _text("kind", 16),
        *_to("call_id", "call", nullable=True, on_delete="CASCADE"),
        *_to("appeal_id", "appeal", nullable=True, on_delete="CASCADE"),
        *_to("author_id", "person", nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        _text("text"),
        _moment("created_at"),
        _moment("read_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notice_call_id", "notice", ["call_id"])
    op.create_index("ix_notice_person_id_read_at", "notice", ["person_id", "read_at"])
    op.create_table(
        "coaching",
        _id(),
        *_to("call_id", "call", on_delete="CASCADE"),
        *_to("agent_id", "person"),
        *_to("author_id", "person"),
        *_to("transcript_id", "transcript", on_delete="CASCADE"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("utterance", "from_char", "to_char")),
        _text("quote"),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("starts_at", "ends_at")),
        _text("text"),
        sa.Column("follow_up", sa.Date(), nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("call_id", "agent_id", "author_id"):
        op.create_index(f"ix_coaching_{name}", "coaching", [name])
    op.create_table(
        "coaching_outcome",
        _id(),
        *_to("coaching_id", "coaching", on_delete="CASCADE"),
        *_to("author_id", "person"),
        _text("text"),
        sa.Column("follow_up", sa.Date(), nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("coaching_id", "author_id"):
        op.create_index(f"ix_coaching_outcome_{name}", "coaching_outcome", [name])
    op.create_table(
        "mentor",
        _id(),
        *_to("mentor_id", "person"),
        *_to("newcomer_id", "person"),
        *_to("set_by", "person", nullable=True),
        _moment("created_at"),
        *_to("ended_by", "person", nullable=True),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("mentor_id", "newcomer_id"):
        op.create_index(f"ix_mentor_{name}", "mentor", [name])
    still = sa.text("ended_at IS NULL")
    op.create_index("ux_mentor", "mentor", ["mentor_id", "newcomer_id"], unique=True, sqlite_where=still, postgresql_where=still)
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for column in ("stage VARCHAR(16) NOT NULL DEFAULT ''", f"acknowledged_at {moment}", f"appeal_until {moment}"):
        op.execute(f'ALTER TABLE "review" ADD COLUMN {column}')
