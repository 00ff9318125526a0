"""Calls, their words, and the one address into them: the span."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from qa.model.measures import Measures
from qa.model.speaker import Speaker

__all__ = ["Call", "CallState", "Doubt", "Span", "Speaker", "Transcript", "Utterance", "Word"]


class Doubt(StrEnum):
    """Why words that an engine wrote are held for invented: shown struck through, kept out of scoring."""

    SILENCE = "silence"  # nobody talks there
    LOOP = "loop"  # the same words over and over
    PHANTOM = "phantom"  # a phrase that engines are known to invent over noise
    COMPRESSION = "compression"  # repeats itself more than speech does
    UNLIKELY = "unlikely"  # the engine itself gave it little chance
    PERSON = "person"  # a person listened and heard nobody say it


@dataclass(frozen=True, slots=True)
class Word:
    """A word as heard. ``text`` keeps its leading space, so that words join to their utterance's text; times in seconds of the call."""

    text: str
    start: float
    end: float
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said without giving way. Times in seconds of the call, None in a chat.

    Where ``words`` is not empty, ``text == "".join(word.text for word in words).strip()``. ``voice`` tells voices apart that share a
    channel, as another tool or a diariser named them ("" where nobody did). ``doubt``: why the words are held for invented.
    """

    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()
    channel: int | None = None
    voice: str = ""
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A range of characters of one utterance of one transcript: the address of findings, remarks, excerpts and posts.

    ``transcript`` is the transcript's fingerprint; ``start`` and ``end`` are character offsets, end excluded.
    """

    transcript: str
    utterance: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a call in order. Immutable: a correction is another transcript."""

    language: str
    utterances: tuple[Utterance, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of language, speakers, voices, words, times and doubts; the same content always has the same one."""
        content = [self.language, [_content(said) for said in self.utterances]]
        return hashlib.sha256(_WRITTEN(content).encode()).hexdigest()

    def span(self, utterance: int, start: int = 0, end: int | None = None) -> Span:
        """The span of characters ``start`` to ``end`` of an utterance (the whole of it by default).

        Raises ValueError when the range is not inside the utterance.
        """
        length = len(self.utterances[utterance].text)
        end = length if end is None else end
        if not 0 <= start <= end <= length:
            raise ValueError(f"characters {start} to {end} are not inside utterance {utterance} of {length} characters")
        return Span(self.fingerprint, utterance, start, end)

    def seconds(self, utterance: int, start: int = 0, end: int | None = None) -> tuple[float, float] | None:
        """When the characters ``start`` to ``end`` of an utterance were said, in seconds of the call.

        Exact to the word where words have times; otherwise in proportion to the characters; None where the utterance has no time.
        """
        said = self.utterances[utterance]
        end = len(said.text) if end is None else end
        if said.words:
            return _seconds_by_words(said, start, end)
        if said.start is None or said.end is None:
            return None
        length = max(len(said.text), 1)
        lasts = said.end - said.start
        return said.start + lasts * start / length, said.start + lasts * end / length

    @property
    def duration(self) -> float | None:
        """The end of the last timed utterance, in seconds."""
        return max((u.end for u in self.utterances if u.end is not None), default=None)


_WRITTEN = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _content(said: Utterance) -> list[object]:
    always: list[object] = [
        said.speaker,
        said.text,
        said.start,
        said.end,
        said.channel,
        [[w.text, w.start, w.end] for w in said.words] if said.words else [],
    ]
    # Only where there is one: fingerprints from before voices and doubts were known stay as they are.
    return [*always, said.voice, said.doubt] if said.voice or said.doubt else always


def _seconds_by_words(said: Utterance, start: int, end: int) -> tuple[float, float]:
    ends = _word_ends(_Words(said.words))
    first = min(bisect_right(ends, start), len(ends) - 1)
    # The last word that begins before the end: the one after the last that ends before it.
    last = min(bisect_left(ends, max(end, start + 1)), len(ends) - 1)
    return said.words[first].start, said.words[last].end


class _Words:
    """The words of an utterance, compared by identity: there may be thousands."""

    __slots__ = ("words",)

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words

    def __hash__(self) -> int:
        return id(self.words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and other.words is self.words


@lru_cache(maxsize=256)
def _word_ends(said: _Words) -> list[int]:
    """Where each word ends in the text of its utterance, which has no space before the first."""
    joined = "".join(word.text for word in said.words)
    before = len(joined) - len(joined.lstrip())
    return [end - before for end in accumulate(len(word.text) for word in said.words)]


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the evaluators see it: its words, who took it and when, and what the clock and the meter say of its sound.

    ``measures`` is None where there was no sound: then the times of the words have to serve.
    """

    id: str
    transcript: Transcript
    agent: str | None = None
    started_at: datetime | None = None
    measures: Measures | None = None


class CallState(StrEnum):
    """Where a call stands on its way from recording to scorecard."""

    QUEUED = "queued"
    DECODING = "decoding"
    TRANSCRIBING = "transcribing"
    SCORING = "scoring"
    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def moving(self) -> bool:
        """Whether something will still happen by itself."""
        return self in (CallState.QUEUED, CallState.DECODING, CallState.TRANSCRIBING, CallState.SCORING)
