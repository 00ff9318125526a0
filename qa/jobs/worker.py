"""A worker: takes queued calls, runs each as a durable job, takes over what the dead have left."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from qa.desk import asking, keeping, process, shelving, signs, watch
from qa.desk.house import SYSTEM, House
from qa.errors import HearbackError, Invalid
from qa.jobs import workflow
from qa.jobs.crew import Crew, Job
from qa.jobs.errands import Errands
from qa.jobs.slots import Places

LOG = logging.getLogger("hearback.worker")
POLL_S, BEAT_S, WAKE_S, RESCUE_S, MEND_S, SWEEP_S, LOOK_S, ERRAND_S, SIGN_S = 0.5, 5.0, 3.0, 5.0, 15.0, 3600.0, 10.0, 1.0, 15.0
SHELVE_S = 20.0
DEAD_S = 60.0
PATIENCE_S = 10.0
KEPT = timedelta(days=1)
AHEAD = 1
"""How many calls more than it can hear at once a worker takes: the next one is decoded meanwhile."""
ASKED_AT_ONCE = 2
"""Inquiries of one worker at the same time: a model on the premises has little more to give."""
SIGNED_AT_ONCE = 40
VERSION = "2"
"""Of the order of steps, not of the program: most updates leave it, and what was begun goes on where it was; else it begins anew."""


class Worker:
    """One worker of a workspace. ``run`` once, then drop it; one a process, because the job engine is."""

    def __init__(self, house: House, jobs: int = 1) -> None:
        """Raises Invalid for less than one job at once."""
        if jobs < 1:
            raise Invalid("jobs.number", jobs=jobs)
        self._house, self._jobs = house, jobs
        self._crew = Crew(house, jobs)
        self._places = Places(house.settings.data)
        self._leaving = threading.Event()
        self._errands = Errands(house, self._leaving, DEAD_S)
        self._patience_s = PATIENCE_S
        self._due: dict[Callable[[], None], float] = {}

    def leave(self, patience_s: float = PATIENCE_S) -> None:
        """Take no more work; ``run`` returns once the steps under way have ended, after ``patience_s`` at most. For any thread."""
        self._patience_s = patience_s
        self._leaving.set()

    def run(self, until: Callable[[], bool] | None = None) -> bool:
        """Work until told to leave, or until ``until`` says so, asked about twice a second.

        Gives whether all jobs were at their end. If not, the process must end now: their threads stand still and will be resumed elsewhere.
        """
        slot = self._places.take()
        self._name = slot.worker
        process.beat(self._house, SYSTEM, self._name, os.getpid())
        workflow.serve(self._crew)
        _launch(self._house, self._name)
        try:
            while not self._leaving.is_set() and not (until and until()):
                self._turn()
                self._leaving.wait(POLL_S)
            self._leaving.set()
            ended = self._crew.rest(self._patience_s) and self._errands.rest(self._patience_s)
            process.leave(self._house, SYSTEM, self._name)
            if ended:
                DBOS.destroy()
            return ended
        finally:
            slot.free()

    def idle(self) -> bool:
        """Whether there is nothing to do and nothing being done."""
        busy = DBOS.list_workflows(status=["ENQUEUED", "PENDING"], load_input=False, load_output=False)
        waiting = process.queued(self._house, SYSTEM, 1) or asking.waiting(self._house, SYSTEM, 1)
        return not (self._crew.jobs or self._crew.inquiries or busy or waiting) and self._errands.idle()

    def _turn(self) -> None:
        for work, every in (
            (self._beat, BEAT_S),
            (self._wake, WAKE_S),
            (self._rescue, RESCUE_S),
            (self._mend, MEND_S),
            (self._sweep, SWEEP_S),
            (self._look, LOOK_S),
            (self._errand, ERRAND_S),
            (self._sign, SIGN_S),
            (self._shelve, SHELVE_S),
        ):
            if time.monotonic() >= self._due.get(work, 0.0):
                self._due[work] = time.monotonic() + every
                work()
        self._take()
        self._ask()

    def _beat(self) -> None:
        process.beat(self._house, SYSTEM, self._name, os.getpid())

    def _wake(self) -> None:
        process.wake(self._house, SYSTEM)

    def _look(self) -> None:
        watch.look(self._house, SYSTEM, time.time())

    def _errand(self) -> None:
        self._errands.look(self._name)

    def _sign(self) -> None:
        """What makes older calls worth a look, a few at a time: the next ones at the next turn."""
        try:
            if signs.catch_up(self._house, SYSTEM, SIGNED_AT_ONCE) == SIGNED_AT_ONCE:
                self._due[self._sign] = 0.0
        except HearbackError as broken:
            LOG.warning("signs: %s", broken)

    def _shelve(self) -> None:
        """The library kept in order: what is over loses its sound, and what was published by an earlier version is found too."""
        try:
            keeping.clean(self._house, SYSTEM)
            if shelving.catch_up(self._house, SYSTEM) == shelving.AT_ONCE:
                self._due[self._shelve] = 0.0
        except HearbackError as broken:
            LOG.warning("library: %s", broken)

    def _take(self) -> None:
        """Start what is queued: quick work at once, recordings as far as there are hands."""
        for job in process.queued(self._house, SYSTEM, heard=True):
            self._start(job)
        for job in process.queued(self._house, SYSTEM):
            if len(self._crew.jobs) >= self._jobs + AHEAD:
                return
            self._start(job)

    def _start(self, job: Job) -> None:
        """Start a job, unless it ever was: its name is its own for good, so that no two workers run it."""
        if job in self._crew.jobs:
            return
        self._crew.expect(job)
        with SetWorkflowID(_id(job)):
            status = DBOS.start_workflow(workflow.go_through, *job).get_status()
        if status.status in _ENDED:
            self._crew.forget(job)
            self._settle(job, status.status)
        elif status.executor_id != self._name or status.app_version != VERSION:
            self._crew.forget(job)

    def _ask(self) -> None:
        """Start what a language model is to be asked, a few at a time: however slow it is, calls go on."""
        for inquiry in asking.waiting(self._house, SYSTEM, ASKED_AT_ONCE):
            if inquiry in self._crew.inquiries or len(self._crew.inquiries) >= ASKED_AT_ONCE:
                continue
            self._crew.expect_inquiry(inquiry)
            with SetWorkflowID(f"{_INQUIRY}{inquiry[0]}-{inquiry[1]}"):
                status = DBOS.start_workflow(workflow.inquire, *inquiry).get_status()
            if status.status in _ENDED:
                self._crew.forget_inquiry(inquiry)
                self._settle_inquiry(inquiry, status.status)
            elif status.executor_id != self._name or status.app_version != VERSION:
                self._crew.forget_inquiry(inquiry)

    def _rescue(self) -> None:
        """Resume what workers have left that are no more; what an older program left in another order of steps begins anew."""
        pending = DBOS.list_workflows(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False)
        older = [one for one in pending if one.app_version != VERSION]
        for worker in sorted({one.executor_id or "" for one in pending}):
            with self._gone(worker) as gone:
                if gone and worker != self._name:
                    DBOS._recover_pending_workflows([worker])
                for one in older if gone else ():
                    if (one.executor_id or "") == worker:
                        self._anew(one.workflow_id)

    @contextmanager
    def _gone(self, worker: str) -> Iterator[bool]:
        """Whether a worker is no more: at once on this machine, elsewhere after a minute's silence.

        While the block runs, nobody takes its place. Whoever had this worker's own place before it is gone.
        """
        if worker != self._name and self._places.here(worker):
            with self._places.vacant(worker) as vacant:
                yield vacant
        else:
            yield worker == self._name or worker not in process.alive(self._house, SYSTEM, DEAD_S)

    def _anew(self, workflow_id: str) -> None:
        DBOS.cancel_workflow(workflow_id)
        anew = asking.anew if workflow_id.startswith(_INQUIRY) else process.again
        anew(self._house, SYSTEM, *_job(workflow_id))

    def _mend(self) -> None:
        """Calls that are under way for the house while no job is: the engine's memory was lost, or the job died of itself."""
        for job in process.under_way(self._house, SYSTEM):
            found = DBOS.list_workflows(workflow_ids=[_id(job)], load_input=False, load_output=False)
            if not found or found[0].status in _ENDED:
                self._settle(job, found[0].status if found else "")
        for inquiry in asking.under_way(self._house, SYSTEM):
            found = DBOS.list_workflows(workflow_ids=[f"{_INQUIRY}{inquiry[0]}-{inquiry[1]}"], load_input=False, load_output=False)
            if not found or found[0].status in _ENDED:
                self._settle_inquiry(inquiry, found[0].status if found else "")

    def _settle(self, job: Job, status: str) -> None:
        """``again`` and ``stop`` look once more, in their own transaction: the job may have ended well in between."""
        if status in _DIED:
            problem = HearbackError("jobs.unexpected", kind=status) if status == "ERROR" else HearbackError("jobs.crashed")
            if process.state(self._house, SYSTEM, job[0]).moving:
                process.stop(self._house, SYSTEM, *job, problem, waits=False)
        else:
            process.again(self._house, SYSTEM, *job)

    def _settle_inquiry(self, inquiry: Job, status: str) -> None:
        """As ``_settle``; one that died is over: whoever misses an answer asks again."""
        (asking.end if status in _DIED else asking.anew)(self._house, SYSTEM, *inquiry)

    def _sweep(self) -> None:
        """Forget jobs that ended more than a day ago: what they remember is in the house."""
        ended = DBOS.list_workflows(
            status=[*_ENDED], completed_before=(datetime.now(UTC) - KEPT).isoformat(), load_input=False, load_output=False, limit=1000
        )
        if ended:
            DBOS.delete_workflows([one.workflow_id for one in ended])


_INQUIRY = "inquiry-"
_DIED = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_ENDED = ("SUCCESS", "CANCELLED", *_DIED)


def _id(job: Job) -> str:
    return f"call-{job[0]}-{job[1]}"


def _job(workflow_id: str) -> Job:
    _, call, attempt = workflow_id.split("-")
    return int(call), int(attempt)


def _launch(house: House, worker: str) -> None:
    config: DBOSConfig = {
        "name": "hearback",
        "application_version": VERSION,
        "executor_id": worker,
        "system_database_url": _memory(house),
        "serializer": DBOSPortableJSONSerializer(),
        "use_listen_notify": False,
        "enable_otlp": False,
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.launch()


def _memory(house: House) -> str:
    """Where the engine remembers: beside a SQLite house, inside a PostgreSQL one."""
    if not house.db.lite:
        return house.db.url
    file = house.settings.data.absolute() / "jobs.db"
    with sqlite3.connect(file, timeout=30) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    return f"sqlite:///{file}"
