"""What people are told, and what they have seen of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from qa.store.review_tables import NoticeRow
from qa.store.tables import CallRow, now


def of_person(session: Session, person_id: int, limit: int) -> list[tuple[NoticeRow, CallRow | None]]:
    """A person's notices with the calls they are about, newest first."""
    query = select(NoticeRow, CallRow).join(CallRow, col(NoticeRow.call_id) == col(CallRow.id), isouter=True)
    return list(session.exec(query.where(NoticeRow.person_id == person_id).order_by(col(NoticeRow.id).desc()).limit(limit)))


def unread(session: Session, person_id: int) -> int:
    query = select(func.count()).select_from(NoticeRow).where(NoticeRow.person_id == person_id, col(NoticeRow.read_at).is_(None))
    return session.exec(query).one()


def mark_read(
    session: Session,
    person_id: int,
    *,
    call_id: int | None = None,
    kinds: Sequence[str] = (),
    subject: str = "",
    ids: Sequence[int] | None = None,
) -> None:
    """Mark a person's unread notices: all, or those about a call or another subject, of some kinds, of ``ids``."""
    query = update(NoticeRow).where(col(NoticeRow.person_id) == person_id, col(NoticeRow.read_at).is_(None))
    if call_id is not None:
        query = query.where(col(NoticeRow.call_id) == call_id)
    if kinds:
        query = query.where(col(NoticeRow.kind).in_(kinds))
    if subject:
        query = query.where(col(NoticeRow.subject) == subject)
    if ids is not None:
        query = query.where(col(NoticeRow.id).in_(ids))
    session.exec(query.values(read_at=now()))


def some_unread(session: Session, person_id: int, call_id: int | None, kinds: Sequence[str], subject: str = "") -> bool:
    """Whether a person has unread notices about a call or another subject, or of some kinds."""
    query = select(NoticeRow.id).where(NoticeRow.person_id == person_id, col(NoticeRow.read_at).is_(None))
    if call_id is not None:
        query = query.where(NoticeRow.call_id == call_id)
    if kinds:
        query = query.where(col(NoticeRow.kind).in_(kinds))
    if subject:
        query = query.where(NoticeRow.subject == subject)
    return session.exec(query.limit(1)).first() is not None


def of_subjects(session: Session, person_id: int, prefix: str) -> list[int]:
    """A person's unread notices about subjects that begin so."""
    query = select(NoticeRow.id).where(NoticeRow.person_id == person_id, col(NoticeRow.read_at).is_(None))
    return [i for i in session.exec(query.where(col(NoticeRow.subject).startswith(prefix, autoescape=True))) if i is not None]


def known(session: Session, person_id: int, once: Collection[str]) -> set[str]:
    """Which of some notices that are told once a person was told already."""
    return set(session.exec(select(NoticeRow.once).where(NoticeRow.person_id == person_id, col(NoticeRow.once).in_(once))))


def add_once(session: Session, row: NoticeRow) -> None:
    """Add a notice that is told once; where another page told it in the same moment, that one serves."""
    with suppress(IntegrityError), session.begin_nested():
        session.add(row)
