"""The tables of packs that were shown: what was frozen then, and what came of each meeting. All of it is only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class PackVersionRow(Base, table=True):
    """A pack as it was when it was first shown so."""

    __tablename__ = "pack_version"
    __table_args__ = (UniqueConstraint("pack_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    pack_id: int = to("pack", on_delete="RESTRICT")
    number: int
    title: str
    note: str = ""
    talk_s: int
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()


class PackVersionItemRow(Base, table=True):
    """One excerpt of a version. ``digest``: of what the excerpt said and sounded like then; words and sound stay with the excerpt."""

    __tablename__ = "pack_version_item"
    __table_args__ = (UniqueConstraint("version_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = to("pack_version", on_delete="CASCADE")
    excerpt_id: int | None = to("excerpt", nullable=True, on_delete="SET NULL")
    position: int
    talking_point: str = ""
    talk_s: int
    kind: str = Field(max_length=16)
    title: str
    note: str = ""
    seconds: float
    digest: str = Field(max_length=64)


class PresentationRow(Base, table=True):
    """A version shown to a team; ``ended_at`` is set once."""

    __tablename__ = "presentation"
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = to("pack_version", on_delete="CASCADE")
    team: str = Field(default="", max_length=64, index=True)
    author_id: int | None = to("person", nullable=True, index=False)
    started_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class PresentationEntryRow(Base, table=True):
    """What was written down in a meeting: of each kind and item the newest stands.

    ``kind``: ``vote`` (the counts), ``note`` (``text``; of the whole meeting where there is no item), ``there`` (``people``, and
    others in ``text``).
    """

    __tablename__ = "presentation_entry"
    id: int | None = Field(default=None, primary_key=True)
    presentation_id: int = to("presentation", on_delete="CASCADE")
    kind: str = Field(max_length=16)
    item_id: int | None = to("pack_version_item", nullable=True, on_delete="CASCADE", index=False)
    text: str = ""
    good: int = 0
    bad: int = 0
    unsure: int = 0
    people: list[int] = Field(default_factory=list, sa_type=JSON)
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()


def shape(row: PackVersionItemRow) -> tuple[Any, ...]:
    """All that makes an item what it is."""
    return (row.excerpt_id, row.talking_point, row.talk_s, row.kind, row.title, row.note, row.digest)
