"""Makes the sample calls: reads stories/*.txt, speaks them with espeak-ng, writes calls.jsonl and one two-channel sound file a call.

    python data/samples/make.py [STORY…]

Needs the espeak-ng library (libespeak-ng.so.1), numpy, scipy and PyAV; none of them is needed to use what it made. The same stories
give the same calls.jsonl and, with the same encoder, the same sound.

A story is plain text: a head of ``name: value`` lines, an empty line, then one turn a line.

    客服: 您好，请问有什么可以帮您？
    客户[+0.6]: 我家宽带又断了。          begins 0.6 s after everyone has finished (0.2 to 0.5 s where nothing is said)
    客服[-0.8]: 您先听我说。              begins 0.8 s before the last turn ends: an interruption
    客户[x1.2 v+3]: 我都打了三次了！      a fifth faster, 3 dB louder

Speakers are 客服 or agent, 客户 or customer. The left channel is the agent, the right one the customer. Lines that begin with # are
for the author. ``voice.agent`` and ``voice.customer`` name an espeak-ng voice with rate (words a minute), pitch (0 to 99) and level (dBFS).
Chinese voices must be ``cmn-latn-pinyin``: plain ``cmn`` of espeak-ng 1.51 reads its own pinyin out in English.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import multiprocessing
import re
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt

HERE = Path(__file__).resolve().parent
RATE = 8000
BITS = 18_000  # a second, both channels together
FRAME = RATE // 100  # times are whole hundredths of a second
SPEAKERS = {"客服": "agent", "agent": "agent", "客户": "customer", "customer": "customer"}
LANES = {"agent": 0, "customer": 1}
NOISE = {"agent": -66.0, "customer": -60.0}  # dBFS of the line itself
# Characters the Chinese voice reads wrongly in these words, and others of the right sound: for the ear only, never in the transcript
SOUNDS = {
    "银行": "银航",
    "便宜": "骈宜",
    "重启": "虫启",
    "地铁": "弟铁",
    "外地": "外弟",
    "地方": "弟方",
    "着急": "招急",
    "睡着": "睡招",
    "决不了": "决不料",
    "补不了": "补不料",
}
TURN = re.compile(r"^(?P<who>客服|客户|agent|customer)(?:\[(?P<how>[^\]]*)\])?\s*[:：]\s*(?P<text>.+)$")

Sound = NDArray[np.float64]


# --- the story -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Voice:
    name: str
    rate: int
    pitch: int
    level: float


@dataclass(frozen=True)
class Turn:
    speaker: str
    text: str
    gap: float | None = None
    faster: float = 1.0
    louder: float = 0.0


@dataclass(frozen=True)
class Story:
    head: dict[str, str]
    voices: dict[str, Voice]
    turns: tuple[Turn, ...]


def read_story(path: Path) -> Story:
    """The story of a file. Raises ValueError naming file and line."""
    head: dict[str, str] = {}
    turns: list[Turn] = []
    before_turns = True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        before_turns = before_turns and bool(line.strip())
        if not line.strip() or line.startswith("#"):
            continue
        if before_turns and ":" in line:
            name, value = line.split(":", 1)
            head[name.strip()] = value.strip()
        elif not before_turns and (said := TURN.match(line)):
            turns.append(_turn(said))
        else:
            raise ValueError(f"{path.name}:{number}: neither a turn nor a head line: {line}")
    if head["id"] != path.stem:
        raise ValueError(f"{path.name}: the id {head['id']} must be the file's name")
    return Story(head, {who: _voice(head[f"voice.{who}"]) for who in LANES}, tuple(turns))


def _turn(said: re.Match[str]) -> Turn:
    gap, faster, louder = None, 1.0, 0.0
    for mark in (said["how"] or "").split():
        if mark.startswith("x"):
            faster = float(mark[1:])
        elif mark.startswith("v"):
            louder = float(mark[1:])
        else:
            gap = float(mark)
    return Turn(SPEAKERS[said["who"]], said["text"].strip(), gap, faster, louder)


def _voice(line: str) -> Voice:
    name, *rest = line.split()
    given = dict(item.split("=") for item in rest)
    return Voice(name, int(given.get("rate", 170)), int(given.get("pitch", 50)), float(given.get("level", -22)))


# --- the voice -------------------------------------------------------------------------------------------------------------------


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


class Espeak:
    """libespeak-ng by its C interface, because only that tells at which sample each word begins."""

    _SYNCHRONOUS, _RATE, _PITCH, _CHARACTERS, _UTF8, _WORD = 2, 1, 3, 1, 1, 1
    _Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self._library.espeak_Initialize(self._SYNCHRONOUS, 0, None, 0)
        self._sound: list[NDArray[np.int16]] = []
        self._words: list[tuple[int, int]] = []
        self._callback = self._Callback(self._take)  # kept, or the library would call into freed memory
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, sound: Any, count: int, events: Any) -> int:
        if sound and count > 0:
            self._sound.append(np.ctypeslib.as_array(sound, (count,)).copy())
        i = 0
        while events[i].type:
            if events[i].type == self._WORD:
                self._words.append((events[i].text_position - 1, events[i].sample))
            i += 1
        return 0

    def say(self, text: str, voice: Voice, faster: float) -> tuple[Sound, list[tuple[int, int]]]:
        """The sound at ``self.rate``, in -1 to 1, and (character, sample) of every word's beginning."""
        self._sound.clear()
        self._words.clear()
        if self._library.espeak_SetVoiceByName(voice.name.encode()):
            raise ValueError(f"espeak-ng has no voice {voice.name}")
        self._library.espeak_SetParameter(self._RATE, round(voice.rate * faster), 0)
        self._library.espeak_SetParameter(self._PITCH, voice.pitch, 0)
        data = text.encode()
        self._library.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, self._CHARACTERS, 0, self._UTF8, None, None)
        self._library.espeak_Synchronize()
        return np.concatenate(self._sound) / 32768.0, list(self._words)


