"""Masks of excerpts, their confirmations, and the consent of who is heard."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from qa.store.tables import ExcerptRow
from qa.store.tables_masks import ConfirmationRow, ConsentRow, MaskRow


def acts(session: Session, excerpt_id: int) -> list[MaskRow]:
    """Everything that was done to the masks of an excerpt, in order."""
    return list(session.exec(select(MaskRow).where(MaskRow.excerpt_id == excerpt_id).order_by(col(MaskRow.id))))


def confirmations(session: Session, excerpt_id: int) -> list[ConfirmationRow]:
    return list(session.exec(select(ConfirmationRow).where(ConfirmationRow.excerpt_id == excerpt_id).order_by(col(ConfirmationRow.id))))


def drafts(session: Session, author_id: int | None = None) -> list[ExcerptRow]:
    """Excerpts whose masks nobody has confirmed yet, newest first; of one author where given."""
    query = select(ExcerptRow).where(ExcerptRow.state == "draft")
    if author_id is not None:
        query = query.where(ExcerptRow.author_id == author_id)
    return list(session.exec(query.order_by(col(ExcerptRow.id).desc())))


def consents(session: Session, excerpt_ids: Sequence[int | None]) -> dict[int, bool]:
    """By excerpt, whether its agent agrees to be named: the last word counts."""
    query = select(ConsentRow).where(col(ConsentRow.excerpt_id).in_([i for i in excerpt_ids if i is not None])).order_by(col(ConsentRow.id))
    return {row.excerpt_id: row.agreed for row in session.exec(query)}


def good_of(session: Session, agent_id: int) -> list[ExcerptRow]:
    """Published good excerpts of an agent's calls, newest first."""
    query = select(ExcerptRow).where(ExcerptRow.agent_id == agent_id, ExcerptRow.state == "published", ExcerptRow.kind == "good")
    return list(session.exec(query.order_by(col(ExcerptRow.id).desc())))
