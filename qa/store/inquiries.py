"""What language models are to be asked, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from qa.store.tables import AnswerRow, InquiryRow, now


def answers(session: Session, transcript_id: int) -> list[AnswerRow]:
    """Every answer about a transcript, the oldest first."""
    query = select(AnswerRow).where(AnswerRow.inquiry_id == InquiryRow.id, InquiryRow.transcript_id == transcript_id)
    return list(session.exec(query.order_by(col(AnswerRow.id))))


def answers_of(session: Session, transcript_ids: Sequence[int]) -> dict[int, list[AnswerRow]]:
    """The same for several transcripts, by transcript."""
    query = select(AnswerRow, InquiryRow.transcript_id).where(
        AnswerRow.inquiry_id == InquiryRow.id, col(InquiryRow.transcript_id).in_(transcript_ids)
    )
    found: dict[int, list[AnswerRow]] = {}
    for row, transcript_id in session.exec(query.order_by(col(AnswerRow.id))):
        found.setdefault(transcript_id, []).append(row)
    return found


def of_call(session: Session, call_id: int) -> list[tuple[AnswerRow, InquiryRow]]:
    """Every answer about a call with who wanted it, the newest first."""
    query = select(AnswerRow, InquiryRow).where(AnswerRow.inquiry_id == InquiryRow.id, InquiryRow.call_id == call_id)
    return list(session.exec(query.order_by(col(AnswerRow.id).desc())))


def still_open(session: Session, call_id: int) -> list[InquiryRow]:
    """What has not ended about a call."""
    return list(session.exec(select(InquiryRow).where(InquiryRow.call_id == call_id, col(InquiryRow.ended_at).is_(None))))


def waiting(session: Session, limit: int) -> list[tuple[int, int]]:
    """(id, attempt) that no worker has taken, the oldest first."""
    query = select(InquiryRow.id, InquiryRow.attempt).where(col(InquiryRow.ended_at).is_(None), col(InquiryRow.begun_at).is_(None))
    return [(i, attempt) for i, attempt in session.exec(query.order_by(col(InquiryRow.id)).limit(limit)) if i is not None]


def under_way(session: Session) -> list[tuple[int, int]]:
    """(id, attempt) that a worker has taken and not brought to an end."""
    query = select(InquiryRow.id, InquiryRow.attempt).where(col(InquiryRow.ended_at).is_(None), col(InquiryRow.begun_at).is_not(None))
    return [(i, attempt) for i, attempt in session.exec(query.order_by(col(InquiryRow.id))) if i is not None]


def end(session: Session, call_id: int) -> None:
    """Nothing more is to be asked about a call for now."""
    for row in still_open(session, call_id):
        row.ended_at = now()
