"""The tables of assignment: plans, who has which call to review, and what makes a call worth a look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class PlanRow(Base, table=True):
    """A draw of calls for review. ``asked``: of what and how many; ``shares``: weights by person; ``seed``: with it the draw can be
    repeated; ``found``: what the filter left in and out on the day of the draw. ``ended``: why what is open was called off."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True)
    title: str
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    shares: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    seed: str = Field(max_length=32)
    found: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    due_at: datetime | None = moment(nullable=True)
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    ended: str = ""


class AssignmentRow(Base, table=True):
    """A call that somebody is to review. Rows are added: a replaced or handed-over one stays, with its reason.

    ``state``: open, done, unusable, moved, off. ``place``: where chance put the call among its agent's. ``earlier_id``: in whose stead.
    """

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_inspector_state_due", "inspector_id", "state", "due_at"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int | None = to("plan", nullable=True, on_delete="CASCADE")
    call_id: int = to("call", on_delete="CASCADE")
    inspector_id: int = to("person", index=False)
    state: str = Field(default="open", max_length=16)
    place: int = 0
    due_at: datetime | None = moment(nullable=True)
    earlier_id: int | None = to("assignment", nullable=True, on_delete="SET NULL", index=False)
    reason: str = Field(default="", max_length=16)
    note: str = ""
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
    ended_by: int | None = to("person", nullable=True, index=False)
    ended_at: datetime | None = moment(nullable=True)


class SignRow(Base, table=True):
    """Something that makes a call worth a look, with what it rests on; made anew whenever the call is scored."""

    __tablename__ = "sign"
    __table_args__ = (UniqueConstraint("call_id", "kind"), Index("ix_sign_kind_call", "kind", "call_id"))
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = to("call", on_delete="CASCADE", index=False)
    kind: str = Field(max_length=16)
    weight: int
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
