"""Signs that make a call worth a look, and the calls that have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from qa.model.assignment import AssignmentState
from qa.store.assignments import between, moment
from qa.store.tables import CallRow, ReviewRow
from qa.store.tables_assignment import AssignmentRow, SignRow


def write(session: Session, call_id: int, found: Mapping[str, tuple[int, dict[str, Any]]]) -> None:
    """The signs of a call (by kind: weight and evidence), in place of those it had."""
    session.exec(delete(SignRow).where(col(SignRow.call_id) == call_id))
    session.add_all(SignRow(call_id=call_id, kind=kind, weight=weight, evidence=evidence) for kind, (weight, evidence) in found.items())


def put(session: Session, call_id: int, kind: str, weight: int, evidence: Mapping[str, Any]) -> None:
    """One sign more, or more evidence for one that is there."""
    row = session.exec(select(SignRow).where(SignRow.call_id == call_id, SignRow.kind == kind)).first()
    row = row or SignRow(call_id=call_id, kind=kind, weight=weight)
    row.evidence = {**row.evidence, **evidence}
    session.add(row)
    session.flush()


def of_calls(session: Session, call_ids: Sequence[int]) -> dict[int, list[SignRow]]:
    """The signs of calls, the weightiest first."""
    found: dict[int, list[SignRow]] = {}
    query = select(SignRow).where(col(SignRow.call_id).in_(call_ids)).order_by(col(SignRow.weight).desc(), col(SignRow.kind))
    for row in session.exec(query):
        found.setdefault(row.call_id, []).append(row)
    return found


def unsigned(session: Session, version: int, limit: int) -> list[int]:
    """Ready calls whose signs were made by older rules or never, the newest first."""
    query = select(CallRow.id).where(col(CallRow.signs) < version, CallRow.state == "ready").order_by(col(CallRow.id).desc())
    return [i for i in session.exec(query.limit(limit)) if i is not None]


def same_phone(session: Session, call: CallRow, within: timedelta) -> tuple[list[int], list[CallRow]]:
    """Calls from the same number: those up to ``within`` before this one, the last first, and those up to ``within`` after it."""
    if not call.phone or call.started_at is None:
        return [], []
    began, other = col(CallRow.started_at), (CallRow.phone == call.phone, CallRow.id != call.id)
    earlier = select(CallRow.id).where(*other, began >= call.started_at - within, began < call.started_at).order_by(began.desc())
    later = select(CallRow).where(*other, began > call.started_at, began <= call.started_at + within)
    return [i for i in session.exec(earlier) if i is not None], list(session.exec(later))


def first_calls(session: Session, agent_ids: Sequence[int]) -> dict[int, datetime]:
    """When each agent's first call began, as far as calls are here."""
    query = select(CallRow.agent_id, func.min(CallRow.started_at)).where(col(CallRow.agent_id).in_(agent_ids))
    query = query.where(col(CallRow.started_at).is_not(None)).group_by(col(CallRow.agent_id))
    return {agent: first for agent, first in session.exec(query) if agent is not None and first is not None}


def first_call(session: Session) -> datetime | None:
    """When the first of all calls began."""
    return session.exec(select(func.min(CallRow.started_at))).one()


def last_moment(session: Session) -> datetime | None:
    """When the newest ready call began."""
    return session.exec(select(func.max(CallRow.started_at)).where(CallRow.state == "ready")).one()


def worth_a_look(session: Session, since: datetime, until: datetime, person_id: int, limit: int) -> list[int]:
    """Ready calls of a time with signs, nobody's to review and in no published review: the weightiest first, then the newest."""
    published = select(ReviewRow.call_id).where(ReviewRow.state != "draft")
    taken = select(AssignmentRow.call_id).where(AssignmentRow.state == AssignmentState.OPEN)
    weight = func.sum(SignRow.weight)
    query = (
        select(CallRow.id)
        .where(
            SignRow.call_id == CallRow.id,
            CallRow.state == "ready",
            between(since, until),
            col(CallRow.id).not_in(published),
            col(CallRow.id).not_in(taken),
            func.coalesce(CallRow.agent_id, 0) != person_id,
        )
        .group_by(col(CallRow.id))
        .order_by(weight.desc(), moment().desc(), col(CallRow.id).desc())
        .limit(limit)
    )
    return [i for i in session.exec(query) if i is not None]
