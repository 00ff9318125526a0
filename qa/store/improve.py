"""Service improvements, what was done about them, and the proposals that were answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, true, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from qa.errors import Conflict
from qa.model.improve import ImproveState, Listed
from qa.store import rows
from qa.store.tables_improve import ImprovementActRow, ImprovementRow, ProposalRow

RUNNING = (ImproveState.OPEN, ImproveState.WORKING)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which improvements are for somebody's eyes: all, those of some teams ("" the whole house), one's own; done ones told to all are."""

    everything: bool = False
    teams: tuple[str, ...] = ()
    owner: int | None = None


def within(scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    told = and_(col(ImprovementRow.shared), col(ImprovementRow.state) == ImproveState.DONE)
    return or_(col(ImprovementRow.owner_id) == scope.owner, told, col(ImprovementRow.team).in_(scope.teams))


def hold(session: Session, improvement_id: int) -> ImprovementRow | None:
    """One that nobody else changes until this transaction ends: a write that changes nothing keeps others out on every database."""
    session.exec(update(ImprovementRow).where(col(ImprovementRow.id) == improvement_id).values(state=ImprovementRow.state))
    query = select(ImprovementRow).where(ImprovementRow.id == improvement_id).execution_options(populate_existing=True)
    return session.exec(query).first()


def listed(session: Session, scope: Scope, sought: Listed, today: date, *, limit: int = 500) -> list[ImprovementRow]:
    """Those that fit: the running ones first, by their day, then the others, the last changed first."""
    query = select(ImprovementRow).where(within(scope))
    wanted: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (sought.state, col(ImprovementRow.state) == sought.state),
        (sought.cause, col(ImprovementRow.cause) == sought.cause),
        (sought.owner, col(ImprovementRow.owner_id) == sought.owner),
        (sought.month, col(ImprovementRow.month) == sought.month),
        (sought.team is not None, col(ImprovementRow.team) == sought.team),
        (sought.late, and_(col(ImprovementRow.due) < today, col(ImprovementRow.state).in_(RUNNING))),
    )
    for given, condition in wanted:
        if given:
            query = query.where(condition)
    running = col(ImprovementRow.state).in_(RUNNING)
    order = (running.desc(), col(ImprovementRow.due).is_(None), col(ImprovementRow.due), col(ImprovementRow.id).desc())
    found = list(session.exec(query.order_by(*order).limit(limit)))
    still = [row for row in found if row.state in RUNNING]
    return [*still, *sorted(found[len(still) :], key=lambda row: row.changed_at, reverse=True)]


def owing(session: Session, owner_id: int, until: date) -> list[ImprovementRow]:
    """The running ones of an owner whose day has come by ``until``."""
    query = select(ImprovementRow).where(ImprovementRow.owner_id == owner_id, col(ImprovementRow.due) <= until)
    return list(session.exec(query.where(col(ImprovementRow.state).in_(RUNNING)).order_by(col(ImprovementRow.id))))


def some(session: Session, scope: Scope, ids: Iterable[int]) -> list[ImprovementRow]:
    """Those of some that are within a scope."""
    wanted = set(ids)
    return list(session.exec(select(ImprovementRow).where(within(scope), col(ImprovementRow.id).in_(wanted)))) if wanted else []


def acts(session: Session, improvement_ids: Iterable[int | None]) -> dict[int, list[ImprovementActRow]]:
    """By improvement, what was done about it, oldest first."""
    wanted = [i for i in improvement_ids if i is not None]
    found: dict[int, list[ImprovementActRow]] = {i: [] for i in wanted}
    query = select(ImprovementActRow).where(col(ImprovementActRow.improvement_id).in_(wanted)).order_by(col(ImprovementActRow.id))
    for row in session.exec(query):
        found[row.improvement_id].append(row)
    return found


def months(session: Session, scope: Scope) -> list[str]:
    """The months that have improvements, the newest first."""
    query = select(ImprovementRow.month).where(within(scope)).distinct().order_by(col(ImprovementRow.month).desc())
    return list(session.exec(query))


def answer(session: Session, row: ProposalRow) -> ProposalRow:
    """Raises Conflict where the proposal was answered already, even in the same moment."""
    try:
        return rows.add(session, row)
    except IntegrityError as twice:
        raise Conflict("month.answered") from twice


def answers(session: Session, month: str, team: str) -> list[ProposalRow]:
    """The proposals of a month that were answered, oldest first."""
    query = select(ProposalRow).where(ProposalRow.month == month, ProposalRow.team == team)
    return list(session.exec(query.order_by(col(ProposalRow.id))))


def sources(session: Session, improvement_ids: Iterable[int | None]) -> dict[int, ProposalRow]:
    """By improvement, the proposal that it was taken up from."""
    wanted = [i for i in improvement_ids if i is not None]
    found = session.exec(select(ProposalRow).where(col(ProposalRow.improvement_id).in_(wanted)))
    return {row.improvement_id: row for row in found if row.improvement_id is not None}
