"""Stretches of speech packed into the windows that an engine hears in one go, and the way back to the seconds of the call.

An engine's window costs the same however little is in it (Whisper fills it up to 30 s), so several stretches share one. Between two
of them lies a short silence: without it, the words of one would run into the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.model.call import Word
from qa.speech.heard import RATE, Heard, Segment

LONGEST_S = 30.0
GAP_S = 0.1
"""Silence between two pieces, beside the fifth of a second that each has at its own ends: enough for Whisper to hear two sentences."""

Span = tuple[float, float]
Lane = Callable[[float, float], NDArray[np.float32]]
"""The sound of a channel between two seconds of the call."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech within a window: ``at`` is where it begins there, ``start`` and ``end`` are seconds of the call."""

    at: float
    start: float
    end: float

    @property
    def until(self) -> float:
        """Where it ends in the window."""
        return self.at + self.end - self.start


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of one channel, in order of time, that are heard in one go."""

    channel: int
    pieces: tuple[Piece, ...]

    @property
    def seconds(self) -> float:
        """How long the window is, gaps included."""
        return self.pieces[-1].until

    @property
    def speech(self) -> float:
        """Seconds of speech in it."""
        return sum(piece.end - piece.start for piece in self.pieces)

    def to_json(self) -> dict[str, Any]:
        return {"channel": self.channel, "pieces": [[piece.at, piece.start, piece.end] for piece in self.pieces]}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Window:
        return cls(plain["channel"], tuple(Piece(*piece) for piece in plain["pieces"]))


def pack(channel: int, spans: Sequence[Span], longest: float = LONGEST_S) -> tuple[Window, ...]:
    """Spans of speech of one channel, in order, packed into windows of ``longest`` seconds at most: as few as their order allows.

    A span that is longer than that has a window to itself.
    """
    windows: list[list[Piece]] = []
    for start, end in spans:
        last = windows[-1] if windows else None
        at = last[-1].until + GAP_S if last else 0.0
        if last and at + end - start <= longest + 1e-6:
            last.append(Piece(at, start, end))
        else:
            windows.append([Piece(0.0, start, end)])
    return tuple(Window(channel, tuple(pieces)) for pieces in windows)


def sound(window: Window, lane: Lane) -> NDArray[np.float32]:
    """What an engine hears of a window: its pieces with silence between them, float32 of shape (n,), 16 kHz."""
    samples = np.zeros(round(window.seconds * RATE), np.float32)
    for piece in window.pieces:
        heard = lane(piece.start, piece.end)
        begin = round(piece.at * RATE)
        samples[begin : begin + len(heard)] = heard[: len(samples) - begin]
    return samples


def unpack(window: Window, heard: Heard) -> Heard:
    """What was heard in a window, in seconds of the call: each word in the piece that its middle is nearest to.

    A segment that spans several pieces becomes one segment a piece; its words stay in order and none is lost.
    """
    return replace(heard, segments=tuple(part for segment in heard.segments for part in _split(window, segment)))


def _split(window: Window, segment: Segment) -> Iterator[Segment]:
    words = segment.words or (Word(segment.text, segment.start, segment.end),)
    now = 0
    placed: list[tuple[int, Word]] = []
    for word in words:
        # Words are in order, so none goes to an earlier piece than the one before it.
        now = max(now, window.pieces.index(_nearest(window.pieces, (word.start + word.end) / 2)))
        placed.append((now, _moved(word, window.pieces[now])))
    for _, group in groupby(placed, key=lambda one: one[0]):
        said = tuple(word for _, word in group)
        text = "".join(word.text for word in said).strip()
        if text:
            yield replace(segment, text=text, start=said[0].start, end=said[-1].end, words=said)


def _moved(word: Word, piece: Piece) -> Word:
    start, end = (round(min(max(piece.start + at - piece.at, piece.start), piece.end), 3) for at in (word.start, word.end))
    return replace(word, start=start, end=end)


def _nearest(pieces: Sequence[Piece], seconds: float) -> Piece:
    return min(pieces, key=lambda piece: max(piece.at - seconds, seconds - piece.until, 0.0))
