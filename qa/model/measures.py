"""What the clock and the meter say of a call: who talks how much, silences, overlaps, pace, loudness. Times in seconds of the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.model.speaker import Speaker


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


@dataclass(frozen=True, slots=True)
class Overlap:
    """Both talk. ``by`` came in while the other talked for ``after_s`` already; ``interruption``: the other fell silent over it."""

    start: float
    end: float
    by: Speaker
    after_s: float
    interruption: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one utterance was said: Chinese characters (a Latin word or a number counts as one) or words a minute."""

    utterance: int
    start: float
    end: float
    per_minute: float


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of a call. ``from_sound``: from where somebody talks; else from the times of the words.

    ``talk_s`` and ``level``: seconds of talk, and their loudness in dB of full scale, by speaker (those that are known).
    """

    from_sound: bool
    duration: float
    talk_s: Mapping[Speaker, float]
    level: Mapping[Speaker, float]
    silences: Sequence[Silence]
    overlaps: Sequence[Overlap]
    paces: Sequence[Pace]
