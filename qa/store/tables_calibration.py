"""The tables of calibration: kept apart from reviews, so that nothing answered here ever counts for an agent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class CalibrationRow(Base, table=True):
    """A set of calls that several people judge by themselves. ``early``: why it was closed before everybody had handed in."""

    __tablename__ = "calibration"
    id: int | None = Field(default=None, primary_key=True)
    title: str
    note: str = ""
    rubrics: list[str] = Field(default_factory=list, sa_type=JSON)
    state: str = Field(default="open", max_length=16, index=True)
    expert_id: int | None = to("person", nullable=True, index=False)
    due_at: datetime | None = moment(nullable=True)
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)
    closed_by: int | None = to("person", nullable=True, index=False)
    early: str = ""


class CalibrationCallRow(Base, table=True):
    """A call of a set, with the words and the evaluations that are judged: whatever comes later, all judge the same."""

    __tablename__ = "calibration_call"
    __table_args__ = (UniqueConstraint("calibration_id", "call_id"),)
    id: int | None = Field(default=None, primary_key=True)
    calibration_id: int = to("calibration", on_delete="CASCADE", index=False)
    call_id: int = to("call", on_delete="CASCADE")
    position: int
    transcript_id: int = to("transcript", on_delete="CASCADE", index=False)
    evaluations: list[int] = Field(default_factory=list, sa_type=JSON)


class CalibrationMemberRow(Base, table=True):
    __tablename__ = "calibration_member"
    __table_args__ = (UniqueConstraint("calibration_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    calibration_id: int = to("calibration", on_delete="CASCADE", index=False)
    person_id: int = to("person")
    done_at: datetime | None = moment(nullable=True)


class CalibrationAnswerRow(Base, table=True):
    """What one person says to one criterion of one call; another answer is added, and the last one counts.

    ``at_s``: the second of the call that the person points to.
    """

    __tablename__ = "calibration_answer"
    __table_args__ = (Index("ix_calibration_answer_set_person", "calibration_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    calibration_id: int = to("calibration", on_delete="CASCADE", index=False)
    call_id: int = to("call", on_delete="CASCADE", index=False)
    finding_id: int = to("finding", on_delete="CASCADE")
    person_id: int = to("person", index=False)
    verdict: str = Field(max_length=16)
    comment: str = ""
    at_s: float | None = None
    created_at: datetime = moment()


class GoldRow(Base, table=True):
    """What a meeting agreed on for one criterion of one call. Added to; of a call's criterion the last one counts.

    ``unanimous``: everybody had said so already.
    """

    __tablename__ = "gold"
    __table_args__ = (Index("ix_gold_call_criterion", "call_id", "rubric", "criterion"),)
    id: int | None = Field(default=None, primary_key=True)
    calibration_id: int = to("calibration", on_delete="CASCADE")
    call_id: int = to("call", on_delete="CASCADE", index=False)
    finding_id: int = to("finding", on_delete="CASCADE")
    rubric: str = Field(max_length=64)
    version: int
    criterion: str = Field(max_length=64)
    verdict: str = Field(max_length=16)
    note: str = ""
    unanimous: bool = False
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()
