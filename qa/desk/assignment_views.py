"""What the pages of assignment are shown: frozen, complete, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa.desk.views import CallLine
from qa.model.assignment import AssignmentState, Reason, Unusable, Wanted


@dataclass(frozen=True, slots=True)
class Bucket:
    """A part of the calls: how many of ``every`` call of the time there are, and how many the filter lets in."""

    name: str
    every: int
    inside: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the filter finds. ``left_out``: by condition, how many calls of the time fail it (a call may fail several).

    ``spread``: by "length", "score", "hour" and "queue", the buckets in order: what the filter lets in against all, so that one sees what
    it leaves out. ``agents``: how many calls of each agent are in; ``drawn``: how many the plan takes of them, ``short``: agents that have
    less than it asks for.
    """

    total: int
    inside: int
    left_out: Mapping[str, int]
    spread: Mapping[str, tuple[Bucket, ...]]
    agents: Mapping[int, int]
    drawn: int
    short: int

    def to_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "inside": self.inside,
            "left_out": dict(self.left_out),
            "spread": {kind: [[one.name, one.every, one.inside] for one in buckets] for kind, buckets in self.spread.items()},
            "agents": {str(agent): count for agent, count in self.agents.items()},
            "drawn": self.drawn,
            "short": self.short,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Found:
        return cls(
            total=plain["total"],
            inside=plain["inside"],
            left_out=plain["left_out"],
            spread={kind: tuple(Bucket(*one) for one in buckets) for kind, buckets in plain["spread"].items()},
            agents={int(agent): count for agent, count in plain["agents"].items()},
            drawn=plain["drawn"],
            short=plain["short"],
        )


@dataclass(frozen=True, slots=True)
class ShareView:
    """An inspector's part in a plan: how many calls are open, done and were given back as unusable."""

    person: int
    name: str
    weight: int
    open: int
    done: int
    unusable: int


@dataclass(frozen=True, slots=True)
class EndedView:
    """An assignment that somebody gave back, or that went to somebody else. ``instead``: the title of the call drawn in its stead."""

    call: int
    title: str
    agent: str
    inspector: str
    state: AssignmentState
    reason: Unusable | None
    note: str
    by: str
    at: datetime | None
    instead: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its progress. ``ended``: why it was called off."""

    id: int
    title: str
    wanted: Wanted
    seed: str
    found: Found
    due_at: datetime | None
    author: str
    created_at: datetime
    ended_at: datetime | None
    ended: str
    shares: tuple[ShareView, ...]

    @property
    def open(self) -> int:
        return sum(one.open for one in self.shares)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.shares)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan, and what became of calls that were given back or went to others: the last first."""

    plan: PlanView
    ended: tuple[EndedView, ...]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A call to review, with why. ``assignment`` is None for a suggestion, ``plan`` the title of its plan, "" without one."""

    assignment: int | None
    call: CallLine
    reasons: tuple[Reason, ...]
    due_at: datetime | None
    overdue: bool
    plan: str


@dataclass(frozen=True, slots=True)
class QueueCount:
    """``done``: in the last seven days."""

    open: int
    overdue: int
    done: int


@dataclass(frozen=True, slots=True)
class NextUp:
    """Where a reader's queue stands while they are at a call. ``here``: the call's own place in it, None where it has none.

    ``done_here``: the call was theirs and is reviewed. ``next``: the call that comes next, None at the end.
    """

    count: QueueCount
    here: QueueItem | None
    done_here: bool
    next: int | None
    next_title: str
