"""What the clock and the meter say of a call: who talks how much, silences, overlaps, pace, loudness. Times in seconds of the call."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qa.model.speaker import Speaker

if TYPE_CHECKING:
    from qa.model.call import Utterance

SIDES = (Speaker.AGENT, Speaker.CUSTOMER)
LEAST_SILENCE_S = 1.0
"""Shorter pauses belong to speaking: between turns of a conversation lies a fifth of a second on average (Stivers et al. 2009)."""
SHORTEST_PACE_S = 1.0
LEAST_OVERLAP_S = 0.2
TURN_GAP_S = 0.7
"""A speaker who goes on after less has not given the floor away."""
# An interruption, as against a listener's "mm-hm", an early start or both beginning at once: the one who comes in lets the other talk for a
# while, talks over them for longer than turns commonly meet, makes them stop, and goes on talking.
LEAST_BEFORE_S, LEAST_AT_ONCE_S, LEAST_TAKEN_S = 1.0, 0.5, 1.5
STOPS_WITHIN_S = 0.3

_SPOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|(?:(?![\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff_])[\w'’.])+")

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Talk:
    """Seconds in which somebody talks on one channel. ``level``: their root mean square in dB of full scale."""

    start: float
    end: float
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """Where somebody talks in a recording of ``duration`` seconds: of each channel the talks, in order and without overlap."""

    duration: float
    channels: tuple[tuple[Talk, ...], ...]

    def to_json(self) -> dict[str, Any]:
        return {"duration": self.duration, "channels": [[[t.start, t.end, t.level] for t in lane] for lane in self.channels]}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Activity:
        return cls(plain["duration"], tuple(tuple(Talk(*talk) for talk in lane) for lane in plain["channels"]))


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody talks. ``after`` is the last utterance before it, where there is one."""

    start: float
    end: float
    after: int | None = None

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Overlap:
    """Both talk. ``by`` came in while the other talked for ``after_s`` already; ``interruption``: the other fell silent over it."""

    start: float
    end: float
    by: Speaker
    after_s: float
    interruption: bool

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one utterance was said: Chinese characters (a Latin word or a number counts as one) or words a minute."""

    utterance: int
    start: float
    end: float
    per_minute: float


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of a call.

    ``from_sound``: from where somebody talks; else from the times of the words. ``talk_s`` and ``level``: seconds of talk, and their
    loudness in dB of full scale, by speaker, as far as it is known who speaks. ``silences`` are those of at least a second.
    """

    from_sound: bool
    duration: float
    talk_s: Mapping[Speaker, float]
    level: Mapping[Speaker, float]
    silences: tuple[Silence, ...]
    overlaps: tuple[Overlap, ...]
    paces: tuple[Pace, ...]

    @property
    def longest_silence(self) -> Silence | None:
        return max(self.silences, key=lambda silence: silence.seconds, default=None)

    @property
    def interruptions(self) -> tuple[Overlap, ...]:
        return tuple(overlap for overlap in self.overlaps if overlap.interruption)

    def share(self, speaker: Speaker) -> float | None:
        """The part of all talk that is this speaker's, 0 to 1; None where it is not known who speaks."""
        known = sum(self.talk_s.get(who, 0.0) for who in SIDES)
        return self.talk_s.get(speaker, 0.0) / known if known else None


def measure(utterances: Sequence[Utterance], duration: float, activity: Activity | None, roles: Mapping[int, Speaker]) -> Measures:
    """Measures of a call of ``duration`` seconds. Pure.

    Where a recording has two channels with a role each (``roles``, by channel), they come from ``activity``: from where somebody talks on
    each. Else the times of the utterances have to tell who talks when; of a mono recording the activity still tells silences and
    loudness. Words held for invented count for nothing.
    """
    timed = [
        (i, u)
        for i, u in enumerate(utterances)
        if u.start is not None and u.end is not None and u.end > u.start and u.text.strip() and not u.doubt
    ]
    lanes = activity.channels if activity else ()
    told = len(lanes) == 2 and {roles.get(0), roles.get(1)} == set(SIDES)
    by_words = {who: [Talk(u.start or 0.0, u.end or 0.0) for _, u in timed if u.speaker is who] for who in Speaker}
    talks = {roles[channel]: list(lane) for channel, lane in enumerate(lanes)} if told else by_words
    everyone = [talk for lane in lanes for talk in lane] if lanes else [talk for who in Speaker for talk in by_words[who]]
    level = {who: _level(talks[who] if told else _during(everyone, by_words[who])) for who in SIDES} if lanes else {}
    return Measures(
        from_sound=bool(lanes),
        duration=duration,
        talk_s={who: round(sum(stop - start for start, stop in _union(talks[who])), 3) for who in SIDES if talks.get(who)},
        level={who: value for who, value in level.items() if value is not None},
        silences=tuple(_silences(_union(everyone), timed)),
        overlaps=tuple(_overlaps(_union(talks[Speaker.AGENT]), _union(talks[Speaker.CUSTOMER]))),
        paces=tuple(
            Pace(i, u.start or 0.0, u.end or 0.0, round(60 * spoken_units(u.text) / ((u.end or 0.0) - (u.start or 0.0)), 1))
            for i, u in timed
            if (u.end or 0.0) - (u.start or 0.0) >= SHORTEST_PACE_S
        ),
    )


