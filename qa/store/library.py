"""Excerpts, posts and packs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from qa.store.tables import EvaluationRow, ExcerptRow, FindingRow, PackItemRow, PackRow, PostRow


def in_time(today: date) -> ColumnElement[bool]:
    """Whether an excerpt has not expired."""
    return or_(col(ExcerptRow.expires_on).is_(None), col(ExcerptRow.expires_on) >= today)


def excerpts(session: Session, today: date, *, limit: int) -> list[ExcerptRow]:
    """Published excerpts that have not expired, newest first."""
    query = select(ExcerptRow).where(ExcerptRow.state == "published", in_time(today))
    return list(session.exec(query.order_by(col(ExcerptRow.created_at).desc(), col(ExcerptRow.id).desc()).limit(limit)))


def criterion_title(session: Session, call_id: int | None, criterion: str) -> tuple[str, str]:
    """What a criterion (``rubric/criterion``) was called, in Chinese and English, when a call was last judged by it; else ""."""
    rubric, _, name = criterion.partition("/")
    query = select(FindingRow.title_zh, FindingRow.title_en).where(
        FindingRow.evaluation_id == EvaluationRow.id,
        EvaluationRow.call_id == call_id,
        EvaluationRow.rubric == rubric,
        FindingRow.criterion == name,
    )
    return session.exec(query.order_by(col(EvaluationRow.id).desc()).limit(1)).first() or ("", "")


def count(session: Session, today: date) -> int:
    return session.exec(select(func.count()).select_from(ExcerptRow).where(ExcerptRow.state == "published", in_time(today))).one()


def all_excerpts(session: Session) -> list[ExcerptRow]:
    """All but drafts: the withdrawn and the expired too."""
    return list(session.exec(select(ExcerptRow).where(ExcerptRow.state != "draft").order_by(col(ExcerptRow.id))))


def post_counts(session: Session, excerpt_ids: Sequence[int | None]) -> dict[int, int]:
    query = select(PostRow.excerpt_id, func.count()).where(
        col(PostRow.excerpt_id).in_([i for i in excerpt_ids if i is not None]), col(PostRow.withdrawn_at).is_(None)
    )
    return dict(session.exec(query.group_by(col(PostRow.excerpt_id))).all())


def posts(session: Session, excerpt_id: int) -> list[PostRow]:
    return list(session.exec(select(PostRow).where(PostRow.excerpt_id == excerpt_id).order_by(col(PostRow.id))))


def posts_by_id(session: Session, post_ids: Sequence[int]) -> list[PostRow]:
    """Posts of excerpts that can still be heard."""
    query = select(PostRow).join(ExcerptRow, col(ExcerptRow.id) == col(PostRow.excerpt_id))
    return list(session.exec(query.where(col(PostRow.id).in_(post_ids), ExcerptRow.state == "published")))


def packs(session: Session, *, dropped: bool = False) -> list[PackRow]:
    """Packs that were not put away, the last changed first; or those that were, the last one first."""
    if dropped:
        return list(session.exec(select(PackRow).where(col(PackRow.dropped_at).is_not(None)).order_by(col(PackRow.dropped_at).desc())))
    return list(session.exec(select(PackRow).where(col(PackRow.dropped_at).is_(None)).order_by(col(PackRow.updated_at).desc())))


def pack_items(session: Session, pack_id: int) -> list[tuple[PackItemRow, ExcerptRow]]:
    """Items with their excerpts in order."""
    query = select(PackItemRow, ExcerptRow).where(PackItemRow.excerpt_id == ExcerptRow.id, PackItemRow.pack_id == pack_id)
    return list(session.exec(query.order_by(col(PackItemRow.position), col(PackItemRow.id))))


def sound_is_used(session: Session, sound: str, without: int) -> bool:
    """Whether another excerpt, or another's draft, has the very same clip."""
    query = select(func.count()).select_from(ExcerptRow).where(ExcerptRow.sound == sound, ExcerptRow.id != without)
    # one that was just withdrawn may yet be put back
    return bool(session.exec(query.where(or_(col(ExcerptRow.state) != "withdrawn", col(ExcerptRow.sweep_at).is_not(None)))).one())
