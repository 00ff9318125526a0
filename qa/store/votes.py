"""How people scored excerpts before they saw the verdict, and from whom that verdict is still hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, func, update
from sqlmodel import Session, col, select

from qa.store.library import in_time
from qa.store.tables import ExcerptRow
from qa.store.tables_talk import VoteRow


def hidden_from(person_id: int) -> ColumnElement[bool]:
    """Whether the verdict of an excerpt is hidden from a person: who is neither its author nor has voted or looked at it.

    Nothing is hidden from 0, the system.
    """
    if not person_id:
        return false()
    mine = exists().where(col(VoteRow.excerpt_id) == col(ExcerptRow.id), col(VoteRow.person_id) == person_id)
    return and_(col(ExcerptRow.score_first), col(ExcerptRow.state) == "published", col(ExcerptRow.author_id) != person_id, ~mine)


def shown_to(person_id: int) -> ColumnElement[bool]:
    """Whether a person may be told what an excerpt is an example of: what a filter by kind or criterion has to ask."""
    return ~hidden_from(person_id)


def hidden(session: Session, person_id: int, excerpt_ids: Sequence[int | None]) -> frozenset[int]:
    """Those excerpts whose verdict is hidden from a person."""
    query = select(ExcerptRow.id).where(col(ExcerptRow.id).in_([i for i in excerpt_ids if i is not None]), hidden_from(person_id))
    return frozenset(i for i in session.exec(query) if i is not None)


def waiting(session: Session, person_id: int, today: date) -> int:
    """How many excerpts of the library a person has yet to score."""
    query = select(func.count()).select_from(ExcerptRow)
    return session.exec(query.where(ExcerptRow.state == "published", in_time(today), hidden_from(person_id))).one()


def hold(session: Session, excerpt_id: int) -> None:
    """Nobody else writes about an excerpt until this transaction ends."""
    session.exec(update(ExcerptRow).where(col(ExcerptRow.id) == excerpt_id).values(title=ExcerptRow.title))


def of_excerpt(session: Session, excerpt_id: int) -> list[VoteRow]:
    """All votes on an excerpt in order, changes of mind and looks without a vote too."""
    return list(session.exec(select(VoteRow).where(VoteRow.excerpt_id == excerpt_id).order_by(col(VoteRow.id))))


def of_person(session: Session, excerpt_id: int, person_id: int) -> list[VoteRow]:
    """The same of one person."""
    query = select(VoteRow).where(VoteRow.excerpt_id == excerpt_id, VoteRow.person_id == person_id)
    return list(session.exec(query.order_by(col(VoteRow.number))))


def first_counts(session: Session) -> dict[int, dict[str, int]]:
    """By excerpt, how many scored it so before they saw its verdict."""
    query = select(VoteRow.excerpt_id, VoteRow.stance, func.count()).where(VoteRow.number == 1)
    found: dict[int, dict[str, int]] = {}
    for excerpt, stance, count in session.exec(query.group_by(col(VoteRow.excerpt_id), col(VoteRow.stance))):
        found.setdefault(excerpt, {})[stance] = count
    return found
