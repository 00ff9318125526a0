"""What a page is shown of service improvements and of what proposes them: frozen, complete, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from qa.model.improve import Cause, Field, ImproveState, Source
from qa.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a proposal points at. ``text``: how it was called then, ``note``: more of it; ``href``: its place, "" for none."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a month proposes. ``key``: the same for the same thing all month; ``why``: the figures that speak for it.

    ``cause``: the one that suggests itself, None for none; ``rising``: it is more than the month before, beyond chance.
    """

    key: str
    source: Source
    title: Text
    why: Text
    evidence: tuple[Evidence, ...]
    cause: Cause | None = None
    rising: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A proposal that was answered: taken up as ``improvement``, or waved away with the ``reason``."""

    key: str
    title: Text
    reason: str
    author: str
    at: datetime
    improvement: int | None = None


@dataclass(frozen=True, slots=True)
class ImproveLine:
    """An improvement in a list. ``team``: "" for the whole house; ``reason``: the note of its last change of state."""

    id: int
    what: str
    cause: Cause | None
    team: str
    month: str
    owner: str
    owner_id: int | None
    due: date | None
    state: ImproveState
    late: bool
    reason: str
    outcome: str
    shared: bool


@dataclass(frozen=True, slots=True)
class ActView:
    """One act, as it is told: see ``ImproveAct``; ``person``: a name."""

    id: int
    field: Field
    text: str
    value: str
    person: str
    day: date | None
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ImproveView:
    """An improvement with all that was done about it, oldest first. ``last``: its last act, by which a later change is told.

    ``from_title``, ``why`` and ``evidence``: the proposal it was taken up from. ``may``: of ``improve.change`` and ``improve.work``.
    """

    line: ImproveLine
    author: str
    created_at: datetime
    acts: tuple[ActView, ...]
    from_title: Text = NO_TEXT
    why: Text = NO_TEXT
    evidence: tuple[Evidence, ...] = ()
    may: frozenset[str] = field(default_factory=frozenset)

    @property
    def last(self) -> int:
        return self.acts[-1].id if self.acts else 0
