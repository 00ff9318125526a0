"""What the clock and the meter say of a call: who talks how much, silences, overlaps, pace, loudness. Times in seconds of the call."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

_SPOKEN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)|(?:(?![\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff_])[\w'’.])+")
_SPOKEN_ASCII = re.compile(r"[a-zA-Z0-9'.]+")

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
        (u.start, u.end, i)
        for i, u in enumerate(utterances)
        if u.start is not None and u.end is not None and u.end > u.start and u.text.strip() and not u.doubt
    ]
    lanes = activity.channels if activity else ()
    told = len(lanes) == 2 and {roles.get(0), roles.get(1)} == set(SIDES)
    by_words: dict[Speaker, list[Span]] = {who: [] for who in Speaker}
    for start, end, i in timed:
        by_words[utterances[i].speaker].append((start, end))
    talks = {roles[channel]: _spans(lane) for channel, lane in enumerate(lanes)} if told else by_words
    everyone = _spans([talk for lane in lanes for talk in lane]) if lanes else [(start, end) for start, end, _ in timed]
    level: dict[Speaker, float | None] = {}
    if told:
        level = {roles[channel]: _level(lane) for channel, lane in enumerate(lanes)}
    elif lanes:
        level = {who: _level(_during([talk for lane in lanes for talk in lane], by_words[who])) for who in SIDES}
    agent, customer = _union(talks[Speaker.AGENT]), _union(talks[Speaker.CUSTOMER])
    talk_s = {Speaker.AGENT: _seconds(agent), Speaker.CUSTOMER: _seconds(customer)}
    return Measures(
        from_sound=bool(lanes),
        duration=duration,
        talk_s={who: seconds for who, seconds in talk_s.items() if talks.get(who)},
        level={who: value for who in SIDES if (value := level.get(who)) is not None},
        silences=tuple(_silences(_union(everyone), timed)),
        overlaps=tuple(_overlaps(agent, customer)),
        paces=tuple(
            [
                Pace(i, start, end, round(60 * spoken_units(utterances[i].text) / (end - start), 1))
                for start, end, i in timed
                if end - start >= SHORTEST_PACE_S
            ]
        ),
    )


def spoken_units(text: str) -> int:
    """Chinese characters and other words of a text: what pace is counted in.

    >>> spoken_units("您的套餐是129元 5G")
    8
    """
    if text.isascii():
        return len(_SPOKEN_ASCII.findall(text))
    found = _SPOKEN.findall(text)  # the Chinese of each match: "" of any other word
    return len("".join(found)) + found.count("")


def _spans(talks: Iterable[Talk]) -> list[Span]:
    return [(talk.start, talk.end) for talk in talks]


def _seconds(spans: Iterable[Span]) -> float:
    return round(sum([end - start for start, end in spans]), 3)


def _union(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch joined."""
    found: list[Span] = []
    latest = -math.inf
    for start, end in sorted(spans):
        if start > latest:
            found.append((start, end))
            latest = end
        elif end > latest:
            found[-1] = (found[-1][0], end)
            latest = end
    return found


def _silences(talk: Sequence[Span], timed: Iterable[tuple[float, float, int]]) -> Iterator[Silence]:
    """Between the first word and the last: before and after, the line is being picked up or hung up.

    ``timed``: of each utterance with words its start, its end and its number.
    """
    said = sorted(timed)
    last: tuple[float, int] | None = None
    heard = 0
    for (_, end), (start, _) in pairwise(talk):
        if start - end < LEAST_SILENCE_S:
            continue
        while heard < len(said) and said[heard][0] < end + TURN_GAP_S:
            if last is None or said[heard][1:] > last:
                last = said[heard][1:]
            heard += 1
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
    more = iter(theirs)
    other = next(more, None)
    for one in ours:
        while other is not None and other[0] < one[1]:
            if max(one[0], other[0]) < min(one[1], other[1]):
                yield one, other
            if one[1] <= other[1]:
                break
            other = next(more, None)


def _turns(spans: Sequence[Span]) -> list[Span]:
    """The spans with the pauses bridged in which a speaker keeps the floor."""
    found: list[Span] = []
    for start, end in spans:
        if found and start - found[-1][1] < TURN_GAP_S:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _during(talks: Iterable[Talk], own: Iterable[Span]) -> list[Talk]:
    """The parts of talks that lie in the times of ``own``; talks of one lane do not overlap each other."""
    in_order = sorted(talks, key=lambda talk: talk.start)
    level = {(talk.start, talk.end): talk.level for talk in in_order}
    pairs = _meeting(_spans(in_order), _union(own))
    return [Talk(max(talk[0], one[0]), min(talk[1], one[1]), level[talk]) for talk, one in pairs]


def _level(talks: Sequence[Talk]) -> float | None:
    """The level of talks together: the mean of their powers, each for as long as it lasts."""
    heard = [(talk.end - talk.start, talk.level) for talk in talks if talk.level is not None]
    seconds = sum(lasts for lasts, _ in heard)
    if not seconds:
        return None
    return round(10 * math.log10(sum(lasts * 10 ** (level / 10) for lasts, level in heard) / seconds), 1)
