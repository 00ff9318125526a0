"""plans of calls to review, assignments, signs that make a call worth a look; indexes to count by time, agent and number"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("due_at", Moment(timezone=True), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("ended", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(timezone=True), nullable=True),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["earlier_id"], ["assignment.id"], ondelete="SET NULL"),
        *(sa.ForeignKeyConstraint([column], ["person.id"], ondelete="RESTRICT") for column in ("inspector_id", "author_id", "ended_by")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_assignment_plan_id", "assignment", ["plan_id"])
    op.create_index("ix_assignment_call_id", "assignment", ["call_id"])
    op.create_index("ix_assignment_inspector_state_due", "assignment", ["inspector_id", "state", "due_at"])
    op.create_table(
        "sign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_id", "kind"),
    )
    op.create_index("ix_sign_kind_call", "sign", ["kind", "call_id"])
    # The column is added in place: to rebuild the table would, on SQLite, delete what hangs on its rows.
    op.execute('ALTER TABLE "call" ADD COLUMN signs INTEGER NOT NULL DEFAULT 0')
    op.create_index("ix_call_started_created", "call", ["started_at", "created_at"])
    op.create_index("ix_call_agent_started", "call", ["agent_id", "started_at"])
    op.create_index("ix_call_phone_started", "call", ["phone", "started_at"])
    op.create_index("ix_call_signs_state", "call", ["signs", "state"])
