"""Plans, assignments and signs. Whatever counts or draws among many calls does it in the database; no call is loaded for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, literal, or_, true, update
from sqlmodel import Session, col, select

from qa.model.assignment import AssignmentState, Wanted
from qa.store.tables import CallRow, ReviewRow, SourceRow, TranscriptRow
from qa.store.tables_assignment import AssignmentRow, PlanRow

Holds = ColumnElement[bool]

LENGTHS_S = (60, 180, 300, 600)
SCORES = (60, 80, 90)
HALF_HOURS = 48


def moment() -> ColumnElement[datetime]:
    """When a call was: when it began, else when it came."""
    return func.coalesce(CallRow.started_at, CallRow.created_at)


def between(since: datetime, until: datetime) -> Holds:
    """Calls of a time, so written that the index serves both those that know when they began and those that do not."""
    began, came = col(CallRow.started_at), col(CallRow.created_at)
    return or_(and_(began >= since, began < until), and_(began.is_(None), came >= since, came < until))


def passes(wanted: Wanted) -> dict[str, Holds]:
    """What a call must be for a plan, one condition a name."""
    published = select(ReviewRow.call_id).where(ReviewRow.state != "draft")
    taken = select(AssignmentRow.call_id).where(AssignmentRow.state == AssignmentState.OPEN)
    length, percent = col(CallRow.duration), col(CallRow.percent)
    found: dict[str, Holds] = {
        "ready": col(CallRow.state) == "ready",
        "agent": col(CallRow.agent_id).is_not(None),
        "free": col(CallRow.id).not_in(taken),
    }
    if wanted.shortest_s is not None:
        found["shortest"] = func.coalesce(length, 0) >= wanted.shortest_s
    if wanted.longest_s is not None:
        found["longest"] = func.coalesce(length, 0) <= wanted.longest_s
    if wanted.queue:
        found["queue"] = col(CallRow.queue) == wanted.queue
    if wanted.source is not None:
        found["source"] = func.coalesce(CallRow.source_id, 0) == wanted.source
    if wanted.language:
        # what was heard, not what was expected: that may well be "auto"
        heard = select(TranscriptRow.language).where(TranscriptRow.call_id == CallRow.id).order_by(col(TranscriptRow.revision).desc())
        found["language"] = heard.limit(1).scalar_subquery() == wanted.language
    if wanted.team:
        found["team"] = col(CallRow.team) == wanted.team
    if wanted.lowest is not None:
        found["lowest"] = func.coalesce(percent, -1) >= wanted.lowest
    if wanted.highest is not None:
        found["highest"] = func.coalesce(percent, 101) <= wanted.highest
    if wanted.unreviewed:
        found["unreviewed"] = col(CallRow.id).not_in(published)
    return found


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of one length, score, half hour of the day in UTC (None: not known) and queue.

    ``count`` of them there are, ``inside`` pass the filter; ``failing``: by condition, how many fail it.
    """

    length: str
    score: str
    half_hour: int | None
    queue: str
    count: int
    inside: int
    failing: Mapping[str, int]


def survey(session: Session, wanted: Wanted) -> list[Group]:
    """The calls of a time in groups, with what the filter makes of them: all of it in one pass."""
    conditions = passes(wanted)
    inside = func.sum(case((and_(true(), *conditions.values()), 1), else_=0))
    each = [func.sum(case((holds, 0), else_=1)) for holds in conditions.values()]
    keys = (_length(), _score(), _half_hour(session), col(CallRow.queue))
    pick: Any = select
    query = pick(*keys, func.count(), inside, *each).where(between(wanted.since, wanted.until)).group_by(*keys)
    found = []
    for length, score, half_hour, queue, count, passed, *failing in session.exec(query):
        found.append(Group(length, score, half_hour, queue, count, passed, dict(zip(conditions, failing, strict=True))))
    return found


def of_agents(session: Session, wanted: Wanted) -> dict[int, int]:
    """How many calls of each agent pass the filter."""
    query = select(CallRow.agent_id, func.count()).where(between(wanted.since, wanted.until), *passes(wanted).values())
    return {agent: count for agent, count in session.exec(query.group_by(col(CallRow.agent_id))) if agent is not None}


def candidates(session: Session, wanted: Wanted, *, agent_id: int | None = None) -> Iterator[tuple[int, int]]:
    """(call, agent) of all that pass the filter, streamed."""
    query = select(CallRow.id, CallRow.agent_id).where(between(wanted.since, wanted.until), *passes(wanted).values())
    if agent_id is not None:
        query = query.where(CallRow.agent_id == agent_id)
    for call, agent in session.exec(query, execution_options={"yield_per": 5000}):
        if call is not None and agent is not None:
            yield call, agent


def plans(session: Session) -> list[PlanRow]:
    """The newest first."""
    return list(session.exec(select(PlanRow).order_by(col(PlanRow.id).desc())))


def of_plan(session: Session, plan_id: int) -> list[tuple[AssignmentRow, CallRow]]:
    """All assignments of a plan with their calls, those that ended too, oldest first."""
    query = select(AssignmentRow, CallRow).where(AssignmentRow.call_id == CallRow.id, AssignmentRow.plan_id == plan_id)
    return list(session.exec(query.order_by(col(AssignmentRow.id))))


