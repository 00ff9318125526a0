"""Long work on many calls: taken by one worker at a time, kept piece by piece."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import case, func, or_, update
from sqlmodel import Session, col, select

from qa.model.tasks import TaskState
from qa.store.tables import TaskItemRow, TaskRow

MOVING = tuple(state for state in TaskState if state.moving)
BEGUN = {TaskState.QUEUED: TaskState.RUNNING, TaskState.CONFIRMED: TaskState.APPLYING}


def waiting(session: Session) -> int:
    """How many tasks a worker is at, or will be."""
    return session.exec(select(func.count()).select_from(TaskRow).where(col(TaskRow.state).in_(MOVING))).one()


def take(session: Session, worker: str, alive: Collection[str]) -> int | None:
    """The oldest task that nobody alive is at, for ``worker`` from now on."""
    mine = or_(col(TaskRow.worker).in_(("", worker)), col(TaskRow.worker).not_in(list(alive)))
    found = session.exec(select(TaskRow.id, TaskRow.worker).where(col(TaskRow.state).in_(MOVING), mine).order_by(col(TaskRow.id))).first()
    if found is None:
        return None
    task_id, before = found
    begun = case({state.value: after.value for state, after in BEGUN.items()}, value=col(TaskRow.state), else_=col(TaskRow.state))
    taken = session.exec(
        update(TaskRow)
        .where(col(TaskRow.id) == task_id, col(TaskRow.worker) == before, col(TaskRow.state).in_(MOVING))
        .values(worker=worker, state=begun)
    )
    return task_id if taken.rowcount else None


def advance(session: Session, task: TaskRow, **values: Any) -> bool:
    """Move a task on from where it was read; False where it was stopped, or another worker is at it."""
    done = session.exec(
        update(TaskRow)
        .where(
            col(TaskRow.id) == task.id,
            col(TaskRow.done) == task.done,
            col(TaskRow.state) == task.state,
            col(TaskRow.worker) == task.worker,
        )
        .values(**values)
    )
    return bool(done.rowcount)


def listed(session: Session, *, kinds: Sequence[str], subject: str | None = None, limit: int = 50) -> list[TaskRow]:
    """Tasks, the newest first."""
    query = select(TaskRow).where(col(TaskRow.kind).in_(kinds))
    if subject is not None:
        query = query.where(TaskRow.subject == subject)
    return list(session.exec(query.order_by(col(TaskRow.id).desc()).limit(limit)))


def items(session: Session, task_id: int, *, key: str | None = None, limit: int = 50, offset: int = 0) -> list[TaskItemRow]:
    """What was found out, call by call, the newest call first."""
    query = select(TaskItemRow).where(TaskItemRow.task_id == task_id)
    if key is not None:
        query = query.where(TaskItemRow.key == key)
    return list(session.exec(query.order_by(col(TaskItemRow.call_id).desc(), col(TaskItemRow.key)).limit(limit).offset(offset)))


def count_items(session: Session, task_id: int) -> dict[str, int]:
    """How many there are, by key."""
    query = select(TaskItemRow.key, func.count()).where(TaskItemRow.task_id == task_id).group_by(TaskItemRow.key)
    return dict(session.exec(query).all())
