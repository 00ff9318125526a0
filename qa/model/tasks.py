"""Long work on many calls: what it is, and where it stands."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    BACKTEST = "backtest"
    REEVALUATE = "reevaluate"


class TaskState(StrEnum):
    """A re-evaluation is listed first, and done only once somebody has confirmed the list."""

    QUEUED = "queued"
    RUNNING = "running"
    LISTED = "listed"
    CONFIRMED = "confirmed"
    APPLYING = "applying"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def moving(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self in (TaskState.QUEUED, TaskState.RUNNING, TaskState.CONFIRMED, TaskState.APPLYING)
