"""the quiz: items, what happened to them, matches, rounds, answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0014"
down_revision = "0013"
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


def _json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "quiz_item",
        _id(),
        *_to("excerpt_id", "excerpt", nullable=True, on_delete="SET NULL"),
        _text("recipe", 64),
        _text("kind", 16),
        _text("criterion", 160),
        _json("content"),
        _text("sound", 64),
        _text("seed", 32),
        _text("state", 16),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "quiz_act",
        _id(),
        *_to("item_id", "quiz_item", on_delete="CASCADE"),
        _text("kind", 16),
        _json("given", nullable=True),
        _text("note"),
        _json("details"),
        *_to("author_id", "person", nullable=True),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "quiz_match",
        _id(),
        *_to("challenger_id", "person"),
        *_to("opponent_id", "person"),
        _json("items"),
        _moment("created_at"),
        _moment("until"),
        _moment("declined_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "quiz_round",
        _id(),
        *_to("person_id", "person"),
        *_to("match_id", "quiz_match", nullable=True),
        _json("items"),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("match_id", "person_id"),
    )
    op.create_table(
        "quiz_answer",
        _id(),
        *_to("round_id", "quiz_round"),
        *_to("item_id", "quiz_item"),
        *_to("person_id", "person"),
        _json("given"),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "item_id"),
    )
    for table, columns in (
        ("quiz_item", ("excerpt_id", "state", "author_id")),
        ("quiz_act", ("item_id", "author_id")),
        ("quiz_match", ("challenger_id", "opponent_id")),
        ("quiz_round", ("person_id", "match_id")),
    ):
        for name in columns:
            op.create_index(f"ix_{table}_{name}", table, [name])
    op.create_index("ix_quiz_answer_person_item", "quiz_answer", ["person_id", "item_id"])
    op.create_index("ix_quiz_answer_item_first", "quiz_answer", ["item_id", "first"])
