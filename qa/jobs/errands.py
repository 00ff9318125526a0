"""A worker's long work on stored calls: back-tests and re-evaluations, one at a time, beside the calls that come in."""

from __future__ import annotations

import logging
import threading

from qa.desk import process, tasks
from qa.desk.house import SYSTEM, House
from qa.desk.tasks import Work
from qa.errors import HearbackError

LOG = logging.getLogger("hearback.worker")


class Errands:
    """Takes a task when one waits, and does it in a thread, piece by piece. What a dead worker left is taken up where it was."""

    def __init__(self, house: House, leaving: threading.Event, dead_s: float) -> None:
        self._house, self._leaving, self._dead_s = house, leaving, dead_s
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def idle(self) -> bool:
        """Whether there is nothing to do and nothing being done."""
        return not self.busy and not tasks.waiting(self._house, SYSTEM)

    def look(self, worker: str) -> None:
        """Begin the next task, where there is one and none is under way here."""
        if self.busy or self._leaving.is_set():
            return
        task = tasks.take(self._house, SYSTEM, worker, process.alive(self._house, SYSTEM, self._dead_s))
        if task is not None:
            self._thread = threading.Thread(target=self._run, args=(task, worker), name=f"task-{task}", daemon=True)
            self._thread.start()

    def rest(self, patience_s: float) -> bool:
        """Wait for the piece under way; gives whether it came to its end."""
        if self._thread is not None:
            self._thread.join(patience_s)
        return not self.busy

    def _run(self, task: int, worker: str) -> None:
        work = Work(self._house, SYSTEM, task, worker)
        try:
            while not self._leaving.is_set() and work.go_on():
                pass
        except HearbackError as problem:
            work.fail(problem)
        except Exception as wrong:
            # Work that trips over a defect must say so on its page, and the next one goes on.
            LOG.exception("unexpected")
            work.fail(HearbackError("jobs.unexpected", kind=type(wrong).__name__))
