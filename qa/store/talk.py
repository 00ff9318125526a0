"""Threads: revisions of posts, what is done to them, conclusions, and what a person has seen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from qa.store.tables import ExcerptRow, PostRow, now
from qa.store.tables_talk import ConclusionRow, PostActRow, PostRevisionRow, ThreadSeenRow
from qa.store.votes import hidden_from


def revisions(session: Session, post_ids: Sequence[int | None]) -> dict[int, list[PostRevisionRow]]:
    """The later texts of posts, oldest first."""
    found: dict[int, list[PostRevisionRow]] = {}
    wanted = [i for i in post_ids if i is not None]
    for row in session.exec(select(PostRevisionRow).where(col(PostRevisionRow.post_id).in_(wanted)).order_by(col(PostRevisionRow.id))):
        found.setdefault(row.post_id, []).append(row)
    return found


def acts(session: Session, excerpt_id: int) -> list[PostActRow]:
    """All that was done to the posts of an excerpt, in order."""
    query = select(PostActRow).join(PostRow, col(PostRow.id) == col(PostActRow.post_id)).where(PostRow.excerpt_id == excerpt_id)
    return list(session.exec(query.order_by(col(PostActRow.id))))


def last_act(session: Session, post_id: int, act: str, person_id: int | None = None) -> PostActRow | None:
    """What holds of one act on a post; of one person's where named."""
    query = select(PostActRow).where(PostActRow.post_id == post_id, PostActRow.act == act)
    if person_id is not None:
        query = query.where(PostActRow.person_id == person_id)
    return session.exec(query.order_by(col(PostActRow.id).desc()).limit(1)).first()


def texts(session: Session) -> dict[int, list[tuple[int, str]]]:
    """By excerpt, every post that stands: its author and its words as they are now, oldest first."""
    later = {row.post_id: row.text for row in session.exec(select(PostRevisionRow).order_by(col(PostRevisionRow.id)))}
    found: dict[int, list[tuple[int, str]]] = {}
    for post in session.exec(select(PostRow).where(col(PostRow.withdrawn_at).is_(None)).order_by(col(PostRow.id))):
        found.setdefault(post.excerpt_id, []).append((post.author_id, later.get(post.id or 0, post.text)))
    return found


def conclusions(session: Session, excerpt_ids: Sequence[int | None] | None = None) -> dict[int, ConclusionRow]:
    """By excerpt, the conclusion that stands; none where the talk is open. Of all excerpts where none are named."""
    newest = select(func.max(ConclusionRow.id)).group_by(col(ConclusionRow.excerpt_id))
    if excerpt_ids is not None:
        newest = newest.where(col(ConclusionRow.excerpt_id).in_([i for i in excerpt_ids if i is not None]))
    found = session.exec(select(ConclusionRow).where(col(ConclusionRow.id).in_(newest), ConclusionRow.text != ""))
    return {row.excerpt_id: row for row in found}


def concluded(session: Session, excerpt_id: int) -> list[ConclusionRow]:
    """Every conclusion of an excerpt, oldest first; an empty one opened the talk again."""
    return list(session.exec(select(ConclusionRow).where(ConclusionRow.excerpt_id == excerpt_id).order_by(col(ConclusionRow.id))))


def seen_until(session: Session, person_id: int, excerpt_id: int) -> int:
    """The last post of a thread that a person saw, 0 for none."""
    row = _seen(session, person_id, excerpt_id)
    return row.post_id if row else 0


def see(session: Session, person_id: int, excerpt_id: int, post_id: int) -> None:
    """A person saw a thread up to a post."""
    row = _seen(session, person_id, excerpt_id)
    if row is None:
        # another page may have been there in the same moment: then its mark serves
        with suppress(IntegrityError), session.begin_nested():
            session.add(ThreadSeenRow(person_id=person_id, excerpt_id=excerpt_id, post_id=post_id))
    elif row.post_id < post_id:
        row.post_id, row.seen_at = post_id, now()


def unread(session: Session, person_id: int, excerpt_ids: Sequence[int | None]) -> dict[int, int]:
    """By excerpt, how many posts of others a person has not seen."""
    query = (
        select(PostRow.excerpt_id, func.count())
        .join(ThreadSeenRow, _marks(person_id), isouter=True)
        .where(col(PostRow.excerpt_id).in_([i for i in excerpt_ids if i is not None]), _new(person_id))
    )
    return dict(session.exec(query.group_by(col(PostRow.excerpt_id))).all())


def has_news(person_id: int) -> ColumnElement[bool]:
    """Whether an excerpt has posts of others that a person has not seen and may see."""
    new = select(PostRow.id).join(ThreadSeenRow, _marks(person_id), isouter=True)
    new = new.where(col(PostRow.excerpt_id) == col(ExcerptRow.id), _new(person_id))
    return and_(exists(new.correlate(ExcerptRow)), ~hidden_from(person_id))


def _seen(session: Session, person_id: int, excerpt_id: int) -> ThreadSeenRow | None:
    query = select(ThreadSeenRow).where(ThreadSeenRow.person_id == person_id, ThreadSeenRow.excerpt_id == excerpt_id)
    return session.exec(query).first()


def _marks(person_id: int) -> ColumnElement[bool]:
    return and_(col(ThreadSeenRow.excerpt_id) == col(PostRow.excerpt_id), col(ThreadSeenRow.person_id) == person_id)


def _new(person_id: int) -> ColumnElement[bool]:
    return and_(
        col(PostRow.author_id) != person_id,
        col(PostRow.withdrawn_at).is_(None),
        col(PostRow.id) > func.coalesce(ThreadSeenRow.post_id, 0),
    )
