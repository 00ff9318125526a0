"""The way of one call as a durable job: after a crash it goes on at the first step that had not ended.

The engine remembers each step's outcome by its number, so the order of steps may depend on nothing but earlier outcomes. It keeps them
as JSON, never as pickles: whoever can write to its database shall not get code run here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from dbos import DBOS

from qa.desk import asking, process
from qa.desk.house import SYSTEM
from qa.desk.process import Pace
from qa.errors import Conflict, EngineMissing, HearbackError, ModelMissing
from qa.jobs.crew import Crew

LOG = logging.getLogger("hearback.worker")
MOST_RESUMPTIONS = 20
"""A call that so many workers did not survive has something about it that kills them."""

Outcome = dict[str, Any]

_crew: list[Crew] = []


def serve(crew: Crew) -> None:
    """The crew whose house the jobs of this process work in: one a process, as the engine is."""
    _crew[:] = [crew]


@DBOS.workflow(name="call", max_recovery_attempts=MOST_RESUMPTIONS)
def go_through(call_id: int, attempt: int) -> None:
    """One attempt at one call, from wherever it stands to ready, waiting or failed."""
    crew = _crew[0]
    with crew.at_work((call_id, attempt)):
        try:
            _all_steps(crew, call_id, attempt)
        except _Ended as ended:
            if ended.problem is not None:
                _stop(crew, call_id, attempt, ended.problem, ended.waits)
            else:
                _step(crew, "tidy", lambda: process.tidy(crew.house, SYSTEM, call_id))


@DBOS.workflow(name="inquiry", max_recovery_attempts=MOST_RESUMPTIONS)
def inquire(inquiry: int, attempt: int) -> None:
    """What a language model is to be asked about one call, a question a step. The call itself is ready and waits for nothing of this."""
    crew = _crew[0]
    house = crew.house
    with crew.asking((inquiry, attempt)):
        try:
            down = None
            for wanted in _step(crew, "begin", asking.begin, house, SYSTEM, inquiry, attempt):
                down = _step(crew, "put", asking.put, house, SYSTEM, inquiry, attempt, wanted, down)
            _step(crew, "settle", asking.settle, house, SYSTEM, inquiry, attempt)
        except _Ended as ended:
            LOG.warning("inquiry %s: %s", inquiry, ended.problem)
            _let_go(crew, inquiry, attempt)


def _all_steps(crew: Crew, call_id: int, attempt: int) -> None:
    house = crew.house
    with crew.decoding:
        _step(crew, "prepare", lambda: process.prepare(house, SYSTEM, call_id, attempt))
        planned = _step(crew, "plan", lambda: process.plan(house, SYSTEM, call_id, attempt))
    if planned is not None:
        with crew.hearing:
            heard = _hear_all(crew, call_id, attempt, planned)
        _step(crew, "settle", lambda: process.settle(house, SYSTEM, call_id, attempt, planned, heard))
    _step(crew, "score", lambda: process.score(house, SYSTEM, call_id, attempt))
    _step(crew, "tidy", lambda: process.tidy(house, SYSTEM, call_id))


def _hear_all(crew: Crew, call_id: int, attempt: int, planned: dict[str, Any]) -> list[dict[str, Any]]:
    """All windows, a batch a step. Each begins where the one before it ended: how large they are is the worker's affair that heard them."""
    pace, batches, at = Pace(), [], 0
    while at < len(planned["windows"]):
        batches.append(_step(crew, "hear", process.hear, crew.house, SYSTEM, call_id, attempt, planned, at, pace))
        at += len(batches[-1]["heard"])
    return batches


def _stop(crew: Crew, call_id: int, attempt: int, problem: HearbackError, waits: bool) -> None:
    try:
        _step(crew, "stop", lambda: process.stop(crew.house, SYSTEM, call_id, attempt, problem, waits=waits))
    except _Ended as ended:
        LOG.warning("call %s: %s", call_id, ended.problem)


def _let_go(crew: Crew, inquiry: int, attempt: int) -> None:
    try:
        _step(crew, "end", asking.end, crew.house, SYSTEM, inquiry, attempt)
    except _Ended as ended:
        LOG.warning("inquiry %s: %s", inquiry, ended.problem)


class _Ended(Exception):
    """A step ended the job. ``problem`` is None where another attempt took its place."""

    def __init__(self, problem: HearbackError | None, waits: bool) -> None:
        super().__init__(problem)
        self.problem, self.waits = problem, waits


def _step(crew: Crew, name: str, work: Callable[..., Any], *given: Any) -> Any:
    """Run a step, or take its outcome from the engine's memory. Raises _Ended."""
    with crew.step():
        outcome: Outcome = DBOS.run_step({"name": name}, _outcome, work, *given)
    if "problem" in outcome:
        code = outcome["problem"]
        raise _Ended(HearbackError(code, **outcome["params"]) if code else None, outcome["waits"])
    return outcome["value"]


def _outcome(work: Callable[..., Any], *given: Any) -> Outcome:
    try:
        return {"value": work(*given)}
    except Conflict as problem:
        if problem.code == "desk.superseded":
            return {"problem": "", "params": {}, "waits": False}
        return _problem(problem)
    except HearbackError as problem:
        return _problem(problem)
    except Exception as wrong:
        # A call that trips over a defect must say so on its page, and the next one goes on.
        LOG.exception("unexpected")
        return _problem(HearbackError("jobs.unexpected", kind=type(wrong).__name__))


def _problem(problem: HearbackError) -> Outcome:
    return {"problem": problem.code, "params": process.plain(problem.params), "waits": isinstance(problem, ModelMissing | EngineMissing)}
