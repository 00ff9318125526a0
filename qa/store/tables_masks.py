"""The tables of masking: what was hidden in an excerpt and shown again, who confirmed it, and whether an agent agrees to be named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment
from qa.store.tables import _to as to


class MaskRow(Base, table=True):
    """One act: a place hidden or shown again, by the machine (no author) or a person. Of one place the last act holds.

    By words (``utterance`` of the excerpt's transcript, characters) or, where ``utterance`` is None, by time alone; seconds of the call.
    """

    __tablename__ = "excerpt_mask"
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int = to("excerpt", on_delete="CASCADE")
    utterance: int | None = None
    from_char: int = 0
    to_char: int = 0
    starts_at: float | None = None
    ends_at: float | None = None
    kind: str = Field(max_length=16)
    hidden: bool = True
    author_id: int | None = to("person", nullable=True, index=False)
    created_at: datetime = moment()


class ConfirmationRow(Base, table=True):
    """Who heard and confirmed which masks, when: ``recipe`` and ``sound`` say of which result. Holds no words."""

    __tablename__ = "excerpt_confirmation"
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int = to("excerpt", on_delete="CASCADE")
    author_id: int | None = to("person", nullable=True, index=False)
    transcript: str = Field(default="", max_length=64)
    recipe: str = Field(max_length=64)
    sound: str = Field(default="", max_length=64)
    masks: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = moment()


class ConsentRow(Base, table=True):
    """An agent agrees to be named at an excerpt of own good work, or takes that back. The last one holds."""

    __tablename__ = "excerpt_consent"
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int = to("excerpt", on_delete="CASCADE")
    person_id: int = to("person")
    agreed: bool
    created_at: datetime = moment()
