"""How loud sound is to the ear: integrated loudness and true peak after EBU R 128 (ITU-R BS.1770), as FFmpeg measures it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph

from qa.audio.flac import Samples, layout

TARGET_LUFS = -23.0
"""EBU R 128's own target. Telephone speech peaks 15 to 20 dB above its loudness: every clip reaches it under the ceiling by gain alone,
without a limiter that would change what is evidence; at -16, common for headphones, the loudest calls would not."""
CEILING_DBTP = -1.0
MOST_GAIN_DB = 30.0
SILENCE_LUFS = -69.0
_BLOCK_S = 0.5


@dataclass(frozen=True, slots=True)
class Loudness:
    """``integrated`` in LUFS, ``peak`` in dBTP; both -inf for silence."""

    integrated: float
    peak: float


def loudness(samples: Samples, rate: int) -> Loudness:
    """Of int16 sound of shape (channels, samples). One channel counts as played on both sides."""
    channels, length = samples.shape
    graph = Graph()
    source = graph.add_abuffer(format="s16p", sample_rate=rate, layout=layout(channels), time_base=Fraction(1, rate))
    meter = graph.add("ebur128", "metadata=1:peak=true:dualmono=true")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    found: dict[str, str] = {}
    block = max(1, round(rate * _BLOCK_S))
    for at in range(0, length, block):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[:, at : at + block]), "s16p", layout(channels))
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), at
        source.push(frame)
        _pull(graph, found)
    source.push(None)
    _pull(graph, found)
    peaks = [float(value) for key, value in found.items() if key.startswith("lavfi.r128.true_peaks_ch")]
    peak = 20 * math.log10(max(peaks)) if peaks and max(peaks) > 0 else -math.inf
    integrated = float(found.get("lavfi.r128.I", "-inf"))
    return Loudness(integrated if math.isfinite(integrated) and integrated > SILENCE_LUFS else -math.inf, peak)


def gain(heard: Loudness, target: float = TARGET_LUFS) -> float:
    """The decibels that bring sound to ``target`` with its peaks under the ceiling; 0 for silence."""
    if not math.isfinite(heard.integrated):
        return 0.0
    return min(target - heard.integrated, CEILING_DBTP - heard.peak, MOST_GAIN_DB)


def _pull(graph: Graph, found: dict[str, str]) -> None:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        found.update(getattr(frame, "metadata", {}))
