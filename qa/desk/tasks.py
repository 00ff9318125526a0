"""Long work on many calls, a worker's side and the page's: taken by one worker, done piece by piece, stopped at any time.

Each piece is kept in one transaction with how far the work has come, so that after a crash it goes on where it was; of two workers at
the same piece one finds that the other was there.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa.access import About, allowed, authorize
from qa.desk import backtesting, choosing, rescoring
from qa.desk.backtesting import Bench
from qa.desk.house import House
from qa.desk.process import plain
from qa.desk.views import Problem
from qa.errors import Conflict, HearbackError
from qa.model.people import Person
from qa.model.tasks import TaskKind, TaskState
from qa.store import people, rows, tasks
from qa.store.tables import TaskItemRow, TaskRow, now

PIECE_S = 1.0
"""How long a piece takes, about: after it the progress is seen, and whether somebody stopped the work."""
AT_ONCE = 25
MAY_SEE = {TaskKind.BACKTEST: "rubric.backtest", TaskKind.REEVALUATE: "rubric.reevaluate"}


@dataclass(frozen=True, slots=True)
class TaskView:
    """``done`` of ``total`` calls; ``problem`` where it failed. ``taken``: a worker is, or was, at it."""

    id: int
    kind: TaskKind
    state: TaskState
    subject: str
    total: int
    done: int
    author: str
    at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    ended_at: datetime | None
    problem: Problem | None
    taken: bool
    may_stop: bool

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 1.0


def listed(house: House, actor: Person, kind: TaskKind, subject: str | None = None, limit: int = 20) -> tuple[TaskView, ...]:
    """Tasks, the newest first."""
    authorize(actor, MAY_SEE[kind])
    with house.db.reading() as session:
        found = tasks.listed(session, kinds=[kind], subject=subject, limit=limit)
        names = people.shown(session, [i for task in found for i in (task.author_id, task.confirmed_by)])
    return tuple(_view(actor, task, names) for task in found)


def view(house: House, actor: Person, task_id: int) -> TaskView:
    """Where one stands. Raises NotFound."""
    with house.db.reading() as session:
        task = rows.get(session, TaskRow, task_id)
        authorize(actor, MAY_SEE[TaskKind(task.kind)])
        names = people.shown(session, [task.author_id, task.confirmed_by])
    return _view(actor, task, names)


def stop(house: House, actor: Person, task_id: int) -> None:
    """Stop it after the piece it is at, or give a list up; what was done stays. Raises Conflict where nothing is under way."""
    with house.db.writing() as session:
        task = rows.get(session, TaskRow, task_id)
        authorize(actor, "task.stop", About(author=task.author_id))
        if not (TaskState(task.state).moving or task.state == TaskState.LISTED):
            raise Conflict("tasks.not_under_way")
        task.state, task.ended_at = TaskState.STOPPED, now()


def waiting(house: House, actor: Person) -> int:
    """How many tasks want a worker, or have one."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        return tasks.waiting(session)


def take(house: House, actor: Person, worker: str, alive: Collection[str]) -> int | None:
    """The oldest task that no worker of ``alive`` is at, for ``worker`` from now on; None where there is none."""
    authorize(actor, "call.process")
    with house.db.reading() as session:
        if not tasks.waiting(session):
            return None
    with house.db.writing() as session:
        return tasks.take(session, worker, alive)


class Work:
    """One worker's work on one task: ``go_on`` until it says that there is no more to do."""

    def __init__(self, house: House, actor: Person, task_id: int, worker: str) -> None:
        authorize(actor, "call.process")
        self._house, self._id, self._worker = house, task_id, worker
        self._bench: Bench | None = None
        self._size = AT_ONCE

    def go_on(self) -> bool:
        """Do the next piece; False where it was the last, or where the work was stopped or is another worker's by now.

        Raises Conflict, RubricError where it cannot go on: ``fail`` writes that down.
        """
        task = self._read()
        if task is None:
            return False
        begun = time.monotonic()
        some = task.asked["calls"][task.done : task.done + self._size]
        self._piece(task, some)
        lasted = time.monotonic() - begun
        self._size = max(1, min(int(self._size * min(PIECE_S / max(lasted, 1e-3), 2.0)), 1_000))
        return task.done + len(some) < task.total

    def fail(self, problem: HearbackError) -> None:
        """It cannot go on; the reason is kept for the page."""
        task = self._read()
        if task is not None:
            with self._house.db.writing() as session:
                params = plain(problem.params)
                tasks.advance(session, task, state=TaskState.FAILED, ended_at=now(), problem=problem.code, problem_params=params)

    def _read(self) -> TaskRow | None:
        with self._house.db.reading() as session:
            task = session.get(TaskRow, self._id)
        return task if task and task.worker == self._worker and TaskState(task.state).moving else None

    def _piece(self, task: TaskRow, some: Sequence[int]) -> None:
        if task.state == TaskState.APPLYING:
            self._apply(task, some)
            return
        with self._house.db.reading() as session:
            chosen = list(choosing.read(session, some))
            if task.kind == TaskKind.REEVALUATE:
                result, items = rescoring.preview(self._house, session, task, chosen)
                ends = TaskState.LISTED
            else:
                self._bench = self._bench or Bench(self._house, task)
                result, items = backtesting.piece(self._bench, task, chosen, tasks.count_items(session, self._id))
                ends = TaskState.DONE
        self._keep(task, some, ends, items, result=result)

    def _apply(self, task: TaskRow, some: Sequence[int]) -> None:
        with self._house.db.reading() as session:
            chosen = list(choosing.read(session, some))
        book, judged = rescoring.prepare(self._house, task, chosen)
        with self._house.db.writing() as session:
            if not tasks.advance(session, task, **_progress(task, len(some), TaskState.DONE)):
                return
            rescoring.write(self._house, session, book, judged)

    def _keep(self, task: TaskRow, some: Sequence[int], ends: TaskState, items: Sequence[TaskItemRow], **values: Any) -> None:
        with self._house.db.writing() as session:
            if tasks.advance(session, task, **_progress(task, len(some), ends), **values):
                session.add_all(items)


def _progress(task: TaskRow, count: int, ends: TaskState) -> dict[str, Any]:
    done = task.done + count
    return {"done": done, **({"state": ends, "ended_at": now()} if done >= task.total else {})}


def _view(actor: Person, task: TaskRow, names: dict[int, str]) -> TaskView:
    assert task.id is not None
    return TaskView(
        id=task.id,
        kind=TaskKind(task.kind),
        state=TaskState(task.state),
        subject=task.subject,
        total=task.total,
        done=task.done,
        author=names.get(task.author_id or 0, ""),
        at=task.created_at,
        confirmed_by=names.get(task.confirmed_by or 0, ""),
        confirmed_at=task.confirmed_at,
        ended_at=task.ended_at,
        problem=Problem(task.problem, task.problem_params) if task.problem else None,
        taken=bool(task.worker),
        may_stop=allowed(actor, "task.stop", About(author=task.author_id)),
    )
