"""Versions of packs that were shown, and the meetings they were shown in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from qa.store.tables import ExcerptRow, PackRow
from qa.store.tables_packs import PackVersionItemRow, PackVersionRow, PresentationEntryRow, PresentationRow


def hold(session: Session, pack_id: int) -> None:
    """Nobody else changes a pack until this transaction ends: a write that changes nothing keeps others out on every database."""
    session.exec(update(PackRow).where(col(PackRow.id) == pack_id).values(title=PackRow.title))


def versions(session: Session, pack_id: int) -> list[PackVersionRow]:
    """All versions of a pack, oldest first."""
    return list(session.exec(select(PackVersionRow).where(PackVersionRow.pack_id == pack_id).order_by(col(PackVersionRow.number))))


def items(session: Session, version_id: int | None) -> list[tuple[PackVersionItemRow, ExcerptRow | None]]:
    """The items of a version in order, with their excerpts as they are now."""
    query = select(PackVersionItemRow, ExcerptRow).where(PackVersionItemRow.version_id == version_id)
    query = query.join(ExcerptRow, col(PackVersionItemRow.excerpt_id) == col(ExcerptRow.id), isouter=True)
    return [(item, excerpt) for item, excerpt in session.exec(query.order_by(col(PackVersionItemRow.position)))]


def presentations(session: Session, pack_id: int) -> list[tuple[PresentationRow, PackVersionRow]]:
    """When a pack was shown, the newest first."""
    query = select(PresentationRow, PackVersionRow).where(
        PresentationRow.version_id == PackVersionRow.id, PackVersionRow.pack_id == pack_id
    )
    return list(session.exec(query.order_by(col(PresentationRow.id).desc())))


def all_presentations(session: Session) -> list[tuple[PresentationRow, PackVersionRow]]:
    """Every meeting in which a pack was shown, oldest first."""
    query = select(PresentationRow, PackVersionRow).where(PresentationRow.version_id == PackVersionRow.id)
    return list(session.exec(query.order_by(col(PresentationRow.id))))


def entries(session: Session, presentation_id: int) -> dict[tuple[str, int | None], PresentationEntryRow]:
    """What stands of a meeting: by kind and item the newest."""
    query = select(PresentationEntryRow).where(PresentationEntryRow.presentation_id == presentation_id)
    return {(row.kind, row.item_id): row for row in session.exec(query.order_by(col(PresentationEntryRow.id)))}


def shown_counts(session: Session, pack_ids: Sequence[int | None]) -> dict[int, int]:
    """By pack, how often it was shown."""
    query = select(PackVersionRow.pack_id, func.count()).where(
        PresentationRow.version_id == PackVersionRow.id, col(PackVersionRow.pack_id).in_([i for i in pack_ids if i is not None])
    )
    return dict(session.exec(query.group_by(col(PackVersionRow.pack_id))).all())
