"""An engine that needs no model: it hears what a script says. For tests, and for trying the house.

The script is a file of calls as lines. Beside the public fields a line may have ``recording`` (the SHA-256 it belongs to; without
one it serves any recording), ``channels`` (1: all turns are on one channel), ``fail`` (a message: hearing fails with it) and
``seconds_per_stretch`` (how long hearing a stretch takes); a turn may have ``channel`` (else agent 0, customer 1, unknown 0).
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import ModelMissing, UnreadableCall, UnreadableSound
from qa.model.call import Speaker, Utterance
from qa.speech.formats.calls import call_of
from qa.speech.heard import Heard, Segment, Stretch
from qa.speech.wordwise import spread

CHANNELS = {Speaker.AGENT: 0, Speaker.CUSTOMER: 1, Speaker.UNKNOWN: 0}


@dataclass(frozen=True, slots=True)
class Line:
    """One call of a script; ``turns`` are (channel, what is said there)."""

    recording: str | None
    language: str
    turns: tuple[tuple[int, Utterance], ...]
    fail: str | None
    seconds_per_stretch: float


def place(model: str, folder: Path) -> Path | None:
    """A script cannot be downloaded."""
    return None


def locate(model: str, folder: Path) -> Path:
    """The script: a path as given, else ``<folder>/<model>``. Raises ModelMissing."""
    for file in (Path(model).expanduser(), folder / model):
        if file.is_file():
            return file
    raise ModelMissing("speech.script_missing", file=model)


def fetch(model: str, folder: Path) -> Path:
    return locate(model, folder)


def open_model(model: str, file: Path) -> Scripted:
    """Read a script. Raises ModelMissing for a file that cannot be read, UnreadableCall for a line that is no call."""
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ModelMissing("speech.script_missing", file=str(file)) from problem
    lines = tuple(_lines(text, file.name))
    return Scripted(model, lines, hashlib.sha256(content).hexdigest())


class Scripted:
    """A script as an engine. Of a stretch it hears the turns of that channel whose middle lies inside."""

    name = "scripted"

    def __init__(self, model: str, lines: tuple[Line, ...], sha256: str) -> None:
        self.model = model
        self._lines = lines
        self._sha256 = sha256

    def options(self) -> dict[str, Any]:
        return {"sha256": self._sha256}

    def transcribe(self, stretch: Stretch, *, language: str | None, prompt: str | None) -> Heard:
        """See Transcriber. Raises UnreadableSound where the script says that hearing fails."""
        line = self._line(stretch.recording)
        if line is None:
            return Heard(language or "zh", ())
        if line.seconds_per_stretch:
            time.sleep(line.seconds_per_stretch)
        if line.fail is not None:
            raise UnreadableSound("speech.script_fails", why=line.fail)
        turns = sorted((turn for channel, turn in line.turns if channel == stretch.channel), key=lambda turn: turn.start or 0.0)
        return Heard(line.language, tuple(_segment(turn, stretch) for turn in turns if _middle_inside(turn, stretch)))

    def _line(self, recording: str) -> Line | None:
        own = (line for line in self._lines if line.recording == recording)
        any_recording = (line for line in self._lines if line.recording is None)
        return next(own, None) or next(any_recording, None)


def _segment(turn: Utterance, stretch: Stretch) -> Segment:
    start, end = _times(turn)
    start, end = max(start, stretch.start), min(end, stretch.end)
    text = turn.text.strip()
    return Segment(text, start, end, spread(text, start, end), log_probability=0.0, no_speech=0.0, compression=1.0)


def _middle_inside(turn: Utterance, stretch: Stretch) -> bool:
    # The middle, because it lies in one stretch only: a turn must not be heard twice where speech was cut in two.
    return stretch.start <= sum(_times(turn)) / 2 < stretch.end


def _times(turn: Utterance) -> tuple[float, float]:
    start = turn.start or 0.0
    return start, start if turn.end is None else turn.end


def _lines(text: str, file: str) -> Iterator[Line]:
    for number, written in enumerate(text.split("\n"), 1):
        if written.strip():
            yield _parsed(written, file, number)


def _parsed(written: str, file: str, number: int) -> Line:
    call = call_of(written, file, number)
    raw = json.loads(written)
    turns = []
    for index, said in enumerate(call.transcript.utterances):
        if said.start is None or said.end is None:
            raise UnreadableCall("speech.script_untimed", file=file, line=number, turn=index)
        if said.text.strip():
            turns.append((_channel(raw, index, said.speaker), said))
    seconds = raw.get("seconds_per_stretch", 0)
    if not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
        raise UnreadableCall("speech.call_field", file=file, line=number, field="seconds_per_stretch", expected="a number of seconds")
    fail = raw.get("fail")
    return Line(raw.get("recording"), call.transcript.language, tuple(turns), None if fail is None else str(fail), float(seconds))


def _channel(raw: dict[str, Any], index: int, speaker: Speaker) -> int:
    if raw.get("channels") == 1:
        return 0
    channel = raw["turns"][index].get("channel")
    return channel if isinstance(channel, int) else CHANNELS[speaker]
