"""A clip in which private words are beeped over, its loudness evened."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.audio.clip import UNBOUNDED, between
from qa.audio.flac import FlacWriter, Samples
from qa.audio.loudness import gain, loudness
from qa.audio.peaks import peaks
from qa.audio.source import opened
from qa.errors import Invalid

PAD_S = 0.12
"""So much is masked before and after each word: times of words are inexact, and a consonant begins before its vowel is heard."""
FADE_S = 0.01
BEEP_HZ, BEEP_DBFS = 1000.0, -32.0
Times = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class MaskedClip:
    """``masks``: what is beeped over, in seconds of the clip, pad included. ``loudness`` in LUFS before, ``gain`` in dB, as applied."""

    seconds: float
    sha256: str
    peaks: bytes
    channels: int
    masks: tuple[tuple[float, float], ...]
    loudness: float
    gain: float


def cut_masked(source: Path, out: Path, start: float, end: float, private: Times) -> MaskedClip:
    """Writes the seconds ``start`` to ``end`` of ``source`` to ``out`` as FLAC, with ``private`` (seconds of the source) beeped over.

    Exact to the sample. Every channel is masked: what one person says is heard in the other's channel too. Inside a mask nothing of the
    source is left; fades lie outside. Raises Invalid where nothing is left of the span, UnreadableSound where ``source`` cannot be read.
    """
    with opened(source, source.name, UNBOUNDED) as sound:
        rate, duration = sound.info.sample_rate, sound.info.duration
        pieces = list(between(sound, max(0, round(start * rate)), round(end * rate))) if start < end and start <= duration else []
    if not pieces:
        raise Invalid("audio.span", start=f"{start:.2f}", end=f"{end:.2f}", duration=f"{duration:.2f}")
    samples = np.concatenate(pieces, axis=1)
    first = max(0, round(start * rate)) / rate
    masks = merged([(a - first, b - first) for a, b in private], samples.shape[1] / rate)
    places = [(int(np.floor(a * rate)), int(np.ceil(b * rate))) for a, b in masks]
    silenced = _silence(samples, places, rate)
    heard = loudness(silenced, rate)
    by = gain(heard)
    louder = silenced.astype(np.float64) * 10 ** (by / 20)
    for a, b in places:
        louder[:, a:b] = _beep(b - a, a, rate)[: louder[:, a:b].shape[1]]
    final = np.clip(np.rint(louder), -32768, 32767).astype(np.int16)
    with FlacWriter(out, final.shape[0], rate) as flac:
        for at in range(0, final.shape[1], rate):
            flac.add(final[:, at : at + rate])
    with out.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    return MaskedClip(final.shape[1] / rate, sha, peaks(final, rate).tobytes(), final.shape[0], masks, heard.integrated, by)


def merged(spans: Times, length: float, pad: float = PAD_S) -> tuple[tuple[float, float], ...]:
    """Spans padded, cut to 0 to ``length`` seconds, those that touch joined, in order.

    >>> merged([(2.0, 3.0), (0.0, 0.5), (3.1, 4.0), (9.0, 9.5)], 5.0, pad=0.1)
    ((0.0, 0.6), (1.9, 4.1))
    """
    found: list[tuple[float, float]] = []
    for a, b in sorted((max(0.0, a - pad), min(length, b + pad)) for a, b in spans):
        if a >= b:
            continue
        if found and a <= found[-1][1]:
            found[-1] = found[-1][0], max(b, found[-1][1])
        else:
            found.append((a, b))
    return tuple(found)


def _silence(samples: Samples, places: Sequence[tuple[int, int]], rate: int) -> Samples:
    """Sound with nothing in ``places``, fading out before each and in after it."""
    fade = max(1, round(FADE_S * rate))
    weight = np.ones(samples.shape[1])
    for a, b in places:
        weight[a:b] = 0.0
        before = weight[max(0, a - fade) : a]
        np.minimum(before, np.linspace(1, 0, fade, endpoint=False)[fade - len(before) :], out=before)
        after = weight[b : b + fade]
        np.minimum(after, np.linspace(1 / fade, 1, fade)[: len(after)], out=after)
    quiet: Samples = np.rint(samples * weight).astype(np.int16)
    return quiet


def _beep(length: int, at: int, rate: int) -> npt.NDArray[np.float64]:
    """A tone of ``length`` samples, faded at both ends."""
    turns = min(BEEP_HZ, rate / 8) * np.arange(at, at + length) / rate
    ramp = np.minimum(1.0, np.minimum(np.arange(length), np.arange(length)[::-1]) / max(1, round(FADE_S * rate)))
    tone: npt.NDArray[np.float64] = 32768 * 10 ** (BEEP_DBFS / 20) * np.sqrt(2) * ramp * np.sin(2 * np.pi * turns)
    return tone