# --- the telephone ---------------------------------------------------------------------------------------------------------------


@dataclass
class Said:
    """A spoken turn: its sound at 8 kHz without silence around it, and its words with times in seconds of the turn."""

    sound: Sound
    words: list[tuple[str, float, float]] = field(default_factory=list)


def speak(espeak: Espeak, turn: Turn, voice: Voice) -> Said:
    raw, begins = espeak.say(_for_the_ear(turn.text), voice, turn.faster)
    ratio = Fraction(RATE, espeak.rate)
    sound = _telephone(resample_poly(raw, ratio.numerator, ratio.denominator))
    loud = _loud(sound)
    first, last = int(loud.argmax()), len(loud) - int(loud[::-1].argmax())
    trimmed = sound[first * FRAME : last * FRAME]
    audible = trimmed[np.repeat(loud[first:last], FRAME)[: len(trimmed)]]
    gain = 10 ** ((voice.level + turn.louder) / 20) / np.sqrt(np.mean(audible**2))
    at = [(character, sample * RATE // espeak.rate // FRAME - first) for character, sample in begins]
    # a soft ceiling, as a line has it, rather than clipped peaks
    return Said(np.tanh(trimmed * gain * 1.2) / 1.2, _words(turn.text, at, loud[first:last]))


def _for_the_ear(text: str) -> str:
    for written, sounds in SOUNDS.items():
        text = text.replace(written, sounds)
    return text


def _telephone(sound: Sound) -> Sound:
    return np.asarray(sosfiltfilt(butter(4, [300, 3400], "bandpass", fs=RATE, output="sos"), sound))


def _loud(sound: Sound) -> NDArray[np.bool_]:
    """For every hundredth of a second, whether anything is to be heard in it."""
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.sqrt(np.mean(frames**2, axis=1))
    return np.asarray(power > power.max() * 10 ** (-32 / 20))


def _words(text: str, begins: list[tuple[int, int]], loud: NDArray[np.bool_]) -> list[tuple[str, float, float]]:
    """Words that join to the text: a Chinese character or a spaced word, each with the marks that follow it. A word that the voice did
    not report is part of the one before."""
    pieces = [(m.start(), m.group()) for m in re.finditer(r"[\u4e00-\u9fff][^\u4e00-\u9fffA-Za-z0-9]*|\s*[^\u4e00-\u9fff\s]+", text)]
    found: list[tuple[str, int]] = []
    for start, piece in pieces:
        inside = [frame for character, frame in begins if start <= character < start + len(piece)]
        if inside or not found:
            found.append((piece, max(inside[0] if inside else 0, 0)))
        else:
            found[-1] = (found[-1][0] + piece, found[-1][1])
    if "".join(piece for piece, _ in found).strip() != text:
        raise ValueError(f"words do not join to the text: {text}")
    words = []
    for i, (piece, start) in enumerate(found):
        until = found[i + 1][1] if i + 1 < len(found) else len(loud)
        heard = np.flatnonzero(loud[start:until])
        end = start + int(heard[-1]) + 1 if len(heard) else until
        words.append((piece, start / 100, max(end, start + 1) / 100))
    return words


# --- the call --------------------------------------------------------------------------------------------------------------------


def make(path: Path) -> dict[str, Any]:
    """Speaks a story, writes its sound beside the stories' folder, and gives its line of calls.jsonl."""
    story, espeak = read_story(path), Espeak()
    seed = int.from_bytes(hashlib.sha256(story.head["id"].encode()).digest()[:8], "big")
    random = np.random.default_rng(seed)
    placed: list[tuple[int, Turn, Said]] = []
    end = last_end = round(random.uniform(0.8, 1.6) * 100)  # in hundredths of a second
    for turn in story.turns:
        said = speak(espeak, turn, story.voices[turn.speaker])
        gap = random.uniform(0.2, 0.5) if turn.gap is None else turn.gap
        start = (last_end if gap < 0 else end) + round(gap * 100)
        placed.append((start, turn, said))
        last_end = start + len(said.sound) // FRAME
        end = max(end, last_end)
    lanes = _lanes(placed, end + 120, random)
    _write(HERE / f"{story.head['id']}.opus", lanes)
    return _line(story, placed)


def _lanes(placed: list[tuple[int, Turn, Said]], hundredths: int, random: np.random.Generator) -> Sound:
    lanes = np.stack([_telephone(random.standard_normal(hundredths * FRAME)) for _ in LANES])
    for speaker, lane in LANES.items():
        lanes[lane] *= 10 ** (NOISE[speaker] / 20) / np.sqrt(np.mean(lanes[lane] ** 2))
    for start, turn, said in placed:
        lanes[LANES[turn.speaker], start * FRAME : start * FRAME + len(said.sound)] += said.sound
    return lanes


def _write(path: Path, lanes: Sound) -> None:
    """Ogg Opus with mapping family 255: two streams of one channel each, so that nothing of one lane is coded into the other."""
    samples = np.ascontiguousarray(np.clip(np.round(lanes * 32767), -32768, 32767).astype(np.int16).T.reshape(1, -1))
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact", "serial_offset": "1"}) as container:
        options = {"mapping_family": "255", "application": "voip", "frame_duration": "60", "compression_level": "10"}
        stream = container.add_stream("libopus", rate=RATE, layout="stereo", options=options)
        stream.bit_rate = BITS
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def _line(story: Story, placed: list[tuple[int, Turn, Said]]) -> dict[str, Any]:
    head = story.head
    turns = []
    for start, turn, said in sorted(placed, key=lambda item: item[0]):
        words = [{"text": t, "start": round(start / 100 + a, 2), "end": round(start / 100 + b, 2)} for t, a, b in said.words]
        ends = round((start + len(said.sound) // FRAME) / 100, 2)
        turns.append({"speaker": turn.speaker, "text": turn.text, "start": start / 100, "end": ends, "words": words})
    return {
        "id": head["id"],
        "language": head["language"],
        "agent": head["agent"],
        "started_at": head["started_at"],
        "title": {"zh": head["title.zh"], "en": head["title.en"]},
        "topic": head["topic"],
        "audio": f"{head['id']}.opus",
        "turns": turns,
    }


def main(names: list[str]) -> None:
    paths = sorted((HERE / "stories").glob("*.txt"))
    chosen = [path for path in paths if not names or path.stem in names]
    kept = {path.stem: "" for path in paths}
    out = HERE / "calls.jsonl"
    if out.exists():
        for line in out.read_text(encoding="utf-8").splitlines():
            kept[json.loads(line)["id"]] = line
    # the synthesizer carries state from one call to the next: a fresh process for each keeps a story's sound its own
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for call in pool.imap(make, chosen, chunksize=1):
            kept[call["id"]] = json.dumps(call, ensure_ascii=False)
            print(f"{call['id']:28} {call['turns'][-1]['end']:6.1f} s  {(HERE / call['audio']).stat().st_size // 1024:4} KB")
    out.write_text("".join(kept[path.stem] + "\n" for path in paths if kept[path.stem]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
