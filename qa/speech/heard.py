"""What goes into a speech engine and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.model.call import Word

RATE = 16_000


@dataclass(frozen=True, eq=False)
class Stretch:
    """A piece of one channel in which somebody talks.

    ``samples``: float32, mono, 16 kHz, shape (n,). ``start`` and ``end``: seconds of the call. ``recording``: the recording's SHA-256.
    """

    samples: NDArray[np.float32]
    start: float
    end: float
    channel: int
    recording: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that an engine heard in one go; times in seconds of the call.

    ``text == "".join(word.text for word in words).strip()`` and is never empty. ``log_probability`` is the mean over the tokens,
    ``no_speech`` the probability that nobody spoke, ``compression`` the ratio by which the text compresses (high: it repeats itself).
    """

    text: str
    start: float
    end: float
    words: tuple[Word, ...]
    log_probability: float | None = None
    no_speech: float | None = None
    compression: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "words": [[word.text, word.start, word.end, word.probability] for word in self.words],
            "log_probability": self.log_probability,
            "no_speech": self.no_speech,
            "compression": self.compression,
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Segment:
        return cls(**{**plain, "words": tuple(Word(*word) for word in plain["words"])})


@dataclass(frozen=True, slots=True)
class Heard:
    """All that was heard in one stretch, in order of time. ``language`` is what was spoken: zh or en."""

    language: str
    segments: tuple[Segment, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers: what a job engine stores between two steps."""
        return {"language": self.language, "segments": [segment.to_json() for segment in self.segments]}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Heard:
        return cls(plain["language"], tuple(Segment.from_json(segment) for segment in plain["segments"]))


class Transcriber(Protocol):
    """A loaded speech engine. May be called from several threads."""

    @property
    def name(self) -> str:
        """The engine's name, as in ``QA_ENGINE``."""

    @property
    def model(self) -> str:
        """The model as it was asked for: a name or a path."""

    def options(self) -> dict[str, Any]:
        """What decides about the words besides the sound, in plain values: stored with a transcript."""

    def transcribe(self, stretch: Stretch, *, language: str | None, prompt: str | None) -> Heard:
        """The words of one stretch.

        ``language``: zh, en, or None to find out. ``prompt``: words that set vocabulary and spelling; None takes the engine's own,
        "" takes none.
        """