def progress(session: Session, plan_ids: Sequence[int | None]) -> dict[tuple[int, int, str], int]:
    """How many assignments of each plan, inspector and state there are."""
    ids = [i for i in plan_ids if i is not None]
    keys = (col(AssignmentRow.plan_id), col(AssignmentRow.inspector_id), col(AssignmentRow.state))
    query: Any = select(*keys, func.count()).where(col(AssignmentRow.plan_id).in_(ids)).group_by(*keys)
    return {(plan, person, state): count for plan, person, state, count in session.exec(query)}


def open_of(session: Session, inspector_id: int, *, limit: int, offset: int = 0) -> list[tuple[AssignmentRow, CallRow]]:
    """Somebody's open assignments with their calls: what is due first first, what has no date last."""
    query = select(AssignmentRow, CallRow).where(
        AssignmentRow.call_id == CallRow.id, AssignmentRow.inspector_id == inspector_id, AssignmentRow.state == AssignmentState.OPEN
    )
    due = col(AssignmentRow.due_at)
    return list(session.exec(query.order_by(due.is_(None), due, col(AssignmentRow.id)).limit(limit).offset(offset)))


def places(session: Session, inspector_id: int) -> list[tuple[int, int]]:
    """(assignment, call) of all that somebody has open, in the order of ``open_of``; ids alone, whatever their number."""
    due = col(AssignmentRow.due_at)
    query = select(AssignmentRow.id, AssignmentRow.call_id).where(
        AssignmentRow.inspector_id == inspector_id, AssignmentRow.state == AssignmentState.OPEN
    )
    return [(i, call) for i, call in session.exec(query.order_by(due.is_(None), due, col(AssignmentRow.id))) if i is not None]


def done_by(session: Session, call_id: int, inspector_id: int) -> bool:
    """Whether somebody had this call to review and it is reviewed."""
    query = select(AssignmentRow.id).where(
        AssignmentRow.call_id == call_id, AssignmentRow.inspector_id == inspector_id, AssignmentRow.state == AssignmentState.DONE
    )
    return session.exec(query.limit(1)).first() is not None


def plans_of(session: Session, ids: Collection[int | None]) -> list[PlanRow]:
    return list(session.exec(select(PlanRow).where(col(PlanRow.id).in_([i for i in ids if i is not None]))))


def source_names(session: Session) -> tuple[tuple[int, str], ...]:
    """(id, name) of every source."""
    return tuple((i, name) for i, name in session.exec(select(SourceRow.id, SourceRow.name).order_by(col(SourceRow.name))) if i is not None)


def counts(session: Session, inspector_id: int, at: datetime, since: datetime) -> tuple[int, int, int]:
    """Somebody's open assignments, those of them that are overdue ``at`` a moment, and those done ``since`` one."""
    due, mine = col(AssignmentRow.due_at), (AssignmentRow.inspector_id == inspector_id)
    is_open = AssignmentRow.state == AssignmentState.OPEN
    query = select(func.count(), func.sum(case((due < at, 1), else_=0))).where(mine, is_open)
    count, late = session.exec(query).one()
    done = select(func.count()).where(mine, AssignmentRow.state == AssignmentState.DONE, col(AssignmentRow.ended_at) >= since)
    return count, late or 0, session.exec(done).one()


def open_on(session: Session, call_id: int, inspector_id: int | None = None) -> list[AssignmentRow]:
    """Open assignments of a call."""
    query = select(AssignmentRow).where(AssignmentRow.call_id == call_id, AssignmentRow.state == AssignmentState.OPEN)
    if inspector_id is not None:
        query = query.where(AssignmentRow.inspector_id == inspector_id)
    return list(session.exec(query.order_by(col(AssignmentRow.id))))


def finish(session: Session, call_id: int, by: int | None, at: datetime) -> None:
    """A review of the call is published: whoever had it to review has done with it."""
    session.exec(
        update(AssignmentRow)
        .where(col(AssignmentRow.call_id) == call_id, col(AssignmentRow.state) == AssignmentState.OPEN)
        .values(state=AssignmentState.DONE, ended_by=by, ended_at=at)
    )


def ever_in_plan(session: Session, plan_id: int) -> set[int]:
    """Every call that a plan ever drew."""
    return set(session.exec(select(AssignmentRow.call_id).where(AssignmentRow.plan_id == plan_id)))


def all_rows(session: Session) -> list[tuple[AssignmentRow, CallRow, PlanRow | None]]:
    """Every assignment with its call and plan, oldest first."""
    query = select(AssignmentRow, CallRow, PlanRow).join(CallRow, col(AssignmentRow.call_id) == col(CallRow.id))
    query = query.join(PlanRow, col(AssignmentRow.plan_id) == col(PlanRow.id), isouter=True)
    return list(session.exec(query.order_by(col(AssignmentRow.id))))


def _length() -> ColumnElement[str]:
    steps = [(col(CallRow.duration) < bound, f"under_{bound}") for bound in LENGTHS_S]
    return case((col(CallRow.duration).is_(None), "unknown"), *steps, else_="longer")


def _score() -> ColumnElement[str]:
    percent = col(CallRow.percent)
    steps = [(percent < bound, f"under_{bound}") for bound in SCORES]
    return case((col(CallRow.fatal).is_(True), "fatal"), (percent.is_(None), "unknown"), *steps, else_="higher")


def _half_hour(session: Session) -> ColumnElement[int]:
    began: Any = col(CallRow.started_at)
    if session.get_bind().dialect.name == "postgresql":
        began = func.timezone(literal("UTC"), began)
    half = cast(extract("hour", began), Integer) * 2 + case((cast(extract("minute", began), Integer) >= 30, 1), else_=0)
    return half
