"""The tables of case files: what happened with a complaint is only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class CaseRow(Base, table=True):
    """A difficult complaint, as its entries make it stand: they are the file, this row is what lists and filters need.

    ``complained_at``: when the customer complained; ``next_at``: the first deadline that is still owed, None where none is.
    """

    __tablename__ = "case_file"
    __table_args__ = (Index("ix_case_file_owner_next", "owner_id", "next_at"), Index("ix_case_file_state_next", "state", "next_at"))
    id: int | None = Field(default=None, primary_key=True)
    title: str
    reference: str = Field(default="", max_length=64, index=True)
    team: str = Field(default="", max_length=64, index=True)
    family: str = Field(default="", max_length=16)
    state: str = Field(default="open", max_length=16)
    owner_id: int | None = to("person", nullable=True, index=False)
    complained_at: datetime = moment()
    next_at: datetime | None = moment(nullable=True)
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
    changed_at: datetime = moment()


class CaseEntryRow(Base, table=True):
    """What was written down of a case; of each kind the newest stands.

    ``kind``: a part (with ``text``, and for the cause its ``family``), a step (``at``: when it happened, None takes it back), or an act
    (``person_id``: whose the case is from then on).
    """

    __tablename__ = "case_entry"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = to("case_file", on_delete="CASCADE")
    kind: str = Field(max_length=16)
    text: str = ""
    family: str = Field(default="", max_length=16)
    at: datetime | None = moment(nullable=True)
    person_id: int | None = to("person", nullable=True, index=False)
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()


class CaseCallRow(Base, table=True):
    """A call that belongs to a case until ``ended_at``. A call that is deleted leaves the note, with nothing of the call."""

    __tablename__ = "case_call"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = to("case_file", on_delete="CASCADE")
    call_id: int | None = to("call", nullable=True, on_delete="SET NULL")
    note: str = ""
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
    ended_note: str = ""
    ended_by: int | None = to("person", nullable=True, index=False)
    ended_at: datetime | None = moment(nullable=True)


class CaseTermRow(Base, table=True):
    """A term of the texts of a case that stand: what it is found by. Made anew with every text."""

    __tablename__ = "case_term"
    __table_args__ = (UniqueConstraint("term", "case_id"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = to("case_file", on_delete="CASCADE")
    term: str = Field(max_length=32)
