"""What goes into a speech engine and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.model.call import Doubt, Word

if TYPE_CHECKING:
    from qa.speech.windows import Window

RATE = 16_000


@dataclass(frozen=True, eq=False)
class Sound:
    """What an engine hears in one go: the sound of a window.

    ``samples``: float32, mono, 16 kHz, shape (n,), 30 s at most. ``recording``: the recording's SHA-256.
    """

    samples: NDArray[np.float32]
    window: Window
    recording: str

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that an engine heard in one go; times in seconds of the window, or of the call once they are unpacked.

    ``text == "".join(word.text for word in words).strip()`` and is never empty. ``log_probability`` is the mean over the tokens,
    ``no_speech`` the probability that nobody spoke, ``compression`` the ratio by which the text compresses (high: it repeats itself).
    ``doubt``: why it is held for invented.
    """

    text: str
    start: float
    end: float
    words: tuple[Word, ...]
    log_probability: float | None = None
    no_speech: float | None = None
    compression: float | None = None
    doubt: Doubt | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "words": [[word.text, word.start, word.end, word.probability] for word in self.words],
            "log_probability": self.log_probability,
            "no_speech": self.no_speech,
            "compression": self.compression,
            "doubt": self.doubt.value if self.doubt else None,
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Segment:
        words = tuple(Word(*word) for word in plain["words"])
        return cls(**{**plain, "words": words, "doubt": Doubt(plain["doubt"]) if plain.get("doubt") else None})


@dataclass(frozen=True, slots=True)
class Heard:
    """All that was heard in one window, in order of time. ``language`` is what was spoken: zh or en."""

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

    @property
    def batch(self) -> int:
        """How many sounds it hears at once without loss."""

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        """The words of each sound, in seconds of its window.

        ``language``: zh, en, or None to find out. ``prompt``: words that set vocabulary and spelling; None takes the engine's own,
        "" takes none. ``hotwords``: names and terms that are likely to be said.
        """
