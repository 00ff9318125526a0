"""Reviews, judgements and remarks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from qa.store.tables import CallRow, EvaluationRow, FindingRow, JudgementRow, RemarkRow, ReviewRow


def of_call(session: Session, call_id: int) -> list[ReviewRow]:
    """All reviews of a call, oldest first."""
    return list(session.exec(select(ReviewRow).where(ReviewRow.call_id == call_id).order_by(col(ReviewRow.id))))


def of_calls(session: Session, call_ids: Sequence[int]) -> dict[int, list[ReviewRow]]:
    found: dict[int, list[ReviewRow]] = {}
    for row in session.exec(select(ReviewRow).where(col(ReviewRow.call_id).in_(call_ids)).order_by(col(ReviewRow.id))):
        found.setdefault(row.call_id, []).append(row)
    return found


def judgements(session: Session, review_id: int) -> dict[int, list[JudgementRow]]:
    """Judgements of a review by finding, oldest first."""
    found: dict[int, list[JudgementRow]] = {}
    for row in session.exec(select(JudgementRow).where(JudgementRow.review_id == review_id).order_by(col(JudgementRow.id))):
        found.setdefault(row.finding_id, []).append(row)
    return found


def verdicts(session: Session, call_ids: Sequence[int]) -> list[tuple[JudgementRow, FindingRow, EvaluationRow, bool]]:
    """All judgements on calls, with what was judged and whether their review is published: those that count most stand last."""
    query = select(JudgementRow, FindingRow, EvaluationRow, ReviewRow.state == "published").where(
        JudgementRow.review_id == ReviewRow.id,
        JudgementRow.finding_id == FindingRow.id,
        FindingRow.evaluation_id == EvaluationRow.id,
        col(ReviewRow.call_id).in_(call_ids),
    )
    rows = [(judgement, finding, evaluation, bool(published)) for judgement, finding, evaluation, published in session.exec(query)]
    return sorted(rows, key=lambda row: (row[3], row[0].id or 0))


def remarks(session: Session, review_id: int) -> list[RemarkRow]:
    query = select(RemarkRow).where(RemarkRow.review_id == review_id, col(RemarkRow.withdrawn_at).is_(None))
    return list(session.exec(query.order_by(col(RemarkRow.utterance), col(RemarkRow.from_char), col(RemarkRow.id))))


def published(
    session: Session, *, agent_id: int | None = None, agents: Sequence[int] | None = None, team: str | None = None, limit: int = 200
) -> list[tuple[ReviewRow, CallRow]]:
    """Published reviews with their calls, newest first."""
    query = select(ReviewRow, CallRow).where(ReviewRow.call_id == CallRow.id, ReviewRow.state == "published")
    if agent_id is not None:
        query = query.where(CallRow.agent_id == agent_id)
    if agents is not None:
        query = query.where(col(CallRow.agent_id).in_(agents))
    if team is not None:
        query = query.where(CallRow.team == team)
    return list(session.exec(query.order_by(col(ReviewRow.published_at).desc()).limit(limit)))


def count_published(session: Session, team: str | None = None) -> int:
    query = select(func.count()).select_from(ReviewRow).where(ReviewRow.state == "published", ReviewRow.call_id == CallRow.id)
    return session.exec(query if team is None else query.where(CallRow.team == team)).one()


def judged(session: Session) -> list[tuple[JudgementRow, FindingRow, EvaluationRow, ReviewRow]]:
    """Every judgement of every published review with what it judged, oldest first."""
    query = select(JudgementRow, FindingRow, EvaluationRow, ReviewRow).where(
        JudgementRow.review_id == ReviewRow.id,
        JudgementRow.finding_id == FindingRow.id,
        FindingRow.evaluation_id == EvaluationRow.id,
        ReviewRow.state == "published",
    )
    return list(session.exec(query.order_by(col(JudgementRow.id))))
