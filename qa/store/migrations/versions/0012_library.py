"""library: whose team, what an excerpt is found by, favourites, when withdrawn sound is deleted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa.store.tables import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SHELF = ["state", "created_at", "expires_on", "kind", "topic", "criterion", "team", "language"]


def _key(name: str, table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column(name, sa.Integer(), nullable=False), sa.ForeignKeyConstraint([name], [f"{table}.id"], ondelete="CASCADE")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    # Columns are added in place: to rebuild a table would, on SQLite, delete what hangs on its rows.
    op.execute("ALTER TABLE excerpt ADD COLUMN team VARCHAR(64) NOT NULL DEFAULT ''")
    op.add_column("excerpt", sa.Column("sweep_at", Moment(timezone=True), nullable=True))
    # whose call it was: the team that the call was taken in, else the agent's own
    op.execute(
        "UPDATE excerpt SET team = COALESCE((SELECT NULLIF(call.team, '') FROM call WHERE call.id = excerpt.call_id),"
        " (SELECT person.team FROM person WHERE person.id = excerpt.agent_id), '')"
    )
    for language in ("zh", "en"):
        op.execute(f"ALTER TABLE excerpt ADD COLUMN criterion_{language} VARCHAR NOT NULL DEFAULT ''")
        op.execute(
            f"UPDATE excerpt SET criterion_{language} = COALESCE((SELECT finding.title_{language} FROM finding"  # noqa: S608 - our own words
            " JOIN evaluation ON evaluation.id = finding.evaluation_id WHERE evaluation.call_id = excerpt.call_id"
            " AND evaluation.rubric || '/' || finding.criterion = excerpt.criterion ORDER BY evaluation.id DESC LIMIT 1), '')"
            " WHERE criterion <> ''"
        )
    op.create_index("ix_excerpt_shelf", "excerpt", SHELF)
    op.create_index("ix_excerpt_sweep_at", "excerpt", ["sweep_at"])
    op.create_table(
        "excerpt_words",
        *_key("excerpt_id", "excerpt"),
        sa.Column("version", sa.Integer(), nullable=False),
        *(_text(name) for name in ("words", "sounds", "told", "told_sounds")),
        sa.PrimaryKeyConstraint("excerpt_id"),
    )
    op.create_table(
        "favourite",
        *_key("person_id", "person"),
        *_key("excerpt_id", "excerpt"),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "excerpt_id"),
    )
    op.create_index("ix_favourite_excerpt_id", "favourite", ["excerpt_id"])
