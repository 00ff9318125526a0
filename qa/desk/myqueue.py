"""My queue: the calls that somebody is to review, why each was picked, what comes next; and what else the machine finds worth a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from qa.access import About, authorize
from qa.desk import record, signs
from qa.desk.assignment_views import NextUp, QueueCount, QueueItem
from qa.desk.house import House, author_id
from qa.errors import Conflict
from qa.model.assignment import AssignmentState, Reason, ReasonKind
from qa.model.call import CallState
from qa.model.people import Person
from qa.store import assignments, calls, reviews, rows
from qa.store import signs as marks
from qa.store.engine import Session
from qa.store.tables import CallRow, now
from qa.store.tables_assignment import AssignmentRow, PlanRow

WEEK = timedelta(days=7)
LOOKED_BACK = timedelta(days=30)


def count(house: House, actor: Person) -> QueueCount:
    """How much there is to do. Counted in the database."""
    authorize(actor, "assign.mine")
    with house.db.reading() as session:
        return _count(session, actor)


def mine(house: House, actor: Person, *, limit: int = 50, offset: int = 0) -> tuple[QueueItem, ...]:
    """The reader's open calls, what is due first first, each with why it was picked."""
    authorize(actor, "assign.mine")
    with house.db.reading() as session:
        return _items(session, assignments.open_of(session, actor.id, limit=limit, offset=offset))


def suggested(house: House, actor: Person, *, limit: int = 10) -> tuple[QueueItem, ...]:
    """Calls of the last 30 days that are nobody's and that the machine finds worth a look, the weightiest reasons first."""
    authorize(actor, "assign.mine")
    with house.db.reading() as session:
        last = marks.last_moment(session) or now()
        until = max(last, now()) + timedelta(seconds=1)
        ids = marks.worth_a_look(session, last - LOOKED_BACK, until, actor.id, limit)
        listed = {line.id: line for line in record.lines(session, calls.listed(session, ids=ids, limit=limit))}
        found = [rows.get(session, CallRow, i) for i in ids]
        why = signs.reasons(session, found)
        return tuple(QueueItem(None, listed[i], why.get(i, ()), None, False, "") for i in ids)


def take(house: House, actor: Person, call_id: int) -> int:
    """Put a call that is nobody's into the own queue; gives the assignment. Raises Conflict where it is somebody's, or reviewed."""
    authorize(actor, "assign.mine")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if call.state != CallState.READY:
            raise Conflict("desk.not_ready")
        if call.agent_id is not None and call.agent_id == actor.id:
            raise Conflict("assign.own_call")
        if assignments.open_on(session, call_id) or any(one.state != "draft" for one in reviews.of_call(session, call_id)):
            raise Conflict("assign.taken", call=call.title)
        row = rows.add(session, AssignmentRow(call_id=call_id, inspector_id=actor.id, author_id=author_id(actor)))
        rows.note(session, author_id(actor), "assign.take", f"call:{call_id}")
        assert row.id is not None
        return row.id


def put_back(house: House, actor: Person, assignment_id: int) -> None:
    """Take a call out of the own queue that one had taken oneself; those of a plan are given back with a reason instead."""
    with house.db.writing() as session:
        row = rows.get(session, AssignmentRow, assignment_id)
        authorize(actor, "assign.replace", About(author=row.inspector_id))
        if row.plan_id is not None:
            raise Conflict("assign.of_plan")
        if row.state != AssignmentState.OPEN:
            raise Conflict("assign.not_open")
        row.state, row.ended_by, row.ended_at = AssignmentState.OFF, author_id(actor), now()
        rows.note(session, author_id(actor), "assign.put_back", f"call:{row.call_id}")


def next_up(house: House, actor: Person, call_id: int) -> NextUp:
    """Where the reader's queue stands while they are at a call, and which one comes next: after this one, else the first."""
    authorize(actor, "assign.mine")
    with house.db.reading() as session:
        total = _count(session, actor)
        open_ = assignments.places(session, actor.id)
        ids = [call for _, call in open_]
        here = next((assignment for assignment, call in open_ if call == call_id), None)
        after = ids[ids.index(call_id) + 1 :] if here is not None else ids
        following = next((call for call in [*after, *ids] if call != call_id), None)
        item = _items(session, [_with_call(session, here)])[0] if here is not None else None
        title = rows.get(session, CallRow, following).title if following is not None else ""
        return NextUp(total, item, here is None and assignments.done_by(session, call_id, actor.id), following, title)


def _count(session: Session, actor: Person) -> QueueCount:
    at = now()
    return QueueCount(*assignments.counts(session, actor.id, at, at - WEEK))


def _with_call(session: Session, assignment: int) -> tuple[AssignmentRow, CallRow]:
    row = rows.get(session, AssignmentRow, assignment)
    return row, rows.get(session, CallRow, row.call_id)


def _items(session: Session, found: Sequence[tuple[AssignmentRow, CallRow]]) -> tuple[QueueItem, ...]:
    ids = [row.call_id for row, _ in found]
    lines = {line.id: line for line in record.lines(session, calls.listed(session, ids=ids, limit=len(ids) or 1))}
    why = signs.reasons(session, [call for _, call in found])
    plans: Mapping[int | None, PlanRow] = {row.id: row for row in assignments.plans_of(session, {row.plan_id for row, _ in found})}
    at = now()
    return tuple(_item(row, plans.get(row.plan_id), why.get(row.call_id, ()), at, lines) for row, _ in found)


def _item(row: AssignmentRow, plan: PlanRow | None, why: tuple[Reason, ...], at: datetime, lines: Mapping[int, object]) -> QueueItem:
    sample = (Reason(ReasonKind.SAMPLE, {"plan": plan.title, "place": row.place, "each": plan.asked["each"]}),) if plan else ()
    line = lines[row.call_id]
    overdue = row.due_at is not None and row.due_at < at
    return QueueItem(row.id, line, (*sample, *why), row.due_at, overdue, plan.title if plan else "")  # type: ignore[arg-type]
