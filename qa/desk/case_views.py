"""What a page is shown of case files: frozen, complete, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from qa.model.casefile import Act, CaseState, Deadline, Family, Part, Step


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a new case can begin with, as far as a call tells: whose it was, when, and what the customer ``said``."""

    title: str
    team: str
    complained_at: datetime
    said: str
    agent: str
    call_id: int
    call: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. ``next``: the first deadline that is still owed; ``shared``: the words that make it like another case."""

    id: int
    title: str
    reference: str
    team: str
    family: Family | None
    state: CaseState
    owner: str
    owner_id: int | None
    complained_at: datetime
    next: Deadline | None
    calls: int
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryView:
    """One thing that was written down. ``kind``: a part, a step, an act; ``at``: when a step happened, None where it is taken back."""

    id: int
    kind: Part | Step | Act
    text: str
    author: str
    written_at: datetime
    family: Family | None = None
    at: datetime | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class CaseCallView:
    """A call of a case. ``call_id``: None where it was deleted; ``may_hear``: whether the reader may open it."""

    id: int
    call_id: int | None
    title: str
    agent: str
    started_at: datetime | None
    note: str
    author: str
    at: datetime
    may_hear: bool
    ended_note: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case file. ``texts``: of each part what was written, the newest, which stands, last; ``entries``: all of it, oldest first.

    ``may``: ``case.work`` where the reader may add to it; ``ready``: nothing is missing to close it.
    """

    line: CaseLine
    author: str
    created_at: datetime
    deadlines: tuple[Deadline, ...]
    texts: Mapping[Part, tuple[EntryView, ...]]
    entries: tuple[EntryView, ...]
    calls: tuple[CaseCallView, ...]
    may: frozenset[str] = field(default_factory=frozenset)
    missing: tuple[str, ...] = ()

    def standing(self, part: Part) -> EntryView | None:
        """The text that stands."""
        found = self.texts.get(part, ())
        return found[-1] if found else None

    @property
    def received_at(self) -> datetime:
        return self.line.complained_at
