"""An engine that needs no model: it hears what a script says. For tests, and for trying the house.

The script is a file of calls as lines. Beside the public fields a line may have ``recording`` (the SHA-256 it belongs to; without
one it serves any recording), ``channels`` (1: all turns are on one channel), ``fail`` (a message: hearing fails with it),
``seconds_per_window`` (how long hearing a window takes) and ``log`` (true: each window that it begins to hear is a line of
``<script>.log``); a turn may have ``channel`` (else agent 0, customer 1, unknown 0).
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import ModelMissing, UnreadableCall, UnreadableSound
from qa.model.call import Speaker, Utterance
from qa.speech.formats.calls import call_of
from qa.speech.heard import Heard, Segment, Sound
from qa.speech.windows import Piece
from qa.speech.wordwise import spread

CHANNELS = {Speaker.AGENT: 0, Speaker.CUSTOMER: 1, Speaker.UNKNOWN: 0}


@dataclass(frozen=True, slots=True)
class Line:
    """One call of a script; ``turns`` are (channel, what is said there)."""

    recording: str | None
    language: str
    turns: tuple[tuple[int, Utterance], ...]
    fail: str | None
    seconds_per_window: float
    log: bool


def runs_on(device: str, precision: str) -> tuple[str, str]:
    """A script computes nothing: whatever was asked for will do."""
    return "cpu", ""


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


def open_model(model: str, file: Path, device: str = "", precision: str = "") -> Scripted:
    """Read a script. Raises ModelMissing for a file that cannot be read, UnreadableCall for a line that is no call."""
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ModelMissing("speech.script_missing", file=str(file)) from problem
    lines = tuple(_lines(text, file.name))
    return Scripted(model, lines, hashlib.sha256(content).hexdigest(), file.with_name(f"{file.name}.log"))


class Scripted:
    """A script as an engine. Of a window it hears the turns of that channel whose middle lies in one of its pieces."""

    name = "scripted"
    batch = 1

    def __init__(self, model: str, lines: tuple[Line, ...], sha256: str, log: Path) -> None:
        self.model = model
        self._lines = lines
        self._sha256 = sha256
        self._log = log

    def options(self) -> dict[str, Any]:
        return {"sha256": self._sha256}

    def transcribe(self, sounds: Sequence[Sound], *, language: str | None, prompt: str | None, hotwords: Sequence[str] = ()) -> list[Heard]:
        """See Transcriber. Raises UnreadableSound where the script says that hearing fails."""
        return [self._heard(sound, language) for sound in sounds]

    def _heard(self, sound: Sound, language: str | None) -> Heard:
        line = self._line(sound.recording)
        if line is None:
            return Heard(language or "zh", ())
        if line.log:
            with self._log.open("a", encoding="utf-8") as log:
                log.write(json.dumps({"recording": sound.recording, **sound.window.to_json()}) + "\n")
        if line.seconds_per_window:
            time.sleep(line.seconds_per_window)
        if line.fail is not None:
            raise UnreadableSound("speech.script_fails", why=line.fail)
        said = (turn for channel, turn in line.turns if channel == sound.window.channel)
        found = [segment for turn in said for piece in sound.window.pieces if (segment := _segment(turn, piece)) is not None]
        return Heard(line.language, tuple(sorted(found, key=lambda segment: segment.start)))

    def _line(self, recording: str) -> Line | None:
        own = (line for line in self._lines if line.recording == recording)
        any_recording = (line for line in self._lines if line.recording is None)
        return next(own, None) or next(any_recording, None)


def _segment(turn: Utterance, piece: Piece) -> Segment | None:
    """A turn as it is heard in a piece, in seconds of the window; None where its middle lies elsewhere.

    The middle, because it lies in one piece only: a turn must not be heard twice where speech was cut in two.
    """
    start, end = _times(turn)
    if not piece.start <= (start + end) / 2 < piece.end:
        return None
    start, end = (min(max(at, piece.start), piece.end) - piece.start + piece.at for at in (start, end))
    text = turn.text.strip()
    return Segment(text, start, end, spread(text, start, end), log_probability=0.0, no_speech=0.0, compression=1.0)


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
    seconds = raw.get("seconds_per_window", 0)
    if not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
        raise UnreadableCall("speech.call_field", file=file, line=number, field="seconds_per_window", expected="a number of seconds")
    fail = raw.get("fail")
    failing = None if fail is None else str(fail)
    return Line(raw.get("recording"), call.transcript.language, tuple(turns), failing, float(seconds), raw.get("log") is True)


def _channel(raw: dict[str, Any], index: int, speaker: Speaker) -> int:
    if raw.get("channels") == 1:
        return 0
    channel = raw["turns"][index].get("channel")
    return channel if isinstance(channel, int) else CHANNELS[speaker]
