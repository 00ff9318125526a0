"""The tables of a published review's life: what is added to it, appeals, notices, coaching, mentors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from qa.store.tables import Base, _moment, _to

STANDING = text("state <> 'withdrawn'")
STILL_MENTOR = text("ended_at IS NULL")
ONCE = text("once <> ''")


class AppealRow(Base, table=True):
    """An agent's appeal against one finding or one remark of a review. A point has one at most, but for those that were withdrawn.

    ``proposed``: the verdict that the agent thinks right, "" for none. ``verdict``: the one that stood when it was made.
    ``judge_id``: who is to judge it; ``judged_by``: who did, with the ``reason``.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        Index("ux_appeal_finding", "finding_id", "review_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ux_appeal_remark", "remark_id", "review_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    )
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = _to("review", on_delete="CASCADE")
    finding_id: int | None = _to("finding", nullable=True, on_delete="CASCADE", index=False)
    remark_id: int | None = _to("remark", nullable=True, on_delete="CASCADE", index=False)
    author_id: int = _to("person")
    comment: str
    proposed: str = Field(default="", max_length=16)
    verdict: str = Field(default="", max_length=16)
    state: str = Field(default="open", max_length=16, index=True)
    judge_id: int | None = _to("person", nullable=True)
    judged_by: int | None = _to("person", nullable=True, index=False)
    reason: str = ""
    created_at: datetime = _moment()
    ended_at: datetime | None = _moment(nullable=True)


class ReviewEntryRow(Base, table=True):
    """What was added to a review once it was published: an acknowledgement, a comment, or a change with its reason in ``text``.

    ``before`` and ``after``: the verdicts, or the words of a summary; the scores likewise (None where nothing applied, or nothing changed).
    ``appeal_id``: the appeal that brought a change. ``appeal_until``: the window that a correction opens for its own point.
    """

    __tablename__ = "review_entry"
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = _to("review", on_delete="CASCADE")
    kind: str = Field(max_length=16)
    author_id: int = _to("person")
    text: str = ""
    finding_id: int | None = _to("finding", nullable=True, on_delete="CASCADE", index=False)
    remark_id: int | None = _to("remark", nullable=True, on_delete="CASCADE", index=False)
    appeal_id: int | None = _to("appeal", nullable=True, on_delete="CASCADE", index=False)
    before: str = ""
    after: str = ""
    percent_before: float | None = None
    percent_after: float | None = None
    appeal_until: datetime | None = _moment(nullable=True)
    created_at: datetime = _moment()


class NoticeRow(Base, table=True):
    """What a person is told. ``about``: the title of a criterion in both languages, or a name; ``text``: somebody's words, shortened.

    ``subject``: what it is about where that is no call, as ``case:7``. ``once``: of notices that have it there is one a person.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
        Index("ux_notice_once", "person_id", "once", unique=True, sqlite_where=ONCE, postgresql_where=ONCE),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = _to("person", on_delete="CASCADE", index=False)
    kind: str = Field(max_length=16)
    call_id: int | None = _to("call", nullable=True, on_delete="CASCADE")
    appeal_id: int | None = _to("appeal", nullable=True, on_delete="CASCADE", index=False)
    author_id: int | None = _to("person", nullable=True, index=False)
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    text: str = ""
    created_at: datetime = _moment()
    read_at: datetime | None = _moment(nullable=True)
    subject: str = Field(default="", max_length=64)
    once: str = Field(default="", max_length=96)


class CoachingRow(Base, table=True):
    """A note to an agent on a span of a call, with the day on which to look again (None for none)."""

    __tablename__ = "coaching"
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = _to("call", on_delete="CASCADE")
    agent_id: int = _to("person")
    author_id: int = _to("person")
    transcript_id: int = _to("transcript", on_delete="CASCADE", index=False)
    utterance: int
    from_char: int
    to_char: int
    quote: str
    starts_at: float | None = None
    ends_at: float | None = None
    text: str
    follow_up: date | None = None
    created_at: datetime = _moment()


class CoachingOutcomeRow(Base, table=True):
    """What came of a note. ``follow_up``: the next day to look again; None ends it. ``withdraws``: the author took the note back."""

    __tablename__ = "coaching_outcome"
    id: int | None = Field(default=None, primary_key=True)
    coaching_id: int = _to("coaching", on_delete="CASCADE")
    author_id: int = _to("person")
    text: str
    follow_up: date | None = None
    created_at: datetime = _moment()
    withdraws: bool = False


class MentorRow(Base, table=True):
    """A person who accompanies a newcomer, from ``created_at`` until ``ended_at``."""

    __tablename__ = "mentor"
    __table_args__ = (
        Index("ux_mentor", "mentor_id", "newcomer_id", unique=True, sqlite_where=STILL_MENTOR, postgresql_where=STILL_MENTOR),
    )
    id: int | None = Field(default=None, primary_key=True)
    mentor_id: int = _to("person")
    newcomer_id: int = _to("person")
    set_by: int | None = _to("person", nullable=True, index=False)
    created_at: datetime = _moment()
    ended_by: int | None = _to("person", nullable=True, index=False)
    ended_at: datetime | None = _moment(nullable=True)
