"""The tables of service improvements: what is done about one is only ever added to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class ImprovementRow(Base, table=True):
    """An improvement as its acts make it stand: they are what is kept, this row is what lists and filters need.

    ``month``: of whose review, as ``2026-11``. ``team``: "" for the whole house. ``ended_at``: when it was done or dropped.
    """

    __tablename__ = "improvement"
    __table_args__ = (Index("ix_improvement_owner_due", "owner_id", "due"),)
    id: int | None = Field(default=None, primary_key=True)
    what: str
    cause: str = Field(default="", max_length=16)
    team: str = Field(default="", max_length=64, index=True)
    month: str = Field(max_length=7, index=True)
    owner_id: int | None = to("person", nullable=True, index=False)
    due: date | None = None
    state: str = Field(default="open", max_length=16, index=True)
    shared: bool = False
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
    changed_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class ImprovementActRow(Base, table=True):
    """Who set what, when; of each ``field`` the last holds."""

    __tablename__ = "improvement_act"
    id: int | None = Field(default=None, primary_key=True)
    improvement_id: int = to("improvement", on_delete="CASCADE")
    field: str = Field(max_length=16)
    text: str = ""
    value: str = Field(default="", max_length=16)
    person_id: int | None = to("person", nullable=True, index=False)
    day: date | None = None
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()


class ProposalRow(Base, table=True):
    """A proposal of a month that was answered: taken up as an improvement, or waved away with the ``reason``; it does not come again then.

    ``key``: what it was about, as ``criterion:courtesy/greet``. ``title`` and ``why``: its words, in both languages; ``evidence``: what it
    pointed at. All as it was: what is deleted or judged otherwise later leaves this as it stood.
    """

    __tablename__ = "improvement_proposal"
    __table_args__ = (UniqueConstraint("month", "team", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(max_length=7)
    team: str = Field(default="", max_length=64)
    key: str = Field(max_length=192)
    title: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    why: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    improvement_id: int | None = to("improvement", nullable=True, on_delete="CASCADE")
    reason: str = ""
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
