"""Packs for the ten minutes before a shift: how long one takes, and how many excerpts fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MEETING_S = 600
"""The ten minutes before a shift, in seconds."""
TALK_S, LONGEST_TALK_S = 60, 600
"""What an excerpt is talked about for where nobody says otherwise, and at most; seconds."""


class EntryKind(StrEnum):
    """What is written down in a meeting."""

    VOTE = "vote"
    NOTE = "note"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a pack takes: ``heard`` and ``talked``, in seconds."""

    heard: float = 0.0
    talked: float = 0.0

    @property
    def total(self) -> float:
        return self.heard + self.talked

    @property
    def over(self) -> float:
        """By how many seconds it is longer than the meeting; 0 where it fits."""
        return max(self.total - MEETING_S, 0.0)


def length(items: Sequence[tuple[float, float]]) -> Length:
    """Of excerpts as pairs of how long each is heard and talked about, in seconds.

    >>> length([(30.0, 60.0), (45.5, 20.0)])
    Length(heard=75.5, talked=80.0)
    """
    return Length(sum(heard for heard, _ in items), sum(talked for _, talked in items))


def fitting(room: float, lengths: Sequence[float], talk: float) -> list[int]:
    """Which of the excerpts, taken in their order, fit into ``room`` seconds: one too long is passed over. Gives their places.

    >>> fitting(200, [60, 300, 20], 60)
    [0, 2]
    """
    taken: list[int] = []
    for place, heard in enumerate(lengths):
        if heard + talk <= room:
            taken.append(place)
            room -= heard + talk
    return taken


@dataclass(frozen=True, slots=True)
class Votes:
    """How people judged an excerpt before they were told: a group in a meeting, colleagues each by themselves."""

    good: int = 0
    bad: int = 0
    unsure: int = 0

    @property
    def count(self) -> int:
        return self.good + self.bad + self.unsure
