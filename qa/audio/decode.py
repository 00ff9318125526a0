"""From the file somebody brought to what the house works with: lanes for the ear of the machine, a copy to play, peaks to draw.

One pass, a second of sound at a time: memory does not grow with the length. The folder then holds

    lane0.s16, lane1.s16    16 kHz, int16, one file a channel
    play.flac               lossless, 16 bit, channels kept, the recording's own rate (48 kHz at most)
    peaks.u8                25 bytes a second, one channel after the other
    decoded.json            what it is; written last, so that a folder without it is not finished
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from qa.audio.flac import FlacWriter, Resampler
from qa.audio.peaks import Meter, Peaks, from_bytes
from qa.audio.raw import Raw
from qa.audio.source import Limits, SoundInfo, Source, opened
from qa.errors import NotFound

__all__ = ["LANE_RATE", "Decoded", "Limits", "SoundInfo", "decode", "open_decoded", "probe"]

LANE_RATE = 16_000
PLAY_RATE = 48_000

_FORMAT = 1
# Quieter than -55 dB of full scale over 40 ms is line noise or the other channel's echo; a fifth of a second of more is somebody.
_SILENCE = 32768 * 10 ** (-55 / 20)
_LOUD_WINDOWS = 5
_SHORTEST = 0.05

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded recording in its folder. ``duration`` in seconds, ``sample_rate`` the recording's own in Hz.

    ``declared`` is the length in seconds its header claims; ``silent`` says of each channel whether nothing in it could be speech;
    ``warnings`` holds ``truncated`` and ``damaged``, whose sentences stand under ``audio.warnings``.
    """

    folder: Path
    codec: str
    container: str
    sample_rate: int
    channels: int
    duration: float
    declared: float
    silent: tuple[bool, ...]
    warnings: tuple[str, ...]

    @property
    def play(self) -> Path:
        """The copy that a browser plays."""
        return self.folder / "play.flac"

    @property
    def peaks(self) -> Peaks:
        """uint8 of shape (channels, 25 a second), 0 for silence to 255 for full scale."""
        return from_bytes((self.folder / "peaks.u8").read_bytes(), self.channels)

    def raw(self, channel: int) -> npt.NDArray[np.int16]:
        """A channel at 16 kHz, int16 of shape (samples,), left on disk until it is touched."""
        return np.memmap(_lane(self.folder, channel), dtype="<i2", mode="r")

    def lane(self, channel: int, start: float = 0.0, end: float | None = None) -> npt.NDArray[np.float32]:
        """A channel's seconds ``start`` to ``end`` (all by default) at 16 kHz, float32 of shape (samples,) between -1 and 1."""
        last = None if end is None else round(end * LANE_RATE)
        return self.raw(channel)[round(start * LANE_RATE) : last].astype(np.float32) / np.float32(32768)


def probe(path: Path, name: str, limits: Limits | None = None, raw: Raw | None = None) -> SoundInfo:
    """What a recording is, after a look at its header and first sound. Raises UnreadableSound; ``name`` is the file in its words."""
    with opened(path, name, limits or Limits(), raw) as source:
        return source.info


def decode(
    path: Path,
    folder: Path,
    *,
    name: str,
    limits: Limits | None = None,
    on_progress: Progress | None = None,
    raw: Raw | None = None,
) -> Decoded:
    """Decodes a recording into ``folder``. ``on_progress`` is told the part done, 0 to 1; what it raises stops the work.

    ``raw`` says how to read a file without a header.

    Raises UnreadableSound. Whatever stops it, no half-written file is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    try:
        with opened(path, name, limits or Limits(), raw) as source:
            return _write(source, folder, on_progress or (lambda _: None))
    except BaseException:
        _clear(folder)
        raise


def open_decoded(folder: Path) -> Decoded:
    """What ``decode`` left in ``folder``, in this or another process. Raises NotFound where it is missing or unfinished."""
    try:
        said = json.loads((folder / "decoded.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError) as wrong:
        raise NotFound("audio.not_decoded", folder=folder.name) from wrong
    if said.pop("format", None) != _FORMAT or not all(_lane(folder, c).is_file() for c in range(said["channels"])):
        raise NotFound("audio.not_decoded", folder=folder.name)
    return Decoded(**{**said, "folder": folder, "silent": tuple(said["silent"]), "warnings": tuple(said["warnings"])})


def _write(source: Source, folder: Path, on_progress: Progress) -> Decoded:
    info = source.info
    rate = min(info.sample_rate, PLAY_RATE)
    meter = Meter(info.channels, LANE_RATE, _SILENCE)
    to_lane, to_play = Resampler(info.channels, info.sample_rate, LANE_RATE), Resampler(info.channels, info.sample_rate, rate)
    samples = told = 0
    with ExitStack() as stack:
        lanes = [stack.enter_context(_lane(folder, channel).open("wb")) for channel in range(info.channels)]
        play = stack.enter_context(FlacWriter(folder / "play.flac", info.channels, rate))
        for block in source.blocks():
            samples += block.shape[1]
            play.add(to_play(block))
            _add(to_lane(block), lanes, meter)
            percent = min(99, int(100 * samples / info.sample_rate / info.duration)) if info.duration else 0
            if percent > told:
                told = percent
                on_progress(percent / 100)
        play.add(to_play.rest())
        _add(to_lane.rest(), lanes, meter)
    seconds = samples / info.sample_rate
    if seconds < _SHORTEST:
        raise source.broken()
    peaks = meter.finish()
    (folder / "peaks.u8").write_bytes(peaks.tobytes())
    enough = max(1, min(_LOUD_WINDOWS, peaks.shape[1] // 2))
    done = Decoded(
        folder=folder,
        codec=info.codec,
        container=info.container,
        sample_rate=info.sample_rate,
        channels=info.channels,
        duration=seconds,
        declared=info.duration,
        silent=tuple(bool(windows < enough) for windows in meter.loud),
        warnings=source.warnings(seconds),
    )
    _remember(done)
    on_progress(1.0)
    return done


def _add(samples: npt.NDArray[np.int16], lanes: Sequence[BinaryIO], meter: Meter) -> None:
    meter.add(samples)
    for file, lane in zip(lanes, samples, strict=True):
        file.write(lane.astype("<i2", copy=False).tobytes())


def _remember(done: Decoded) -> None:
    content = {"format": _FORMAT, **asdict(done)}
    del content["folder"]
    unfinished = done.folder / "decoded.json.part"
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(done.folder / "decoded.json")


def _lane(folder: Path, channel: int) -> Path:
    return folder / f"lane{channel}.s16"


def _clear(folder: Path) -> None:
    for name in ("decoded.json", "decoded.json.part", "play.flac", "peaks.u8"):
        (folder / name).unlink(missing_ok=True)
    for lane in folder.glob("lane*.s16"):
        lane.unlink()
