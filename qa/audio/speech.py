"""Where somebody talks: the only parts of a lane that are worth a speech engine's time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.model.measures import Talk

if TYPE_CHECKING:
    from silero_vad.sequence_vad import SileroVADSequence

RATE = 16_000

_CHUNK = 512
_SECONDS = _CHUNK / RATE
_BLOCK = 8_000  # chunks: four minutes
_WARM_UP = 32
_FLOOR = 10 ** (-60 / 20)
_BEFORE, _AFTER = 16, 8
"""Quieter than -60 dB of full scale is a line that nobody talks on. Of it, the model hears what lies just before and after sound; with
more of it the first words after a long silence escape the model."""
_LEAVE = 0.15  # speech goes on until the probability has fallen this far below the threshold
_SMOOTH = 5
_REST = 1.0

Lane = npt.NDArray[np.float32] | npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds of a lane in which somebody talks."""

    start: float
    end: float


@dataclass(frozen=True, eq=False)
class Listened:
    """A lane of ``length`` seconds, listened to once: how likely each of its 32 ms is speech (0 to 1), and how loud (RMS, full scale 1)."""

    chances: Floats
    levels: Floats
    length: float

    def stretches(
        self, *, max_seconds: float = 30.0, join_gap: float = 0.6, pad: float = 0.2, shortest: float = 0.1, threshold: float = 0.5
    ) -> tuple[Stretch, ...]:
        """What a speech engine should hear, in order and without overlap.

        What the model holds for speech but lasts less than ``shortest`` seconds is dropped, pauses shorter than ``join_gap`` are bridged,
        ``pad`` is added on both sides, and what is longer than ``max_seconds`` (2 at least) is parted where it is quietest. A silent lane
        gives ``()``.
        """
        found = _padded(_joined(_runs(self.chances, threshold, shortest), join_gap), pad, self.length)
        most = max(max_seconds, 2 * _REST)
        enough = len(self.levels) >= _SMOOTH
        smooth = np.convolve(self.levels, np.ones(_SMOOTH, np.float32), mode="same") if enough else self.levels
        return tuple(piece for stretch in found for piece in _parted(stretch, smooth, most))

    def talks(self, *, join_gap: float = 0.25, shortest: float = 0.1, threshold: float = 0.5) -> tuple[Talk, ...]:
        """When somebody talks, to be measured: nothing added around it, only pauses shorter than a plosive's closure bridged.

        Each with its level: RMS in dB of full scale.
        """
        return tuple(
            Talk(round(run.start, 3), round(min(run.end, self.length), 3), self._level(run))
            for run in _joined(_runs(self.chances, threshold, shortest), join_gap)
            if run.start < self.length
        )

    def _level(self, run: Stretch) -> float:
        power = np.square(self.levels[round(run.start / _SECONDS) : round(run.end / _SECONDS)], dtype=np.float64)
        return round(10 * float(np.log10(max(float(power.mean()), 1e-12))), 1)


def listen(samples: Lane, *, on_progress: Callable[[float], None] | None = None) -> Listened:
    """Listen to a mono lane at 16 kHz, int16 or float32 between -1 and 1, of shape (samples,); a memory map is read a block at a time.

    ``on_progress`` is told the part done, 0 to 1; what it raises stops the work.
    """
    levels = _levels(samples)
    return Listened(_probabilities(samples, levels, on_progress or (lambda _: None)), levels, len(samples) / RATE)


def _parted(stretch: Stretch, smooth: Floats, max_seconds: float) -> Iterator[Stretch]:
    """The stretch in pieces of ``max_seconds`` at most, cut where the sound is lowest in the second half of each."""
    start = stretch.start
    while stretch.end - start > max_seconds:
        first = int(np.ceil((start + max_seconds / 2) / _SECONDS))
        last = int(min(start + max_seconds, stretch.end - _REST) / _SECONDS)
        quietest = first + int(np.argmin(smooth[first:last])) if first < min(last, len(smooth)) else last
        yield Stretch(start, quietest * _SECONDS)
        start = quietest * _SECONDS
    yield Stretch(start, stretch.end)


