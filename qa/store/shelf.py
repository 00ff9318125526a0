"""Finding in the library: filters, words and sounds, a page at a time; favourites; what is to be written down or swept away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, false, func, literal, or_, true
from sqlalchemy import select as choose
from sqlmodel import Session, col, select

from qa.model.library import Sort, Term, Wanted
from qa.store import talk, votes
from qa.store.library import in_time
from qa.store.tables import ExcerptRow, PersonRow, PostRow
from qa.store.tables_library import ExcerptWordsRow, FavouriteRow


def page(
    session: Session, today: date, wanted: Wanted, terms: Sequence[Term], *, person: int, limit: int, offset: int, working: bool = False
) -> tuple[list[int], int]:
    """The numbers of the excerpts of a page in order, and how many there are in all; where the page is beyond the last, none and 0.

    What has the words as they are written comes before what only sounds so. What the person is to score first is found by nothing that
    tells its verdict, unless they are ``working`` on a pack.
    """
    query, order = _found(today, wanted, terms, person, working)
    rows = session.execute(query.add_columns(func.count().over()).order_by(*order).limit(limit).offset(offset)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def count(session: Session, today: date, wanted: Wanted, terms: Sequence[Term], *, person: int) -> int:
    query, _ = _found(today, wanted, terms, person)
    total: int = session.execute(choose(func.count()).select_from(query.subquery())).scalar_one()
    return total


def beside(
    session: Session, today: date, wanted: Wanted, terms: Sequence[Term], *, person: int, excerpt: int
) -> tuple[int | None, int | None, int, int] | None:
    """The one before and the one after an excerpt in the list, its place from 1, and of how many; None where it is not in it."""
    query, order = _found(today, wanted, terms, person)
    listed = query.add_columns(
        func.lag(col(ExcerptRow.id)).over(order_by=order).label("before"),
        func.lead(col(ExcerptRow.id)).over(order_by=order).label("after"),
        func.row_number().over(order_by=order).label("place"),
        func.count().over().label("total"),
    ).subquery()
    row = session.execute(choose(listed.c.before, listed.c.after, listed.c.place, listed.c.total).where(listed.c.id == excerpt)).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def values(session: Session, today: date, column: str) -> list[tuple[str, int]]:
    """The topics, teams or languages there are in the library, with how many excerpts each has; the most first."""
    named: Any = getattr(ExcerptRow, column)
    many = func.count().label("many")
    query = choose(named, many).where(*_standing(today), named != "").group_by(named).order_by(many.desc(), named)
    return [(row[0], row[1]) for row in session.execute(query)]


def criteria(session: Session, today: date, person: int) -> list[tuple[str, str, str, int]]:
    """The criteria of the excerpts in the library whose verdict a person may be told: key, title in Chinese and in English, how many
    excerpts; the most first."""
    many = func.count().label("many")
    last = choose(func.max(col(ExcerptRow.id)).label("id"), many)
    last = last.where(*_standing(today), col(ExcerptRow.criterion) != "", votes.shown_to(person))
    each = last.group_by(col(ExcerptRow.criterion)).subquery()
    query = choose(col(ExcerptRow.criterion), col(ExcerptRow.criterion_zh), col(ExcerptRow.criterion_en), each.c.many)
    query = query.join(each, each.c.id == col(ExcerptRow.id)).order_by(each.c.many.desc(), col(ExcerptRow.criterion))
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def rows(session: Session, ids: Sequence[int]) -> list[ExcerptRow]:
    """Excerpts in the order of their numbers here."""
    found = {row.id: row for row in session.exec(select(ExcerptRow).where(col(ExcerptRow.id).in_(ids)))}
    return [found[number] for number in ids if number in found]


def large_teams(session: Session, fewest: int) -> frozenset[str]:
    """Teams with at least so many agents who are there."""
    query = select(PersonRow.team).where(PersonRow.role == "agent", col(PersonRow.active), PersonRow.team != "")
    return frozenset(session.exec(query.group_by(PersonRow.team).having(func.count() >= fewest)))


def favourites(session: Session, person: int, ids: Collection[int]) -> frozenset[int]:
    """Which of these somebody has marked."""
    query = select(FavouriteRow.excerpt_id).where(FavouriteRow.person_id == person, col(FavouriteRow.excerpt_id).in_(ids))
    return frozenset(number for number in session.exec(query) if number is not None)


def unwritten(session: Session, today: date, version: int, most: int) -> list[ExcerptRow]:
    """Excerpts of the library whose words are not written down, or otherwise than now."""
    current = choose(col(ExcerptWordsRow.excerpt_id)).where(col(ExcerptWordsRow.version) == version)
    query = select(ExcerptRow).where(*_standing(today), col(ExcerptRow.id).not_in(current)).order_by(col(ExcerptRow.id).desc())
    return list(session.exec(query.limit(most)))


def write(session: Session, row: ExcerptWordsRow) -> None:
    """The words of an excerpt, in place of what stood there."""
    session.merge(row)


def forget(session: Session, excerpt: int | None) -> None:
    """An excerpt is found no more."""
    session.execute(delete(ExcerptWordsRow).where(col(ExcerptWordsRow.excerpt_id) == excerpt))


def due(session: Session, today: date, moment: datetime) -> list[ExcerptRow]:
    """Excerpts whose sound is to be deleted: withdrawn and not put back in time, or expired."""
    withdrawn = and_(col(ExcerptRow.state) == "withdrawn", col(ExcerptRow.sweep_at) <= moment)
    expired = and_(col(ExcerptRow.state) == "published", col(ExcerptRow.expires_on) < today, col(ExcerptRow.sound) != "")
    return list(session.exec(select(ExcerptRow).where(or_(withdrawn, expired)).order_by(col(ExcerptRow.id))))


def _standing(today: date) -> tuple[ColumnElement[bool], ...]:
    return col(ExcerptRow.state) == "published", in_time(today)


def _found(
    today: date, wanted: Wanted, terms: Sequence[Term], person: int, working: bool = False
) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    """A query of the numbers of what is wanted, and its order."""
    query: Select[Any] = choose(col(ExcerptRow.id).label("id")).where(*_standing(today))
    told = true() if working else votes.shown_to(person)
    for name in ("kind", "topic", "criterion", "team", "language"):
        if chosen := getattr(wanted, name):
            query = query.where(getattr(ExcerptRow, name) == chosen)
    if wanted.kind or wanted.criterion:
        query = query.where(told)
    if wanted.waiting:
        query = query.where(votes.hidden_from(person))
    if wanted.news:
        query = query.where(talk.has_news(person))
    if wanted.favourites:
        query = query.where(col(ExcerptRow.id).in_(choose(col(FavouriteRow.excerpt_id)).where(col(FavouriteRow.person_id) == person)))
    order: list[ColumnElement[Any]] = []
    if terms:
        query = query.join(ExcerptWordsRow, col(ExcerptWordsRow.excerpt_id) == col(ExcerptRow.id))
        both = [_has(term, told) for term in terms]
        query = query.where(*(or_(*ways) for ways in both))
        if any(term.sounds for term in terms):
            order.append(case((and_(true(), *(written for written, _ in both)), 0), else_=1))
    if wanted.sort is Sort.DISCUSSED:
        posts = choose(col(PostRow.excerpt_id), func.count().label("many")).where(col(PostRow.withdrawn_at).is_(None))
        each = posts.group_by(col(PostRow.excerpt_id)).subquery()
        query = query.outerjoin(each, each.c.excerpt_id == col(ExcerptRow.id))
        order.append(func.coalesce(each.c.many, literal(0)).desc())
    return query, [*order, col(ExcerptRow.created_at).desc(), col(ExcerptRow.id).desc()]


def _has(term: Term, told: ColumnElement[bool]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether an excerpt has the words of a term as they are written, and whether it has what sounds so; notes only where ``told``."""
    open_to, row = true(), ExcerptWordsRow
    here = ((open_to, col(row.words), col(row.sounds)), (told, col(row.told), col(row.told_sounds)))
    written = and_(*(or_(*(and_(may, words.contains(word, autoescape=True)) for may, words, _ in here)) for word in term.words))
    heard = or_(*(and_(may, sounds.regexp_match(term.sounds)) for may, _, sounds in here)) if term.sounds else false()
    return written, heard
