"""SubRip subtitles (.srt)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.model.call import Transcript
from qa.model.text import Text
from qa.speech.formats.cues import Cue, blocks, clock, meant_as_times, time_line, times_of, transcript_of
from qa.speech.formats.labels import before
from qa.speech.formats.reading import Format, Read, warning

# Marks of looks alone; any other tag is part of what was said.
_LOOKS = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]*)?>|\{\\[a-z0-9&.()\\,-]*\}", re.IGNORECASE)


def fits(text: str) -> bool:
    return any(time_line(line) for line in text.split("\n", 2000)[:2000]) and not text.startswith("WEBVTT")


def read(text: str, name: str) -> Read:
    """What can be read of it; warnings name the lines that were mended or left out.

    Raises UnreadableTranscript where no line has a time.
    """
    warnings: list[Text] = []
    return transcript_of(list(_cues(text.split("\n"), warnings)), None, name, FORMAT.name, warnings)


def write(transcript: Transcript) -> str:
    """Subtitles with the speaker before each line, as far as known."""
    parts = []
    for number, (said, start, end) in enumerate(times_of(transcript), 1):
        label = before(said, transcript.language)
        text = re.sub(r"\s*\n\s*", " ", said.text.strip()).replace("-->", "→")
        parts.append(f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n{label}{text}\n")
    return "\n".join(parts)


FORMAT = Format("srt", (".srt",), fits, read)


def _cues(lines: list[str], warnings: list[Text]) -> Iterator[Cue]:
    for first, block in blocks(lines):
        if len(block) == 1 and block[0].strip().isdigit():
            continue
        yield from _cues_of(first, block, warnings)


def _cues_of(first: int, block: list[str], warnings: list[Text]) -> Iterator[Cue]:
    """The cues of a block: one, but more where the blank lines between were lost."""
    starts = [i for i, line in enumerate(block) if meant_as_times(line)]
    for i, begin in enumerate(starts or [-1]):
        until = starts[i + 1] if i + 1 < len(starts) else len(block)
        text = block[begin + 1 : until]
        if until < len(block) and text and text[-1].strip().isdigit():
            text = text[:-1]
        if begin < 0 and text[0].strip().isdigit() and len(text) > 1:
            text = text[1:]
        times = time_line(block[begin]) if begin >= 0 else None
        if times and times.separators != ",,":
            warnings.append(warning("time_unusual", line=first + begin))
        shown = tuple(("", _LOOKS.sub("", line)) for line in text)
        yield Cue(first + max(begin, 0), times.start if times else None, times.end if times else None, shown)