def _levels(samples: Lane) -> Floats:
    """The root mean square of every 512 samples, the last ones filled up with silence."""
    chunks = -(-len(samples) // _CHUNK)
    found = np.empty(chunks, np.float32)
    for at in range(0, chunks, _BLOCK):
        block = _floats(samples, at, min(at + _BLOCK, chunks)).reshape(-1, _CHUNK)
        found[at : at + len(block)] = np.sqrt(np.einsum("ij,ij->i", block, block) / _CHUNK)
    return found


def _floats(samples: Lane, first: int, last: int) -> Floats:
    """The chunks ``first`` to ``last`` as float32 between -1 and 1, the very last one filled up with silence."""
    block = samples[first * _CHUNK : last * _CHUNK]
    floats = np.zeros((last - first) * _CHUNK, np.float32)
    floats[: len(block)] = block
    if block.dtype == np.int16:
        floats /= 32768
    return floats


def _probabilities(samples: Lane, levels: Floats, on_progress: Callable[[float], None]) -> Floats:
    """How likely each 512 samples are speech, 0 to 1."""
    told = 0
    heard = np.zeros(len(levels), np.float32)
    for first, last in _audible(levels):
        for at in range(first, last, _BLOCK):
            # The model remembers what it heard; a second of it brings a new block up to where the last one ended.
            begin, end = max(first, at - _WARM_UP), min(at + _BLOCK, last)
            heard[at:end] = _detector().audio_forward(_floats(samples, begin, end))[at - begin :]
            if 100 * end // len(levels) > told:
                told = 100 * end // len(levels)
                on_progress(told / 100)
    if told < 100:
        on_progress(1.0)
    return heard


def _audible(levels: Floats) -> Iterator[tuple[int, int]]:
    """(first, end) of the chunks worth listening to: what is not silence, with some silence around it."""
    loud = np.flatnonzero(levels >= _FLOOR)
    if not len(loud):
        return
    apart = np.flatnonzero(np.diff(loud) > _BEFORE + _AFTER)
    for first, last in zip(loud[np.r_[0, apart + 1]], loud[np.r_[apart, -1]], strict=True):
        yield max(0, int(first) - _BEFORE), min(len(levels), int(last) + 1 + _AFTER)


@cache
def _detector() -> SileroVADSequence:
    """Silero's model, many chunks a call; may be used by several threads at once."""
    import torch

    threads = torch.get_num_threads()
    from silero_vad.sequence_vad import SileroVADSequence

    # Its import leaves torch with one thread, and so every engine that computes with it in this process.
    torch.set_num_threads(threads)
    return SileroVADSequence(str(files("silero_vad") / "data" / "silero_vad_16k_sequence.onnx"))


def _runs(heard: Floats, threshold: float, shortest: float) -> Iterator[Stretch]:
    begun: int | None = None
    for at, probability in enumerate([*heard.tolist(), -1.0]):
        if begun is None and probability >= threshold:
            begun = at
        elif begun is not None and probability < threshold - _LEAVE:
            if (at - begun) * _SECONDS >= shortest:
                yield Stretch(begun * _SECONDS, at * _SECONDS)
            begun = None


def _joined(runs: Iterator[Stretch], gap: float) -> list[Stretch]:
    found: list[Stretch] = []
    for run in runs:
        if found and run.start - found[-1].end < gap:
            found[-1] = Stretch(found[-1].start, run.end)
        else:
            found.append(run)
    return found


def _padded(found: list[Stretch], pad: float, length: float) -> Iterator[Stretch]:
    """Each stretch wider by ``pad``, but not beyond the lane nor past the middle of the pause to its neighbour."""
    for at, stretch in enumerate(found):
        before = (found[at - 1].end + stretch.start) / 2 if at else 0.0
        after = (stretch.end + found[at + 1].start) / 2 if at + 1 < len(found) else length
        yield Stretch(max(stretch.start - pad, before), min(stretch.end + pad, after))
