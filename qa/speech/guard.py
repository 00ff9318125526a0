"""Words that nobody said: engines write over noise, lose themselves in loops, and sign off like a video. They are marked, not dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from qa.model.call import Doubt, Word
from qa.speech.heard import Segment
from qa.speech.phantoms import phantom
from qa.speech.wordwise import CHINESE

Span = tuple[float, float]

# Whisper's own limits (Radford et al. 2022, section 4.5, and the defaults of its transcribe()).
MOST_COMPRESSION = 2.4
LEAST_LOG_PROBABILITY = -1.0
MOST_NO_SPEECH = 0.6
MARGIN_S = 0.5
"""How far from speech a word may lie: the times that Whisper gives to words are off by up to about this much."""
REPEATS = ((2, 8), (5, 5), (10_000, 4))
"""(length of what is repeated, in characters or words; how often in a row at least). People do say 对对对对 and no, no, no, no."""
DIGIT_REPEATS = 12
LOOP_SHARE = 0.6
"""How much of a segment must be the loop."""
SAME_AGAIN = 4
"""How many segments in a row must say the same, and they must say something: at least this many characters or words."""

_UNIT = re.compile(rf"[{CHINESE}]|[^\W_{CHINESE}]+(?:['’][^\W_{CHINESE}]+)*")


def guarded(segments: Sequence[Segment], talk: Sequence[Span]) -> tuple[Segment, ...]:
    """The segments of one channel, in order, with a doubt where nobody can have said them; times in seconds of the call.

    ``talk``: when the voice activity detector heard somebody on that channel. Words that lie over silence become a segment of their own.
    """
    parted = [part for segment in segments for part in _by_silence(segment, talk)]
    doubts = [part.doubt or _doubt(part) for part in parted]
    for begin, end in _same_in_a_row(parted):
        doubts[begin:end] = [doubt or Doubt.LOOP for doubt in doubts[begin:end]]
    return tuple(replace(part, doubt=doubt) for part, doubt in zip(parted, doubts, strict=True))


def _by_silence(segment: Segment, talk: Sequence[Span]) -> Iterator[Segment]:
    words = segment.words or (Word(segment.text, segment.start, segment.end),)
    for heard, group in groupby(words, key=lambda word: _near_talk(word, talk)):
        said = tuple(group)
        text = "".join(word.text for word in said).strip()
        if text:
            doubt = None if heard else Doubt.SILENCE
            yield replace(segment, text=text, start=said[0].start, end=said[-1].end, words=said, doubt=segment.doubt or doubt)


def _near_talk(word: Word, talk: Sequence[Span]) -> bool:
    middle = (word.start + word.end) / 2
    return any(start - MARGIN_S <= middle <= end + MARGIN_S for start, end in talk)


def _doubt(segment: Segment) -> Doubt | None:
    units = _units(segment.text)
    if phantom(segment.text):
        return Doubt.PHANTOM
    if _loops(units):
        return Doubt.LOOP
    digits = sum(unit.isdigit() for unit in units)
    # A number read out twice compresses well, and is said.
    if segment.compression is not None and segment.compression > MOST_COMPRESSION and 2 * digits < len(units):
        return Doubt.COMPRESSION
    unheard = segment.no_speech is not None and segment.no_speech > MOST_NO_SPEECH
    if unheard and segment.log_probability is not None and segment.log_probability < LEAST_LOG_PROBABILITY:
        return Doubt.UNLIKELY
    return None


def _loops(units: Sequence[str]) -> bool:
    """Whether something is said over and over in immediate succession, and that is most of it."""
    for length in range(1, len(units) // 3 + 1):
        needed = next(times for longest, times in REPEATS if length <= longest)
        for start in range(length):
            at = start
            while at + length <= len(units):
                unit, times = units[at : at + length], 1
                while units[at + times * length : at + (times + 1) * length] == unit:
                    times += 1
                enough = DIGIT_REPEATS if all(one.isdigit() for one in unit) else needed
                if times >= enough and times * length >= LOOP_SHARE * len(units):
                    return True
                at += times * length
    return False


def _same_in_a_row(segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """(first, end) of segments in a row that say the very same at some length."""
    begin = 0
    said = [_units(segment.text) for segment in segments]
    for _, group in groupby(said):
        same = list(group)
        if len(same) >= SAME_AGAIN and len(same[0]) >= SAME_AGAIN:
            yield begin, begin + len(same)
        begin += len(same)


def _units(text: str) -> list[str]:
    """Chinese characters and other words, without case and punctuation."""
    return _UNIT.findall(text.casefold())
