"""Appeals, and what is added to published reviews."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from qa.errors import Conflict
from qa.store import rows
from qa.store.review_tables import AppealRow, ReviewEntryRow
from qa.store.tables import CallRow, ReviewRow, now


def lock(session: Session, review_id: int) -> ReviewRow:
    """A review that nobody else changes until this transaction ends: a write that changes nothing keeps others out on every database."""
    session.exec(update(ReviewRow).where(col(ReviewRow.id) == review_id).values(state=ReviewRow.state))
    query = select(ReviewRow).where(ReviewRow.id == review_id).execution_options(populate_existing=True)
    return session.exec(query).one()


def add(session: Session, row: AppealRow) -> AppealRow:
    """Raises Conflict where the point has an appeal already, even one that was made in the same moment."""
    try:
        return rows.add(session, row)
    except IntegrityError as twice:
        raise Conflict("appeals.twice") from twice


def end(session: Session, appeal_id: int, state: str, **values: object) -> bool:
    """End an open appeal; False when somebody else did so first."""
    done = session.exec(
        update(AppealRow)
        .where(col(AppealRow.id) == appeal_id, col(AppealRow.state) == "open")
        .values(state=state, ended_at=now(), **values)
    )
    return bool(done.rowcount)


def of_reviews(session: Session, review_ids: Sequence[int | None]) -> list[AppealRow]:
    """All appeals against these reviews, oldest first."""
    wanted = [i for i in review_ids if i is not None]
    return list(session.exec(select(AppealRow).where(col(AppealRow.review_id).in_(wanted)).order_by(col(AppealRow.id))))


def entries(session: Session, review_id: int) -> list[ReviewEntryRow]:
    """What was added to a review, oldest first."""
    return list(session.exec(select(ReviewEntryRow).where(ReviewEntryRow.review_id == review_id).order_by(col(ReviewEntryRow.id))))


def listed(
    session: Session,
    *,
    judge_id: int | None = None,
    judged_by: int | None = None,
    limit: int = 100,
) -> list[tuple[AppealRow, ReviewRow, CallRow]]:
    """Appeals with their review and call: the open ones first, oldest first, then the others, newest first.

    ``judge_id``, ``judged_by``: those that wait for, or were judged by, one of the two.
    """
    query = select(AppealRow, ReviewRow, CallRow).where(AppealRow.review_id == ReviewRow.id, ReviewRow.call_id == CallRow.id)
    if judge_id is not None or judged_by is not None:
        query = query.where(or_(col(AppealRow.judge_id) == judge_id, col(AppealRow.judged_by) == judged_by))
    found = list(session.exec(query.order_by((col(AppealRow.state) != "open"), col(AppealRow.id).desc()).limit(limit)))
    still = [one for one in found if one[0].state == "open"]
    return [*reversed(still), *found[len(still) :]]


def all_with_reviews(session: Session) -> list[tuple[AppealRow, ReviewRow, CallRow]]:
    """Every appeal, oldest first."""
    query = select(AppealRow, ReviewRow, CallRow).where(AppealRow.review_id == ReviewRow.id, ReviewRow.call_id == CallRow.id)
    return list(session.exec(query.order_by(col(AppealRow.id))))


def waiting(session: Session) -> dict[int, int]:
    """How many open appeals wait for each judge."""
    query = select(AppealRow.judge_id, func.count()).where(AppealRow.state == "open", col(AppealRow.judge_id).is_not(None))
    return {judge: count for judge, count in session.exec(query.group_by(col(AppealRow.judge_id))) if judge is not None}
