"""excerpts are masked: drafts, what was hidden, who confirmed it, consent to be named; what was published unmasked waits for its masks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _to(name: str, table: str, *, nullable: bool = False, on_delete: str = "RESTRICT") -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column(name, sa.Integer(), nullable=nullable), sa.ForeignKeyConstraint([name], [f"{table}.id"], ondelete=on_delete)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _made() -> sa.Column[object]:
    return sa.Column("created_at", Moment(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "excerpt_mask",
        _id(),
        *_to("excerpt_id", "excerpt", on_delete="CASCADE"),
        sa.Column("utterance", sa.Integer(), nullable=True),
        sa.Column("from_char", sa.Integer(), nullable=False),
        sa.Column("to_char", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Float(), nullable=True),
        sa.Column("ends_at", sa.Float(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        *_to("author_id", "person", nullable=True),
        _made(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "excerpt_confirmation",
        _id(),
        *_to("excerpt_id", "excerpt", on_delete="CASCADE"),
        *_to("author_id", "person", nullable=True),
        sa.Column("transcript", sa.String(length=64), nullable=False),
        sa.Column("recipe", sa.String(length=64), nullable=False),
        sa.Column("sound", sa.String(length=64), nullable=False),
        sa.Column("masks", sa.JSON(), nullable=False),
        _made(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "excerpt_consent",
        _id(),
        *_to("excerpt_id", "excerpt", on_delete="CASCADE"),
        *_to("person_id", "person"),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        _made(),
        sa.PrimaryKeyConstraint("id"),
    )
    for table in ("excerpt_mask", "excerpt_confirmation", "excerpt_consent"):
        op.create_index(f"ix_{table}_excerpt_id", table, ["excerpt_id"])
    op.create_index("ix_excerpt_consent_person_id", "excerpt_consent", ["person_id"])
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    kind = "DOUBLE PRECISION" if op.get_bind().dialect.name == "postgresql" else "FLOAT"
    for column in (
        "topic VARCHAR(64) NOT NULL DEFAULT ''",
        "criterion VARCHAR(160) NOT NULL DEFAULT ''",
        "better VARCHAR NOT NULL DEFAULT ''",
        "expires_on DATE",
        f"focus_from {kind}",
        f"focus_to {kind}",
        "agent_id INTEGER REFERENCES person (id)",
        "recipe VARCHAR(64) NOT NULL DEFAULT ''",
    ):
        op.execute(f'ALTER TABLE "excerpt" ADD COLUMN {column}')
    op.create_index("ix_excerpt_agent_id", "excerpt", ["agent_id"])
    op.execute("UPDATE excerpt SET agent_id = (SELECT agent_id FROM call WHERE call.id = excerpt.call_id)")
    op.execute("UPDATE excerpt SET state = 'draft' WHERE state = 'published'")
