"""The tables of the talk about excerpts. All but ``thread_seen`` is only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class VoteRow(Base, table=True):
    """How somebody scored an excerpt; the first of a person counts, ``number`` 1, later ones are changes of mind.

    ``stance``: good, bad, unsure; ``reveal`` where the verdict was looked at instead. ``role``: what the person was then.
    """

    __tablename__ = "excerpt_vote"
    __table_args__ = (UniqueConstraint("excerpt_id", "person_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int = to("excerpt", on_delete="CASCADE")
    person_id: int = to("person")
    number: int
    stance: str = Field(max_length=16)
    reason: str = ""
    role: str = Field(max_length=16)
    created_at: datetime = moment()


class PostRevisionRow(Base, table=True):
    """A later text of a post; the newest stands."""

    __tablename__ = "post_revision"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = to("post", on_delete="CASCADE")
    author_id: int = to("person", index=False)
    text: str
    created_at: datetime = moment()


class PostActRow(Base, table=True):
    """A reaction to a post, a vote for it, an answer accepted, a question closed; or, not ``given``, taken back. The last act holds."""

    __tablename__ = "post_act"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = to("post", on_delete="CASCADE")
    person_id: int = to("person", index=False)
    act: str = Field(max_length=16)
    given: bool
    created_at: datetime = moment()


class ConclusionRow(Base, table=True):
    """What is taken from an excerpt; the newest stands, an empty one opens the talk again. ``best_id``: the wording liked best then."""

    __tablename__ = "conclusion"
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int = to("excerpt", on_delete="CASCADE")
    author_id: int = to("person", index=False)
    text: str
    best_id: int | None = to("post", nullable=True, on_delete="SET NULL", index=False)
    created_at: datetime = moment()


class ThreadSeenRow(Base, table=True):
    """Up to which post a person has seen a thread."""

    __tablename__ = "thread_seen"
    __table_args__ = (Index("ux_thread_seen", "person_id", "excerpt_id", unique=True),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = to("person", on_delete="CASCADE", index=False)
    excerpt_id: int = to("excerpt", on_delete="CASCADE")
    post_id: int
    seen_at: datetime = moment()
