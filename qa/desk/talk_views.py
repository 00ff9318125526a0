"""What a page is shown of the talk about an excerpt and of how people scored it: frozen, complete, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from qa.model.packs import Votes
from qa.model.talk import PostKind, Reaction, Stance


@dataclass(frozen=True, slots=True)
class Hands:
    """Who reacted so, in order; ``mine``: whether the reader did."""

    names: tuple[str, ...] = ()
    mine: bool = False

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class PostView:
    """``text`` as it stands, ``earlier`` texts with the time of each, oldest first. A withdrawn post has neither.

    Of a question: ``open`` until it is ``answered``, an answer below it being ``accepted``, or it is closed. Of a wording: ``votes``,
    whether the reader's is among them (``voted``), and whether it was liked best when the talk was concluded. ``may``: what the reader
    may do to it.
    """

    id: int
    parent_id: int | None
    author: str
    author_id: int
    text: str
    at: datetime
    withdrawn: bool
    kind: PostKind = PostKind.PLAIN
    earlier: tuple[tuple[str, datetime], ...] = ()
    edited_at: datetime | None = None
    reactions: Mapping[Reaction, Hands] = field(default_factory=dict)
    open: bool = False
    answered: bool = False
    accepted: bool = False
    votes: int = 0
    voted: bool = False
    best: bool = False
    may: frozenset[str] = frozenset()

    @property
    def may_withdraw(self) -> bool:
        return "post.withdraw" in self.may


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who can be mentioned: ``at`` is what is written after the at-sign."""

    at: str
    shown: str
    name: str
    team: str


@dataclass(frozen=True, slots=True)
class ConclusionView:
    """What is taken from an excerpt; an empty ``text`` opened the talk again."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody scored. ``later``: what they changed their mind to, each with reason and time."""

    person_id: int
    name: str
    inspector: bool
    stance: Stance
    reason: str
    at: datetime
    later: tuple[tuple[Stance, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreView:
    """How an excerpt was scored, for whom its verdict is shown. ``mine`` None for who looked at the verdict without a vote, or wrote it.

    The spreads count what each person scored first.
    """

    mine: Voice | None
    inspectors: Votes
    others: Votes
    voices: tuple[Voice, ...]
    may_change: bool