def spoken_units(text: str) -> int:
    """Chinese characters and other words of a text: what pace is counted in.

    >>> spoken_units("您的套餐是129元 5G")
    8
    """
    return len(_SPOKEN.findall(text))


def _union(talks: Sequence[Talk]) -> list[Span]:
    """The talks as spans in order, those that touch joined."""
    found: list[Span] = []
    for talk in sorted(talks, key=lambda talk: talk.start):
        if found and talk.start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], talk.end))
        else:
            found.append((talk.start, talk.end))
    return found


def _silences(talk: Sequence[Span], timed: Sequence[tuple[int, Utterance]]) -> Iterator[Silence]:
    """Between the first word and the last: before and after, the line is being picked up or hung up."""
    said = sorted((u.start or 0.0, u.end or 0.0, i) for i, u in timed)
    last: tuple[float, int] | None = None
    heard = 0
    for (_, end), (start, _) in pairwise(talk):
        while heard < len(said) and said[heard][0] < end + TURN_GAP_S:
            last = max(last or said[heard][1:], said[heard][1:])
            heard += 1
        if start - end >= LEAST_SILENCE_S:
            yield Silence(round(end, 3), round(start, 3), last[1] if last else None)


def _overlaps(agent: Sequence[Span], customer: Sequence[Span]) -> Iterator[Overlap]:
    turns = {Speaker.AGENT: _turns(agent), Speaker.CUSTOMER: _turns(customer)}
    for a, c in _meeting(agent, customer):
        start, end = max(a[0], c[0]), min(a[1], c[1])
        if end - start < LEAST_OVERLAP_S:
            continue
        mine, yours = (next(turn for turn in turns[who] if turn[0] <= start < turn[1]) for who in SIDES)
        by = Speaker.AGENT if mine[0] > yours[0] else Speaker.CUSTOMER
        came, held = (mine, yours) if by is Speaker.AGENT else (yours, mine)
        interruption = (
            came[0] - held[0] >= LEAST_BEFORE_S
            and end - start >= LEAST_AT_ONCE_S
            and held[1] <= end + STOPS_WITHIN_S
            and came[1] - came[0] >= LEAST_TAKEN_S
            and came[1] > held[1]
        )
        yield Overlap(round(start, 3), round(end, 3), by, round(start - held[0], 3), interruption)


def _meeting(ours: Sequence[Span], theirs: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """The pairs of spans that have time in common; both lists are in order and without overlap."""
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if max(ours[i][0], theirs[j][0]) < min(ours[i][1], theirs[j][1]):
            yield ours[i], theirs[j]
        if ours[i][1] <= theirs[j][1]:
            i += 1
        else:
            j += 1


def _turns(spans: Sequence[Span]) -> list[Span]:
    """The spans with the pauses bridged in which a speaker keeps the floor."""
    found: list[Span] = []
    for start, end in spans:
        if found and start - found[-1][1] < TURN_GAP_S:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _during(talks: Sequence[Talk], own: Sequence[Talk]) -> list[Talk]:
    """The parts of talks that lie in the times of ``own``; talks of one lane do not overlap each other."""
    in_order = sorted(talks, key=lambda talk: talk.start)
    level = {(talk.start, talk.end): talk.level for talk in in_order}
    pairs = _meeting([(talk.start, talk.end) for talk in in_order], _union(own))
    return [Talk(max(talk[0], one[0]), min(talk[1], one[1]), level[talk]) for talk, one in pairs]


def _level(talks: Sequence[Talk]) -> float | None:
    """The level of talks together: the mean of their powers, each for as long as it lasts."""
    heard = [(talk.end - talk.start, talk.level) for talk in talks if talk.level is not None]
    seconds = sum(lasts for lasts, _ in heard)
    if not seconds:
        return None
    return round(10 * math.log10(sum(lasts * 10 ** (level / 10) for lasts, level in heard) / seconds), 1)
