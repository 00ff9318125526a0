"""What the page of the quiz is shown: frozen, complete, read once. Before the answer nothing that is right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qa.model.estimate import Estimate
from qa.model.library import ExcerptKind
from qa.model.quiz import ActKind, Content, ItemKind, ItemState, Level, MatchState
from qa.model.quiz_items import Quality
from qa.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard and read of an excerpt: ``lines`` as excerpts have them, times in seconds of the clip, ``peaks`` 25 a second."""

    lines: tuple[dict[str, Any], ...]
    seconds: float
    channels: int
    agent_channel: int
    peaks: bytes
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it is asked. ``options`` in the order in which they are shown; ``about``: the criterion, where naming it tells nothing."""

    item: int
    kind: ItemKind
    question: str
    about: Text
    options: tuple[Text, ...]
    claim: str
    heard: Heard
    worth: int = 0
    shows: ExcerptKind = ExcerptKind.DISCUSS


@dataclass(frozen=True, slots=True)
class Told:
    """The answer. ``chosen`` and ``choice`` (the right one) are places among the options as shown. ``span``: where to listen, in seconds of
    the clip. ``heard``: the excerpt to its end. ``excerpt``: where it is talked about."""

    right: bool
    share: float
    points: int
    excerpt: int
    heard: Heard
    chosen: int | None = None
    at: float | None = None
    choice: int | None = None
    span: tuple[float, float] | None = None
    about: Text = NO_TEXT
    title: str = ""
    why: str = ""
    better: str = ""
    row: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Slot:
    """An item of a round. ``share`` None until it is answered; ``gone``: out of play before it was."""

    item: int
    gone: bool
    share: float | None = None
    points: int = 0
    excerpt: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class RoundView:
    id: int
    match: int | None
    slots: tuple[Slot, ...]

    @property
    def open(self) -> tuple[int, ...]:
        """The items that wait for an answer, in order."""
        return tuple(slot.item for slot in self.slots if slot.share is None and not slot.gone)

    @property
    def right(self) -> int:
        return sum(slot.share == 1 for slot in self.slots)

    @property
    def points(self) -> int:
        return sum(slot.points for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Lobby:
    """One's own standing, what can be played, and how much everybody together played this week. ``fresh``: what one has not seen."""

    points: int
    level: Level
    answered: int
    right: int
    items: int
    fresh: int
    topics: tuple[str, ...]
    criteria: tuple[tuple[str, Text], ...]
    unfinished: int | None
    week: int


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as one of the two sees it. ``mine`` and ``theirs``: how many of ``count`` were right, once both have played them."""

    id: int
    other: str
    asked: bool
    state: MatchState
    until: datetime
    items: int
    done: bool
    their_done: bool
    mine: int | None = None
    theirs: int | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for a second opinion."""

    id: int
    kind: ItemKind
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActView:
    """``author`` "" is the machine. ``answer``: what an opinion said, in words; ``details``: the numbers it rests on."""

    kind: ActKind
    author: str
    at: datetime
    note: str
    answer: Text
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item for those who make them. ``content`` None where the reader may still judge it blind. ``gone``: ``withdrawn``, ``expired`` or
    ``changed``, what happened to its excerpt."""

    id: int
    kind: ItemKind
    state: ItemState
    gone: str
    excerpt: int | None
    title: str
    author: str
    content: Content | None
    quality: Quality
    acts: tuple[ActView, ...]
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class WrongView:
    """What many got wrong lately: ``rate`` of first answers that were wrong, and the wrong answer most of them gave."""

    item: int
    excerpt: int
    title: str
    content: Content
    rate: Estimate
    often: Text
    count: int
