"""The tables of the quiz: items with what people thought of them and what happened to them, rounds, answers, matches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class QuizItemRow(Base, table=True):
    """A question on a published excerpt; its text never changes. ``state``: as its newest act makes it stand.

    ``recipe``: the masks and bounds that it was made on. ``sound``: the clip cut off before the reply, "" where the whole is heard.
    ``seed``: by chance; with it the order of the options is worked out, which nobody can guess from numbers in an address.
    """

    __tablename__ = "quiz_item"
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int | None = to("excerpt", nullable=True, on_delete="SET NULL")
    recipe: str = Field(default="", max_length=64)
    kind: str = Field(max_length=16)
    criterion: str = Field(default="", max_length=160)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    sound: str = Field(default="", max_length=64)
    seed: str = Field(max_length=32)
    state: str = Field(max_length=16, index=True)
    author_id: int | None = to("person", nullable=True)
    created_at: datetime = moment()


class QuizActRow(Base, table=True):
    """What happened to an item; the machine did it where there is no author. ``details``: on which numbers it rests.

    An opinion is an act too: ``given`` is what was answered blind, ``note`` why.
    """

    __tablename__ = "quiz_act"
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = to("quiz_item", on_delete="CASCADE")
    kind: str = Field(max_length=16)
    given: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    note: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    author_id: int | None = to("person", nullable=True)
    created_at: datetime = moment()


class QuizMatchRow(Base, table=True):
    """One challenges another to the same items in the same order. ``declined_at`` and ``ended_at`` are set once."""

    __tablename__ = "quiz_match"
    id: int | None = Field(default=None, primary_key=True)
    challenger_id: int = to("person")
    opponent_id: int = to("person")
    items: list[int] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = moment()
    until: datetime = moment()
    declined_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)


class QuizRoundRow(Base, table=True):
    """The items that somebody plays, in order; of a match where one is named."""

    __tablename__ = "quiz_round"
    __table_args__ = (UniqueConstraint("match_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = to("person")
    match_id: int | None = to("quiz_match", nullable=True)
    items: list[int] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = moment()


class QuizAnswerRow(Base, table=True):
    """An answer: how right (``share``, 0 to 1), what it paid, and whether it was the person's first to this item."""

    __tablename__ = "quiz_answer"
    __table_args__ = (
        UniqueConstraint("round_id", "item_id"),
        Index("ix_quiz_answer_person_item", "person_id", "item_id"),
        Index("ix_quiz_answer_item_first", "item_id", "first"),
    )
    id: int | None = Field(default=None, primary_key=True)
    round_id: int = to("quiz_round", index=False)
    item_id: int = to("quiz_item", index=False)
    person_id: int = to("person", index=False)
    given: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    share: float
    right: bool
    first: bool
    points: int
    created_at: datetime = moment()
