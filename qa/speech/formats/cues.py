"""What subtitles of either kind share: times, cues, and cues as utterances."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from qa.errors import UnreadableTranscript
from qa.model.call import Speaker, Transcript, Utterance
from qa.model.text import Text
from qa.speech.formats.labels import named, names_in, parted, role, voice
from qa.speech.formats.reading import Read, finish, warning

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})([.,:])(\d{1,3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-+>\s*{_TIME}(?:\s+.*)?$")
ARROW = re.compile(r"-+>")
_LIKE_TIMES = re.compile(r"^\s*\d\S*[:.,]\S*\s*-+>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: where it stands in the file, its seconds (None: they are missing), and its lines as (voice or "", text)."""

    line: int
    start: float | None
    end: float | None
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    start: float
    end: float
    separators: str


def time_line(line: str) -> TimeLine | None:
    """``00:00:01,000 --> 00:00:02,000`` in seconds, hours optional; None for any other line."""
    found = _TIMES.match(line)
    if not found or any(int(found.group(i)) > 59 for i in (2, 3, 7, 8)):
        return None
    return TimeLine(_seconds(found, 1), _seconds(found, 6), found.group(4) + found.group(9))


def meant_as_times(line: str) -> bool:
    """Whether a line gives times, or was meant to and cannot be read."""
    return time_line(line) is not None or _LIKE_TIMES.match(line) is not None


def clock(value: float, separator: str) -> str:
    """Seconds as ``00:00:01,000``."""
    milliseconds = round(max(value, 0.0) * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{separator}{rest % 1000:03}"


def blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without a blank one between, each with the number (from 1) of its first line."""
    block: list[str] = []
    first = 1
    for number, line in enumerate(lines, 1):
        if line.strip():
            if not block:
                first = number
            block.append(line)
        elif block:
            yield first, block
            block = []
    if block:
        yield first, block


def transcript_of(cues: Iterable[Cue], tag: str | None, name: str, format: str, warnings: Iterable[Text]) -> Read:
    """Cues as utterances in order of time, labels and voices as roles. Raises UnreadableTranscript where no cue has a time."""
    cues = [cue for cue in cues if any(text.strip() for _, text in cue.lines)]
    if all(cue.start is None for cue in cues):
        raise UnreadableTranscript("speech.no_times", file=name, line=cues[0].line if cues else 1)
    found = list(warnings)
    timed = list(_timed(cues, found))
    names = names_in(line for cue in timed for tagged, line in cue.lines if not tagged)
    said = [one for cue in timed for one in _utterances(cue, names)]
    voices = dict.fromkeys(one.voice for one in said if one.voice)
    if voices:
        found.append(warning("voices", voices=", ".join(voices)))
    return finish(said, tag, name, format, found)


def times_of(transcript: Transcript) -> Iterator[tuple[Utterance, float, float]]:
    """Each utterance with its seconds. Those without times (a chat) get two seconds each: subtitles cannot do without."""
    now = 0.0
    for said in transcript.utterances:
        start = now if said.start is None else said.start
        end = start + 2 if said.end is None else max(said.end, start)
        now = end
        yield said, start, end


def _timed(cues: list[Cue], warnings: list[Text]) -> Iterator[Cue]:
    now = 0.0
    for i, cue in enumerate(cues):
        start, end = cue.start, cue.end
        if start is None or end is None:
            following = next((later.start for later in cues[i + 1 :] if later.start is not None), now)
            start, end = now, max(now, following)
            warnings.append(warning("time_missing", line=cue.line))
        elif end < start:
            warnings.append(warning("ends_before", place=cue.line))
            end = start
        now = end
        yield Cue(cue.line, start, end, cue.lines)


def _utterances(cue: Cue, names: Collection[str]) -> Iterator[Utterance]:
    """The turns in a cue: a line of another voice or with a label begins a new one. They share the cue's time by their length.

    ``names``: in small letters, who is known to be named before lines.
    """
    turns: list[tuple[Speaker, str, list[str]]] = []
    told = ""
    for tagged, line in cue.lines:
        label, text = parted(line)
        if not label and names and named(line)[0].casefold() in names:
            label, text = named(line)
        if not text.strip():
            continue
        speaker = role(label) if label else Speaker.UNKNOWN
        if tagged and speaker is Speaker.UNKNOWN:
            speaker = role(tagged)
        if turns and not label and told == tagged:
            turns[-1][2].append(text.strip())
        else:
            turns.append((speaker, voice(tagged) or voice(label), [text.strip()]))
        told = tagged
    texts = [" ".join(lines) for _, _, lines in turns]
    start, end, said = cue.start or 0.0, cue.end or 0.0, 0
    total = sum(map(len, texts)) or 1
    for (speaker, by, _), text in zip(turns, texts, strict=True):
        begins, said = said, said + len(text)
        begin, stop = (round(start + (end - start) * at / total, 3) for at in (begins, said))
        yield Utterance(speaker, text, begin, stop, voice=by if speaker is Speaker.UNKNOWN else "")


def _seconds(found: re.Match[str], first: int) -> float:
    hours, minutes, whole, _, fraction = (found.group(first + i) for i in range(5))
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(whole) + int(fraction.ljust(3, "0")) / 1000
