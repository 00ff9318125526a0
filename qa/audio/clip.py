"""A few seconds out of a recording, exact to the sample."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.audio.flac import FlacWriter, Samples
from qa.audio.peaks import Meter
from qa.audio.source import Limits, Source, opened
from qa.errors import Invalid

UNBOUNDED = Limits(max_seconds=math.inf, max_bytes=2**63)


@dataclass(frozen=True, slots=True)
class Clip:
    """A written clip: its length, the SHA-256 of its file, its peaks (25 bytes a second, one channel after the other)."""

    seconds: float
    sha256: str
    peaks: bytes


def cut(source: Path, out: Path, start: float, end: float) -> Clip:
    """Writes the seconds ``start`` to ``end`` of ``source`` to ``out`` as FLAC, at the source's rate and with its channels.

    What lies outside the recording is left off. Raises Invalid where nothing is left, UnreadableSound where ``source`` cannot be read.
    """
    unfinished = out.with_name(out.name + ".part")
    try:
        with opened(source, source.name, UNBOUNDED) as sound:
            seconds, peaks = _write(sound, unfinished, start, end)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    with out.open("rb") as file:
        return Clip(seconds, hashlib.file_digest(file, "sha256").hexdigest(), peaks)


def _write(sound: Source, out: Path, start: float, end: float) -> tuple[float, bytes]:
    rate, channels = sound.info.sample_rate, sound.info.channels
    written = 0
    meter = Meter(channels, rate)
    if start < end and end > 0 and start <= sound.info.duration:
        with FlacWriter(out, channels, rate) as flac:
            for piece in between(sound, max(0, round(start * rate)), round(end * rate)):
                flac.add(piece)
                meter.add(piece)
                written += piece.shape[1]
    if not written:
        raise Invalid("audio.span", start=f"{start:.2f}", end=f"{end:.2f}", duration=f"{sound.info.duration:.2f}")
    return written / rate, meter.finish().tobytes()


def between(sound: Source, first: int, last: int) -> Iterator[Samples]:
    """The samples ``first`` to ``last`` (excluded) of an opened recording, in pieces."""
    for at, piece in sound.blocks_near(first):
        if at >= last:
            return
        inside = piece[:, max(0, first - at) : last - at]
        if inside.shape[1]:
            yield inside
