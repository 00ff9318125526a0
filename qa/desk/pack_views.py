"""What a page is shown of packs that were shown, and of what may go into one: frozen, complete, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qa.desk.views import ExcerptView
from qa.model.library import ExcerptKind
from qa.model.packs import Length, Votes, length
from qa.model.text import Text


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An excerpt of a version. Words and sound are the excerpt's own as they are now: what was masked since is masked here too.

    ``gone``: ``withdrawn`` where it was taken back since, ``expired`` where its time is over, so that neither is left; "" else.
    ``changed``: it says or sounds other than it did then. ``better``: what could have been said instead.
    ``conclusion``: what was taken from it in its thread.
    """

    id: int
    excerpt_id: int | None
    position: int
    kind: ExcerptKind
    title: str
    note: str
    talking_point: str
    talk_s: int
    seconds: float
    lines: tuple[dict[str, Any], ...]
    has_sound: bool
    gone: str
    changed: bool
    better: str = ""
    conclusion: str = ""
    votes: Votes | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A version of a pack, shown to a team. ``there``: who was there, id and name; ``others``: those without an account, as written."""

    id: int
    pack_id: int
    version: int
    title: str
    note: str
    team: str
    author: str
    started_at: datetime
    ended_at: datetime | None
    items: tuple[ShownItem, ...]
    remark: str = ""
    there: tuple[tuple[int, str], ...] = ()
    others: str = ""
    may: frozenset[str] = field(default_factory=frozenset)

    @property
    def length(self) -> Length:
        return length([(item.seconds, item.talk_s) for item in self.items if not item.gone])


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list. ``withdrawn``: how many excerpts of its version were taken back since."""

    id: int
    version: int
    team: str
    author: str
    started_at: datetime
    ended_at: datetime | None
    items: int
    withdrawn: int
    there: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What was missed most often, in so many of the ``calls`` judged by it, with excerpts that show it done well and badly."""

    rubric: str
    criterion: str
    title: Text
    missed: int
    calls: int
    good: ExcerptView | None
    bad: ExcerptView | None
