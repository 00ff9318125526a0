"""A worker's long work: begun when it waits, put down when the worker leaves, taken up where it was."""

from __future__ import annotations

import threading

import pytest

from qa.desk import backtesting, rulebook, tasks
from qa.desk.choosing import Choice
from qa.desk.tasks import Work
from qa.errors import Conflict
from qa.jobs.errands import Errands
from qa.model.rules import RuleKey, RuleKind
from qa.model.tasks import TaskState
from tests.desk.conftest import TURNS, Cast, cast, quick_hashes, scored, template
from tests.test_jobs import work_until

__all__ = ["cast", "quick_hashes", "template"]

BASIC = RuleKey(RuleKind.RUBRIC, "basic")


@pytest.fixture
def task(cast: Cast) -> int:
    for number in range(7):
        scored(cast.house, f"more-{number}", "bob", (("agent", f"Hi, number {number}.", 0.5, 2.0), *TURNS[1:]))
    text = cast.house.rules.files[BASIC].text.replace("[hello]", "[hello, hi]")
    rulebook.write(cast.house, cast.max, BASIC, text)
    return backtesting.order(cast.house, cast.max, BASIC, Choice(), candidate="draft")


def state(cast: Cast, task: int) -> TaskState:
    return tasks.view(cast.house, cast.max, task).state


def tried(cast: Cast, task: int) -> int:
    return next(
        sum((one.after or {}).values()) for one in backtesting.report(cast.house, cast.max, task).criteria if one.criterion == "greet"
    )


def test_a_worker_does_what_was_ordered(cast: Cast, task: int) -> None:
    work_until(cast.house, lambda: state(cast, task) is TaskState.DONE)
    assert tried(cast, task) == 8


def test_a_worker_is_not_idle_while_something_waits(cast: Cast, task: int) -> None:
    errands = Errands(cast.house, threading.Event(), 60.0)
    assert not errands.idle()
    errands.look("w1")
    assert errands.rest(60.0)
    assert errands.idle()


def small(monkeypatch: pytest.MonkeyPatch, leaving: threading.Event | None) -> None:
    """Pieces of two calls; the worker is told to leave during the first."""
    go_on = Work.go_on

    def piece(work: Work) -> bool:
        work._size = 2
        if leaving is not None:
            leaving.set()
        return go_on(work)

    monkeypatch.setattr(Work, "go_on", piece)


def test_what_a_worker_put_down_is_taken_up_where_it_was(cast: Cast, task: int, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = threading.Event()
    small(monkeypatch, leaving)
    first = Errands(cast.house, leaving, 60.0)
    first.look("w1")
    assert first.rest(60.0)
    assert (state(cast, task), tasks.view(cast.house, cast.max, task).done) == (TaskState.RUNNING, 2)
    first.look("w1")
    assert not first.busy, "whoever leaves begins nothing"
    monkeypatch.undo()
    second = Errands(cast.house, threading.Event(), 60.0)
    second.look("w2")  # w1 is not among the living
    assert second.rest(60.0)
    assert (state(cast, task), tried(cast, task)) == (TaskState.DONE, 8)


@pytest.mark.parametrize(("wrong", "code"), [(Conflict("tasks.stale"), "tasks.stale"), (ZeroDivisionError(), "jobs.unexpected")])
def test_work_that_cannot_go_on_says_why_and_the_next_is_done(
    cast: Cast, task: int, monkeypatch: pytest.MonkeyPatch, wrong: Exception, code: str
) -> None:
    def fails(*_: object) -> None:
        raise wrong

    monkeypatch.setattr(backtesting, "piece", fails)
    errands = Errands(cast.house, threading.Event(), 60.0)
    errands.look("w1")
    assert errands.rest(60.0)
    found = tasks.view(cast.house, cast.max, task)
    assert found.problem is not None
    assert (found.state, found.problem.code) == (TaskState.FAILED, code)
    monkeypatch.undo()
    after = backtesting.order(cast.house, cast.max, BASIC, Choice(), candidate="draft")
    errands.look("w1")
    assert errands.rest(60.0)
    assert state(cast, after) is TaskState.DONE


def test_no_two_at_once(cast: Cast, task: int, monkeypatch: pytest.MonkeyPatch) -> None:
    held, begun = threading.Event(), threading.Event()
    go_on = Work.go_on

    def slow(work: Work) -> bool:
        begun.set()
        held.wait(60)
        return go_on(work)

    monkeypatch.setattr(Work, "go_on", slow)
    other = backtesting.order(cast.house, cast.max, BASIC, Choice(), candidate="draft")
    errands = Errands(cast.house, threading.Event(), 60.0)
    errands.look("w1")
    assert begun.wait(60)
    errands.look("w1")
    assert state(cast, other) is TaskState.QUEUED
    held.set()
    assert errands.rest(60.0)
    assert state(cast, task) is TaskState.DONE
