"""The tables of the library: by what an excerpt is found, and who wants to find it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field

from qa.store.tables import Base
from qa.store.tables import _moment as moment


def _key(table: str, *, index: bool = False) -> Column[int]:
    return Column(Integer, ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=index)


class ExcerptWordsRow(Base, table=True):
    """What a published excerpt is found by, masked as it is: ``words`` in normal form and their ``sounds``; lines apart.

    ``told``: note and better wording, which tell what to think of it; ``version``: of how all this is written down.
    """

    __tablename__ = "excerpt_words"
    excerpt_id: int | None = Field(default=None, sa_column=_key("excerpt"))
    version: int
    words: str = ""
    sounds: str = ""
    told: str = ""
    told_sounds: str = ""


class FavouriteRow(Base, table=True):
    """An excerpt that somebody marked to find again."""

    __tablename__ = "favourite"
    person_id: int | None = Field(default=None, sa_column=_key("person"))
    excerpt_id: int | None = Field(default=None, sa_column=_key("excerpt", index=True))
    created_at: datetime = moment()
