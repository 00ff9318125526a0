"""WebVTT subtitles (.vtt), voices included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.errors import UnreadableTranscript
from qa.model.call import Transcript
from qa.model.text import Text
from qa.speech.formats.cues import ARROW, Cue, blocks, clock, meant_as_times, time_line, times_of, transcript_of
from qa.speech.formats.labels import who
from qa.speech.formats.reading import Format, Read, warning

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>|</v>")
# The tags of the format; any other is part of what was said.
_TAGS = re.compile(r"</?(?:c|i|b|u|v|lang|ruby|rt)(?:[.\s][^<>]*)?>|<\d[\d:.]*>")
_ENTITY = re.compile(r"&(amp|lt|gt|nbsp|lrm|rlm);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "lrm": "", "rlm": ""}
_SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_LANGUAGE = re.compile(r"language:\s*([\w-]+)", re.IGNORECASE)


def fits(text: str) -> bool:
    return text.startswith("WEBVTT")


def read(text: str, name: str) -> Read:
    """What can be read of it; warnings name the lines that were mended or left out. Raises UnreadableTranscript where it is none."""
    if not fits(text):
        raise UnreadableTranscript("speech.vtt_header", file=name)
    warnings: list[Text] = []
    lines = text.split("\n")
    tag = next((found.group(1) for line in _header(lines) if (found := _LANGUAGE.search(line))), None)
    return transcript_of(list(_cues(lines, warnings)), tag, name, FORMAT.name, warnings)


def write(transcript: Transcript) -> str:
    """Subtitles with a voice to each line: the role, else the name of the voice, where there is one."""
    parts = [f"WEBVTT\nLanguage: {transcript.language}\n"]
    for said, start, end in times_of(transcript):
        text = re.sub(r"\s*\n\s*", " ", said.text.strip())
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        voice = who(said, transcript.language)
        parts.append(f"{clock(start, '.')} --> {clock(end, '.')}\n{f'<v {voice}>{text}</v>' if voice else text}\n")
    return "\n".join(parts)


FORMAT = Format("vtt", (".vtt",), fits, read)


def _header(lines: list[str]) -> list[str]:
    """The lines up to the first blank one or the first time."""
    return lines[: next((i for i, line in enumerate(lines) if i and (not line.strip() or ARROW.search(line))), len(lines))]


def _cues(lines: list[str], warnings: list[Text]) -> Iterator[Cue]:
    head = len(_header(lines))
    for first, block in blocks([""] * head + lines[head:]):
        if _SKIPPED.match(block[0]) and not any(time_line(line) for line in block[:2]):
            continue
        yield from _cues_of(first, block, warnings)


def _cues_of(first: int, block: list[str], warnings: list[Text]) -> Iterator[Cue]:
    """The cues of a block: one, but more where the blank lines between were lost."""
    arrows = [i for i, line in enumerate(block) if meant_as_times(line)]
    if not arrows:
        yield Cue(first, None, None, tuple(_voiced(block)))
        return
    for i, begin in enumerate(arrows):
        until = arrows[i + 1] if i + 1 < len(arrows) else len(block)
        times = time_line(block[begin])
        if times and times.separators != "..":
            warnings.append(warning("time_unusual", line=first + begin))
        yield Cue(first + begin, times.start if times else None, times.end if times else None, tuple(_voiced(block[begin + 1 : until])))


def _voiced(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of a cue with the voice that speaks them; a voice lasts until the next one."""
    voice = ""
    for line in lines:
        at = 0
        for mark in _VOICE.finditer(line):
            if line[at : mark.start()].strip():
                yield voice, _plain(line[at : mark.start()])
            voice = (mark.group(1) or "").strip()
            at = mark.end()
        if line[at:].strip():
            yield voice, _plain(line[at:])


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found.group(1)], _TAGS.sub("", text))
