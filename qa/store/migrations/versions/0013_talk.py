"""talk: score first, votes, kinds and revisions of posts, what is done to them, conclusions, what was seen"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment, now

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SHELF = ["state", "created_at", "expires_on", "kind", "topic", "criterion", "team", "language"]


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _to(name: str, table: str, *, nullable: bool = False, on_delete: str = "RESTRICT") -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column(name, sa.Integer(), nullable=nullable), sa.ForeignKeyConstraint([name], [f"{table}.id"], ondelete=on_delete)


def _moment(name: str = "created_at") -> sa.Column[object]:
    return sa.Column(name, Moment(timezone=True), nullable=False)


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    op.execute('ALTER TABLE "excerpt" ADD COLUMN score_first BOOLEAN NOT NULL DEFAULT false')
    op.execute("ALTER TABLE \"post\" ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT 'plain'")
    op.create_table(
        "excerpt_vote",
        _id(),
        *_to("excerpt_id", "excerpt", on_delete="CASCADE"),
        *_to("person_id", "person"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("stance", 16),
        _text("reason"),
        _text("role", 16),
        _moment(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("excerpt_id", "person_id", "number"),
    )
    op.create_table(
        "post_revision",
        _id(),
        *_to("post_id", "post", on_delete="CASCADE"),
        *_to("author_id", "person"),
        _text("text"),
        _moment(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "post_act",
        _id(),
        *_to("post_id", "post", on_delete="CASCADE"),
        *_to("person_id", "person"),
        _text("act", 16),
        sa.Column("given", sa.Boolean(), nullable=False),
        _moment(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "conclusion",
        _id(),
        *_to("excerpt_id", "excerpt", on_delete="CASCADE"),
        *_to("author_id", "person"),
        _text("text"),
        *_to("best_id", "post", nullable=True, on_delete="SET NULL"),
        _moment(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "thread_seen",
        _id(),
        *_to("person_id", "person", on_delete="CASCADE"),
        *_to("excerpt_id", "excerpt", on_delete="CASCADE"),
        sa.Column("post_id", sa.Integer(), nullable=False),
        _moment("seen_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    for table, name in (
        ("excerpt_vote", "excerpt_id"),
        ("excerpt_vote", "person_id"),
        ("post_revision", "post_id"),
        ("post_act", "post_id"),
        ("conclusion", "excerpt_id"),
        ("thread_seen", "excerpt_id"),
    ):
        op.create_index(f"ix_{table}_{name}", table, [name])
    op.create_index("ux_thread_seen", "thread_seen", ["person_id", "excerpt_id"], unique=True)
    # whether a verdict is hidden is asked with every filter: it stands in the index that answers them
    op.execute("DROP INDEX IF EXISTS ix_excerpt_shelf")
    op.create_index("ix_excerpt_found", "excerpt", [*SHELF, "score_first", "author_id"])
    # what was said before there were marks is new to nobody
    before = sa.text(
        "INSERT INTO thread_seen (person_id, excerpt_id, post_id, seen_at)"
        " SELECT person.id, post.excerpt_id, MAX(post.id), :at FROM person CROSS JOIN post GROUP BY person.id, post.excerpt_id"
    ).bindparams(sa.bindparam("at", now(), type_=Moment()))
    op.execute(before)
